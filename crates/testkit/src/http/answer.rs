use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use socket2::SockRef;

use super::stop::Stop;
use crate::fault::Fault;

/// What a handler wants done with a request, including the ways to do it badly.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    /// Waited before the first byte.
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
    pub(crate) settlement: Settlement,
}

/// How the body goes over the wire.
#[derive(Debug)]
pub(crate) enum Body {
    /// At once, with a content length.
    Whole(Vec<u8>),
    /// Piece by piece in chunked transfer coding, with a pause of `pace` between two pieces.
    /// The settlement happens before piece `settle_at` is written.
    Pieces { pieces: Vec<Vec<u8>>, pace: Duration, settle_at: usize },
}

impl Answer {
    pub(crate) fn new(status: u16, content_type: &str, body: Body) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        let (delay, fault, settlement) = (Duration::ZERO, None, Settlement::default());
        Self { status, headers, body, delay, fault, settlement }
    }

    /// Writes the answer, or what its fault leaves of it; true when the connection can be used again.
    pub(super) fn write(
        mut self,
        stream: &TcpStream,
        stop: &Stop,
        keep_alive: bool,
        without_body: bool,
    ) -> io::Result<bool> {
        if self.fault.is_some() {
            self.settlement.settle(false);
        }
        if stop.pause(self.delay) {
            return Ok(false);
        }
        let head = self.head(keep_alive && self.fault.is_none());
        let half = self.body.len() / 2;
        let mut to = stream;
        match self.fault {
            None if without_body => to.write_all(&head)?,
            None => self.body.write(&head, stream, stop, usize::MAX, self.settlement)?,
            Some(Fault::Reset) => SockRef::from(stream).set_linger(Some(Duration::ZERO))?,
            Some(Fault::Trickle) => {
                for byte in &head {
                    to.write_all(std::slice::from_ref(byte))?;
                    if stop.pause(TRICKLE) {
                        return Ok(false);
                    }
                }
                self.body.write(&[], stream, stop, usize::MAX, self.settlement)?;
            }
            Some(Fault::HeadersOnly) => to.write_all(&head)?,
            Some(Fault::Garbage) => {
                to.write_all(b"\x16\x03\x01\x00\xffneither HTTP nor TLS\r\n")?
            }
            Some(Fault::Silence) => wait_until_closed(stream),
            Some(Fault::HalfResponse) => {
                self.body.write(&head, stream, stop, half, self.settlement)?;
            }
            Some(Fault::Stall) => {
                self.body.write(&head, stream, stop, half, self.settlement)?;
                wait_until_closed(stream);
            }
        }
        Ok(keep_alive && self.fault.is_none())
    }

    fn head(&self, keep_alive: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason_phrase(self.status));
        for (name, value) in &self.headers {
            // Scripted values come from tests; a line break in one must not become a second field.
            let value = value.replace(['\r', '\n'], " ");
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        match &self.body {
            Body::Whole(body) => head.push_str(&format!("content-length: {}\r\n", body.len())),
            Body::Pieces { .. } => head.push_str("transfer-encoding: chunked\r\n"),
        }
        head.push_str(if keep_alive { "\r\n" } else { "connection: close\r\n\r\n" });
        head.into_bytes()
    }
}

impl Body {
    fn len(&self) -> usize {
        match self {
            Self::Whole(body) => body.len(),
            Self::Pieces { pieces, .. } => pieces.iter().map(Vec::len).sum(),
        }
    }

    /// Writes the head and at most `limit` bytes of the body; a body that is cut gets no proper end.
    fn write(
        &self,
        head: &[u8],
        mut stream: &TcpStream,
        stop: &Stop,
        limit: usize,
        mut settlement: Settlement,
    ) -> io::Result<()> {
        let whole = limit >= self.len();
        match self {
            Self::Whole(body) => {
                if whole {
                    settlement.settle(true);
                }
                // One write, so that small answers are one packet.
                let body = &body[..limit.min(body.len())];
                stream.write_all(&[head, body].concat())
            }
            Self::Pieces { pieces, pace, settle_at } => {
                stream.write_all(head)?;
                let mut left = limit;
                for (index, piece) in pieces.iter().enumerate() {
                    if left == 0 || (index > 0 && stop.pause(*pace)) {
                        return Ok(());
                    }
                    let piece = &piece[..left.min(piece.len())];
                    left -= piece.len();
                    if whole && index == *settle_at {
                        settlement.settle(true);
                    }
                    let size = format!("{:x}\r\n", piece.len());
                    stream.write_all(&[size.as_bytes(), piece, b"\r\n"].concat())?;
                }
                if whole { stream.write_all(b"0\r\n\r\n") } else { Ok(()) }
            }
        }
    }
}

/// Called once with whether the client was told everything, latest when the answer is given up.
///
/// It is called *before* the bytes that tell are written: a client that has read them finds the books in order.
#[derive(Default)]
pub(crate) struct Settlement(Option<Box<dyn FnOnce(bool) + Send>>);

impl Settlement {
    pub(crate) fn new(settle: impl FnOnce(bool) + Send + 'static) -> Self {
        Self(Some(Box::new(settle)))
    }

    fn settle(&mut self, told: bool) {
        if let Some(settle) = self.0.take() {
            settle(told);
        }
    }
}

impl Drop for Settlement {
    fn drop(&mut self) {
        self.settle(false);
    }
}

impl fmt::Debug for Settlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Settlement").field(&self.0.is_some()).finish()
    }
}

/// Reads and forgets until the other side closes, or the server shuts the socket down.
fn wait_until_closed(mut stream: &TcpStream) {
    let mut ignored = [0; 4096];
    while matches!(stream.read(&mut ignored), Ok(1..)) {}
}

/// Closes so that the answer survives although unread bytes are on their way: closing a socket with unread
/// input resets the connection, and the client would lose what it has not read yet.
pub(super) fn close_gently(stream: &TcpStream) {
    if stream.shutdown(Shutdown::Write).is_ok() {
        wait_until_closed(stream);
    }
}

/// Between two bytes of an answer that trickles.
const TRICKLE: Duration = Duration::from_millis(100);

fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Unknown",
    }
}

use std::borrow::Cow;
use std::io::{self, Read, Write};

use crate::content::{self, UndecodableBody};
use crate::headers::Headers;

/// One request as it came over the wire; the body without its transfer coding, still in its content coding.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: String,
    /// Without the query.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: Headers,
    pub(crate) raw_body: Vec<u8>,
    pub(super) keep_alive: bool,
}

impl Incoming {
    /// The body with its content coding undone.
    pub(crate) fn content(&self) -> Result<Cow<'_, [u8]>, UndecodableBody> {
        content::decode(self.headers.value("content-encoding"), &self.raw_body)
    }
}

/// Why there is no further request on a connection.
#[derive(Debug)]
pub(super) enum ReadError {
    /// The client left, between two requests or in the middle of one.
    Gone,
    /// What came is not a request that this server takes; the status says why.
    Refused { status: u16, reason: &'static str },
}

impl From<io::Error> for ReadError {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Cuts a connection's bytes into requests.
#[derive(Debug)]
pub(super) struct IncomingReader<S> {
    stream: S,
    buffer: Vec<u8>,
}

impl<S: Read + Write> IncomingReader<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, buffer: Vec::new() }
    }

    pub(super) fn read_next(&mut self) -> Result<Incoming, ReadError> {
        let head = self.read_head()?;
        if head.expects_continue && self.buffer.is_empty() {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let raw_body = match head.framing {
            Framing::Length(length) => self.take(length)?,
            Framing::Chunked => self.read_chunked()?,
        };
        let (path, query) = match head.target.split_once('?') {
            Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
            None => (head.target, None),
        };
        let (method, headers, keep_alive) = (head.method, head.headers, head.keep_alive);
        Ok(Incoming { method, path, query, headers, raw_body, keep_alive })
    }

    fn read_head(&mut self) -> Result<Head, ReadError> {
        loop {
            if let Some((head, length)) = Head::parse(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(head);
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(refused(431, "the request's head is longer than 64 KiB"));
            }
            self.fill()?;
        }
    }

    fn read_chunked(&mut self) -> Result<Vec<u8>, ReadError> {
        let mut body = Vec::new();
        loop {
            let length = self.read_chunk_size()?;
            if length == 0 {
                break;
            }
            if length > MAX_BODY - body.len() {
                return Err(TOO_LONG);
            }
            body.append(&mut self.take(length)?);
            if self.take(2)? != b"\r\n" {
                return Err(refused(400, "a chunk is not followed by a line break"));
            }
        }
        // Trailer fields are read and ignored.
        while !self.read_line()?.is_empty() {}
        Ok(body)
    }

    fn read_chunk_size(&mut self) -> Result<usize, ReadError> {
        loop {
            match httparse::parse_chunk_size(&self.buffer) {
                Ok(httparse::Status::Complete((used, size))) => {
                    self.buffer.drain(..used);
                    return usize::try_from(size).map_err(|_| TOO_LONG);
                }
                Ok(httparse::Status::Partial) if self.buffer.len() <= MAX_LINE => self.fill()?,
                _ => return Err(refused(400, "a chunk's size is not a hexadecimal number")),
            }
        }
    }

    fn read_line(&mut self) -> Result<Vec<u8>, ReadError> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") {
                let line = self.take(end)?;
                self.take(2)?;
                return Ok(line);
            }
            if self.buffer.len() > MAX_LINE {
                return Err(refused(400, "a trailer field is longer than 8 KiB"));
            }
            self.fill()?;
        }
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, ReadError> {
        while self.buffer.len() < length {
            self.fill()?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    fn fill(&mut self) -> Result<(), ReadError> {
        let mut piece = [0; 16 * 1024];
        let length = self.stream.read(&mut piece)?;
        if length == 0 {
            return Err(ReadError::Gone);
        }
        self.buffer.extend_from_slice(&piece[..length]);
        Ok(())
    }
}

#[derive(Debug)]
struct Head {
    method: String,
    target: String,
    headers: Headers,
    framing: Framing,
    keep_alive: bool,
    expects_continue: bool,
}

#[derive(Debug)]
enum Framing {
    Length(usize),
    Chunked,
}

impl Head {
    /// The head at the beginning of `bytes` and its length, or nothing when it is not all there yet.
    fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, ReadError> {
        let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
        let mut request = httparse::Request::new(&mut fields);
        let length = match request.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => {
                return Err(refused(431, "the request has more than 128 header fields"));
            }
            Err(_) => return Err(refused(400, "the request is not HTTP/1.1")),
        };
        let headers: Headers = request
            .headers
            .iter()
            .map(|field| (field.name.to_owned(), String::from_utf8_lossy(field.value).into_owned()))
            .collect();
        let is = |name, wanted: &str| {
            headers.value(name).is_some_and(|value| value.trim().eq_ignore_ascii_case(wanted))
        };
        let head = Self {
            method: request.method.unwrap_or_default().to_owned(),
            target: request.path.unwrap_or_default().to_owned(),
            framing: Framing::of(&headers)?,
            keep_alive: request.version == Some(1) && !is("connection", "close"),
            expects_continue: is("expect", "100-continue"),
            headers,
        };
        Ok(Some((head, length)))
    }
}

impl Framing {
    fn of(headers: &Headers) -> Result<Self, ReadError> {
        match (headers.value("transfer-encoding"), headers.value("content-length")) {
            (None, None) => Ok(Self::Length(0)),
            (None, Some(length)) => match length.trim().parse() {
                Ok(length) if length <= MAX_BODY => Ok(Self::Length(length)),
                Ok(_) => Err(TOO_LONG),
                Err(_) => Err(refused(400, "content-length is not a number of bytes")),
            },
            (Some(coding), None) if coding.trim().eq_ignore_ascii_case("chunked") => {
                Ok(Self::Chunked)
            }
            (Some(_), None) => Err(refused(501, "the only transfer coding taken is chunked")),
            (Some(_), Some(_)) => {
                Err(refused(400, "a request has either a transfer coding or a content length"))
            }
        }
    }
}

const fn refused(status: u16, reason: &'static str) -> ReadError {
    ReadError::Refused { status, reason }
}

/// Documented in the crate's limits.
const MAX_BODY: usize = 64 * 1024 * 1024;
const MAX_HEAD: usize = 64 * 1024;
const MAX_FIELDS: usize = 128;
const MAX_LINE: usize = 8 * 1024;
const TOO_LONG: ReadError = refused(413, "the body is longer than 64 MiB");

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    /// A connection whose bytes arrive in the given pieces; what the server writes is kept.
    struct Pieces {
        pieces: Vec<Vec<u8>>,
        written: Vec<u8>,
    }

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.pieces.is_empty() {
                return Ok(0);
            }
            let piece = self.pieces.remove(0);
            buffer[..piece.len()].copy_from_slice(&piece);
            Ok(piece.len())
        }
    }

    impl Write for Pieces {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.written.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn read_all(wire: &[u8], piece: usize) -> (Vec<Incoming>, ReadError, Vec<u8>) {
        let pieces = wire.chunks(piece.max(1)).map(<[u8]>::to_vec).collect();
        let mut reader = IncomingReader::new(Pieces { pieces, written: Vec::new() });
        let mut requests = Vec::new();
        loop {
            match reader.read_next() {
                Ok(request) => requests.push(request),
                Err(end) => return (requests, end, reader.stream.written),
            }
        }
    }

    fn refusal(wire: &str) -> u16 {
        match read_all(wire.as_bytes(), 1_000).1 {
            ReadError::Refused { status, .. } => status,
            ReadError::Gone => 0,
        }
    }

    #[test]
    fn any_split_of_the_bytes_gives_the_same_requests() {
        let wire = b"POST /a?b=c HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyz\
            POST /d HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nT: v\r\n\r\n\
            GET /e HTTP/1.1\r\nConnection: close\r\n\r\n";
        for piece in 1..wire.len() {
            let (requests, end, _) = read_all(wire, piece);
            let seen: Vec<_> = requests
                .iter()
                .map(|r| {
                    let body = std::str::from_utf8(&r.raw_body).unwrap();
                    (r.method.as_str(), r.path.as_str(), r.query.as_deref(), body, r.keep_alive)
                })
                .collect();
            assert_eq!(
                seen,
                [
                    ("POST", "/a", Some("b=c"), "xyz", true),
                    ("POST", "/d", None, "abcde", true),
                    ("GET", "/e", None, "", false),
                ]
            );
            assert!(matches!(end, ReadError::Gone));
        }
    }

    #[test]
    fn client_that_waits_for_a_go_ahead_gets_one() {
        let wire = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
        assert_eq!(read_all(wire, wire.len()).2, b"HTTP/1.1 100 Continue\r\n\r\n");
    }

    #[test]
    fn bad_requests_are_refused_with_the_fitting_status() {
        assert_eq!(refusal("nonsense\r\n\r\n"), 400);
        assert_eq!(refusal("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), 400);
        assert_eq!(refusal("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"), 413);
        assert_eq!(refusal("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"), 501);
        let both = "Transfer-Encoding: chunked\r\nContent-Length: 1";
        assert_eq!(refusal(&format!("POST / HTTP/1.1\r\n{both}\r\n\r\n")), 400);
        let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(refusal(&format!("{chunked}zz\r\n")), 400);
        assert_eq!(refusal(&format!("{chunked}fffffffffffffff\r\n")), 413);
        assert_eq!(refusal(&format!("{chunked}1\r\nabc")), 400);
        let many: String = (0..200).map(|n| format!("a{n}: b\r\n")).collect();
        assert_eq!(refusal(&format!("GET / HTTP/1.1\r\n{many}\r\n")), 431);
        let long = "x".repeat(MAX_HEAD + 1);
        assert_eq!(refusal(&format!("GET / HTTP/1.1\r\na: {long}")), 431);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(wire in proptest::collection::vec(any::<u8>(), 0..400), piece in 1_usize..40) {
            drop(read_all(&wire, piece));
        }

        #[test]
        fn chunked_bodies_come_out_whole(chunks in proptest::collection::vec("[a-z\r\n]{1,9}", 0..9), piece in 1_usize..40) {
            let framed: String = chunks.iter().map(|c| format!("{:X}\r\n{c}\r\n", c.len())).collect();
            let wire = format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{framed}0\r\n\r\n");
            let (requests, _, _) = read_all(wire.as_bytes(), piece);
            prop_assert_eq!(requests.len(), 1);
            prop_assert_eq!(&requests[0].raw_body, &chunks.concat().into_bytes());
        }
    }

    #[test]
    fn body_without_a_coding_is_left_alone() {
        let mut reader = IncomingReader::new(Cursor::new(
            b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nok".to_vec(),
        ));
        assert_eq!(*reader.read_next().unwrap().content().unwrap(), *b"ok");
    }
}

//! An HTTP client that shows every byte, and every way in which a connection ends.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// All that came back until the connection ended.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) bytes: Vec<u8>,
    /// How it ended, if not by a proper close.
    pub(crate) error: Option<io::ErrorKind>,
}

impl Received {
    pub(crate) fn head(&self) -> &str {
        let end = self.bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("a whole head");
        std::str::from_utf8(&self.bytes[..end]).expect("text")
    }

    pub(crate) fn status(&self) -> u16 {
        self.head().split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head().lines().skip(1).filter_map(|line| line.split_once(": "));
        fields.into_iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// The body without the chunked coding, and whether it came to its proper end.
    pub(crate) fn body(&self) -> (Vec<u8>, bool) {
        let mut rest = &self.bytes[self.head().len() + 4..];
        if let Some(length) = self.header("content-length") {
            return (rest.to_vec(), length.parse() == Ok(rest.len()));
        }
        let mut body = Vec::new();
        while let Some(line) = rest.windows(2).position(|w| w == b"\r\n") {
            let size = std::str::from_utf8(&rest[..line]).expect("a size");
            let size = usize::from_str_radix(size, 16).expect("a hexadecimal size");
            if size == 0 {
                return (body, true);
            }
            body.extend_from_slice(&rest[line + 2..line + 2 + size]);
            rest = &rest[line + 4 + size..];
        }
        (body, false)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body().0).expect("JSON")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body().0).expect("UTF-8")
    }
}

/// A connection to the server at `url`.
pub(crate) fn connect(url: &str) -> TcpStream {
    let stream = TcpStream::connect(url.trim_start_matches("http://")).expect("a listening server");
    // Long enough for a busy machine; a test that hangs must end.
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a valid timeout");
    stream
}

pub(crate) fn request(path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

pub(crate) fn read_to_end(stream: &mut TcpStream) -> Received {
    let mut bytes = Vec::new();
    let error = stream.read_to_end(&mut bytes).err().map(|error| error.kind());
    Received { bytes, error }
}

/// Posts on a connection of its own and reads until the server closes it.
pub(crate) fn post(url: &str, path: &str, headers: &str, body: &[u8]) -> Received {
    let mut stream = connect(url);
    let headers = format!("{headers}connection: close\r\n");
    stream.write_all(&request(path, &headers, body)).expect("the server reads");
    read_to_end(&mut stream)
}

pub(crate) fn post_json(url: &str, path: &str, body: &Value) -> Received {
    post(url, path, "content-type: application/json\r\n", body.to_string().as_bytes())
}

use std::net::TcpStream;

use super::answer::{Answer, Body, close_gently};
use super::incoming::{IncomingReader, ReadError};
use super::server::Handler;
use super::stop::Stop;

/// Answers the requests of one connection, one after the other, until either side has enough.
pub(super) fn serve(stream: &TcpStream, stop: &Stop, handler: &Handler) {
    // Without it the kernel would merge small pieces of a stream and hold them back.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mut reader = IncomingReader::new(stream);
    loop {
        let incoming = match reader.read_next() {
            Ok(incoming) => incoming,
            Err(ReadError::Gone) => return,
            Err(ReadError::Refused { status, reason }) => {
                return refuse(stream, stop, status, reason);
            }
        };
        let (keep_alive, without_body) = (incoming.keep_alive, incoming.method == "HEAD");
        match handler(incoming).write(stream, stop, keep_alive, without_body) {
            Ok(true) => {}
            Ok(false) | Err(_) => return,
        }
    }
}

pub(super) fn refuse(stream: &TcpStream, stop: &Stop, status: u16, reason: &str) {
    let body = Body::Whole(reason.as_bytes().to_vec());
    let answer = Answer::new(status, "text/plain; charset=utf-8", body);
    if answer.write(stream, stop, false, false).is_ok() {
        close_gently(stream);
    }
}

/// A way in which a server fails its client below the level of HTTP.
///
/// The request is read in full and recorded in every case; only the answer goes wrong. Over HTTP/2 the connection does
/// what is said here, and the stream of the request with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is reset (TCP `RST`) before the first byte of an answer.
    Reset,
    /// The status line and the header fields arrive, then the connection is closed before the body.
    HeadersOnly,
    /// Half of the body's bytes arrive, then the connection is closed.
    HalfResponse,
    /// Half of the body's bytes arrive, then nothing more; the connection stays open until the client leaves or
    /// the server is dropped.
    Stall,
    /// The head of the answer arrives byte by byte, ten in a second; over HTTP/2 the bytes of a message that takes a day.
    Trickle,
    /// Bytes arrive that are not HTTP, then the connection is closed.
    Garbage,
    /// No answer ever comes; the connection stays open until the client leaves or the server is dropped.
    Silence,
}

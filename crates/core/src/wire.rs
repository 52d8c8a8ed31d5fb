//! What goes over the wire: which requests are calls, and what they and their answers say.
//!
//! ```text
//!  method, host, path, query ──▶ Routes::recognise ──▶ Route      API, operation, provider, model, stream
//!  request body ───feed──▶ RequestReader ──finish──▶ RequestBody  request, conversation, agent
//!  response headers ───────────▶ ResponseHeaders::read            request id, rate limits, counts, error type
//!  response body ──feed──▶ ResponseReader ─finish──▶ Observation
//!       one SSE event, NDJSON line, frame: feed .. feed, end_event
//!       the text of both, where somebody counts it ─▶ RequestTexts, ResponseTexts ─▶ a TextSink
//!  status, headers, body code ─▶ error_class ─────────▶ ErrorClass
//! ```
//!
//! For taps under HTTP clients. Nothing here knows an HTTP type or does I/O.
//!
//! Bodies are read from bytes that come in pieces, split anywhere. Nothing is buffered but a key or a wanted text
//! that a split has cut in two, and no more of it than is kept; everything else (contents, vectors, tool
//! definitions) is passed over where it stands. What a reader holds is bounded whatever comes: fixed fields, texts
//! of [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES) and a little, the lists of the crate's table of limits.
//!
//! Input that is no JSON, or not to its end, gives what could be read before; [`is_whole`](ResponseReader::is_whole)
//! tells. What follows the end of a value is passed over. `NaN` and its like are numbers nobody can use, invalid
//! UTF-8 becomes U+FFFD, of a member that comes twice the last counts.

mod api;
mod error;
mod form;
mod headers;
mod json;
#[cfg(test)]
mod protocols;
#[cfg(test)]
mod recordings;
mod region;
mod request;
mod response;
mod route;
#[cfg(test)]
mod tests;
mod texts;

pub use self::api::WireApi;
pub use self::error::error_class;
pub use self::headers::ResponseHeaders;
pub(crate) use self::headers::aws_code;
pub(crate) use self::region::conditions_of_host;
pub use self::request::{RequestBody, RequestReader};
pub use self::response::{ResponseEvent, ResponseReader};
pub use self::route::{Route, RouteError, Routes, RoutesBuilder};
pub use self::texts::{RequestTexts, ResponseTexts, TextSink};
pub use crate::call::WireCall;

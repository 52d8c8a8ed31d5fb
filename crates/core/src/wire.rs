//! What goes over the wire: which requests are calls, and what their headers and bodies tell.
//!
//! ```text
//!  method, host, path, query ──▶ Routes::recognise ──▶ Route      API, operation, provider, model, stream
//!  response headers ───────────▶ ResponseHeaders::read            request id, rate limits, counts, error type
//!  status, headers, body code ─▶ error_class ─────────▶ ErrorClass
//! ```
//!
//! For taps under HTTP clients. Nothing here knows an HTTP type or does I/O.

mod api;
mod error;
mod headers;
#[cfg(test)]
mod recordings;
mod route;

pub use self::api::WireApi;
pub use self::error::error_class;
pub use self::headers::ResponseHeaders;
pub(crate) use self::headers::aws_code;
pub use self::route::{Route, RouteError, Routes, RoutesBuilder};

//! A `reqwest` client whose calls are told: what a program without a client library does. `examples/reqwest.rs` is such
//! a program, `tests` says what is told.

use genai_otel_http::{GenAiMiddleware, Tap};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};

/// The client that the program builds, with a tap of one's own.
#[must_use]
pub fn client(tap: Tap) -> ClientWithMiddleware {
    ClientBuilder::new(reqwest::Client::new()).with(GenAiMiddleware::with_tap(tap)).build()
}

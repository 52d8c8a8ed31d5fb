//! `rig` with a tap below. `examples/rig.rs` is a whole program, `tests` says what is told.

use genai_otel_http::{GenAiMiddleware, Tap};
use reqwest_middleware::ClientBuilder;
use rig_reqwest::ReqwestMiddlewareClient;

/// What sends the requests of any of rig's providers, with the tap behind all other middlewares. For `with_http` of a
/// provider's client, or `connect` of its configuration.
#[must_use]
pub fn tapped(tap: Tap) -> ReqwestMiddlewareClient {
    let client = ClientBuilder::new(reqwest::Client::new());
    client.with(GenAiMiddleware::with_tap(tap)).build().into()
}

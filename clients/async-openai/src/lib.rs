//! `async-openai` with a tap below. `examples/async-openai.rs` is a whole program, `tests` says what is told.

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use genai_otel_http::{GenAiLayer, Tap};
use reqwest::Response;
use tower::{Layer, Service, ServiceExt, service_fn};

/// What sends the client's requests: `reqwest`, with the tap around it. For
/// [`with_http_service`](async_openai::Client::with_http_service).
///
/// The client's own retries are not in it: put [`OpenAIRetryLayer`](async_openai::middleware::retry::OpenAIRetryLayer)
/// around it.
#[must_use]
pub fn tapped(
    tap: Tap,
) -> impl Service<HttpRequestFactory, Response = Response, Error = OpenAIError, Future: Send>
+ Clone
+ Send
+ Sync
+ 'static {
    let http = GenAiLayer::with_tap(tap).layer(reqwest::Client::new());
    service_fn(move |request: HttpRequestFactory| {
        let http = http.clone();
        async move { Ok(http.oneshot(request.build().await?).await?) }
    })
}

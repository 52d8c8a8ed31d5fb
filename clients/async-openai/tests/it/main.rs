//! Calls of `async-openai`, with a tap below it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod chat;
mod embeddings;
mod ends;
mod responses;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::middleware::retry::OpenAIRetryLayer;
use genai_otel_client_bench::Bench;
use genai_otel_testkit::Reply;
use genai_otel_with_async_openai::tapped;
use tower::Layer;

/// What the client makes of these answers with a tap below it; without one, it makes the same of them.
async fn same<T: std::fmt::Debug>(
    replies: &[Reply],
    work: impl AsyncFn(&Client<OpenAIConfig>) -> T,
) -> (Bench, T) {
    let plain = Bench::new(replies.to_vec());
    let plain = work(&client(&plain)).await;
    let bench = Bench::new(replies.to_vec());
    let seen = work(&with_tap(&bench)).await;
    assert_eq!(format!("{seen:?}"), format!("{plain:?}"));
    (bench, seen)
}

fn with_tap(bench: &Bench) -> Client<OpenAIConfig> {
    let service = OpenAIRetryLayer::default().layer(tapped(bench.tap()));
    client(bench).with_http_service(service)
}

fn client(bench: &Bench) -> Client<OpenAIConfig> {
    let config = OpenAIConfig::new().with_api_base(bench.url("/v1")).with_api_key("secret");
    Client::with_config(config)
}

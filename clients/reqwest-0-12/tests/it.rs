//! Calls by `reqwest` 0.12, with the middleware for it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use genai_otel_core::{CallRecord, Outcome};
use genai_otel_http::Tap;
use genai_otel_http::reqwest_0_12::GenAiMiddleware;
use genai_otel_testkit::{FakeProvider, Fault, Reply, TestTelemetry, TokenCounts};
use reqwest_0_12 as reqwest;
use reqwest_middleware_0_4::{ClientBuilder, ClientWithMiddleware};

#[test]
fn an_answer_passes_unchanged_and_is_counted() {
    let reply = Reply::text("hello").usage(TokenCounts::new(12, 4));
    let record = one(reply, async |client, url| {
        let response = client.post(url).body(ASKED).send().await.unwrap();
        assert_eq!(response.url().as_str(), url, "the conversion keeps the URL");
        let length = response.content_length().unwrap();
        assert_eq!(response.bytes().await.unwrap().len() as u64, length);
    });
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert_eq!(record.request.model.as_deref(), Some("gpt-4o"));
    assert_eq!(record.outcome, Outcome::Completed);
}

#[test]
fn a_stream_is_metered_as_it_passes() {
    let reply = Reply::text("one two three").usage(TokenCounts::new(12, 4)).fragment(7);
    let record = one(reply, async |client, url| {
        let mut response = client.post(url).body(STREAMED).send().await.unwrap();
        while response.chunk().await.unwrap().is_some() {}
    });
    assert_eq!(record.usage.output.value(), Some(4));
    assert!(record.chunk_count.unwrap() > 0 && record.time_to_first_chunk.is_some());
    assert_eq!(record.outcome, Outcome::Completed);
}

#[test]
fn a_stream_that_is_left_is_abandoned() {
    let reply = Reply::text("one two three").fragment(7);
    let record = one(reply, async |client, url| {
        let mut response = client.post(url).body(STREAMED).send().await.unwrap();
        assert!(response.chunk().await.unwrap().is_some());
    });
    assert_eq!(record.outcome, Outcome::Abandoned);
}

#[test]
fn a_connection_that_is_refused_is_one_call() {
    // Nobody listens there, and nobody is given it as a free one.
    let url = "http://127.0.0.1:1/v1/chat/completions";
    let record = one(Reply::echo(), async |client, _| {
        client.post(url).body(ASKED).send().await.unwrap_err();
    });
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("ConnectionRefused"));
}

#[test]
fn a_server_that_takes_too_long_is_a_timeout() {
    let record = one(Reply::fault(Fault::Silence), async |client, url| {
        let request = client.post(url).body(ASKED).timeout(Duration::from_millis(50));
        request.send().await.unwrap_err();
    });
    assert_eq!(record.outcome, Outcome::Timeout);
}

#[test]
fn a_body_that_breaks_off_is_an_error() {
    let record = one(Reply::fault(Fault::HalfResponse), async |client, url| {
        let response = client.post(url).body(ASKED).send().await.unwrap();
        response.bytes().await.unwrap_err();
    });
    assert_eq!(record.outcome, Outcome::Error);
}

/// What is told of `work` with a client that is watched, and the URL of chat completions at a provider that replies so.
fn one(
    reply: Reply,
    work: impl AsyncFnOnce(&ClientWithMiddleware, &str),
) -> std::sync::Arc<CallRecord> {
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let telemetry = TestTelemetry::new();
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
    let client = ClientBuilder::new(reqwest::Client::new());
    let client = client.with(GenAiMiddleware::with_tap(tap)).build();
    let url = format!("{}/v1/chat/completions", provider.url());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(work(&client, &url));
    telemetry.only_record()
}

const ASKED: &str = r#"{"model": "gpt-4o", "messages": [{"role": "user", "content": "hello?"}]}"#;
const STREAMED: &str = r#"{"model": "gpt-4o", "stream": true, "stream_options": {"include_usage": true},
    "messages": [{"role": "user", "content": "hello?"}]}"#;

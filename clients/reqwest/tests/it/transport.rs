//! What passes, and how calls end.

use std::net::TcpListener;
use std::time::Duration;

use async_trait::async_trait;
use genai_otel_client_bench::Bench;
use genai_otel_core::Outcome;
use genai_otel_http::{GenAiLayer, GenAiMiddleware, Tap};
use genai_otel_testkit::{Fault, Reply, TestTelemetry, TokenCounts};
use genai_otel_with_reqwest::client;
use http::Extensions;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next};
use tower_layer::Layer as _;
use tower_service::Service as _;

#[test]
fn an_answer_passes_unchanged_and_is_counted() {
    let reply = || Reply::text("hello").usage(TokenCounts::new(12, 4));
    let (telemetry, passed) = run([reply(), reply()], async |client, url| {
        let mut seen = Vec::new();
        for client in [client, &plain()] {
            let response = client.post(url).body(ASKED).send().await.unwrap();
            assert_eq!(response.url().as_str(), url, "the conversion keeps the URL");
            let length = response.content_length();
            let head = (response.status(), response.version(), length);
            let body = response.bytes().await.unwrap();
            seen.push((head, body.len()));
        }
        seen
    });
    assert_eq!(passed[0], passed[1]);
    let record = telemetry.only_record();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert_eq!(record.request.model.as_deref(), Some("gpt-4o"));
    assert_eq!(record.response.provider_request_id.as_deref(), Some("req_000001"));
    assert_eq!(record.request.server_address.as_deref(), Some("127.0.0.1"));
    assert_eq!(record.outcome, Outcome::Completed);
}

#[test]
fn a_stream_is_metered_as_it_passes() {
    let reply = Reply::text("one two three").usage(TokenCounts::new(12, 4)).fragment(7);
    let (telemetry, ()) = run([reply], async |client, url| {
        let mut response = client.post(url).body(STREAMED).send().await.unwrap();
        while response.chunk().await.unwrap().is_some() {}
    });
    let record = telemetry.only_record();
    assert_eq!(record.usage.output.value(), Some(4));
    assert!(record.chunk_count.unwrap() > 0 && record.time_to_first_chunk.is_some());
    assert_eq!(record.outcome, Outcome::Completed);
}

#[test]
fn a_stream_is_made_to_report_its_usage() {
    let reply = || Reply::text("one two three").usage(TokenCounts::new(12, 4));
    let bench = Bench::new([reply(), reply(), reply()]);
    let tap = Tap::builder().instrumentation(bench.telemetry.instrumentation().clone());
    let tap = tap.include_usage(true).build();
    let asks = client(tap.clone());
    let mut asks_as_service = GenAiLayer::with_tap(tap).layer(reqwest::Client::new());
    let url = bench.url("/v1/chat/completions");
    let unasked = r#"{"model": "gpt-4o", "stream": true, "messages": [{"role": "user", "content": "hello?"}]}"#;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let passed = runtime.block_on(async {
        let mut passed = Vec::new();
        for client in [&plain(), &asks] {
            let response = client.post(&url).body(unasked).send().await.unwrap();
            passed.push(response.text().await.unwrap());
        }
        let request = plain().post(&url).body(unasked).build().unwrap();
        passed.push(asks_as_service.call(request).await.unwrap().text().await.unwrap());
        passed
    });
    let told = passed.iter().map(|body| body.contains("\"choices\":[]")).collect::<Vec<_>>();
    assert_eq!(told, [false, true, true], "{passed:?}");
    let records = bench.telemetry.records();
    let inputs: Vec<_> = records.iter().map(|record| record.usage.input.value()).collect();
    assert_eq!(inputs, [Some(12), Some(12)]);
}

#[test]
fn a_stream_that_is_left_is_abandoned() {
    let reply = Reply::text("one two three").fragment(7);
    let (telemetry, ()) = run([reply], async |client, url| {
        let mut response = client.post(url).body(STREAMED).send().await.unwrap();
        assert!(response.chunk().await.unwrap().is_some());
    });
    assert_eq!(telemetry.only_record().outcome, Outcome::Abandoned);
}

#[test]
fn a_refusal_has_the_providers_code_and_the_wait() {
    let reply = Reply::rate_limited(Duration::from_secs(3));
    let (telemetry, ()) = run([reply], async |client, url| {
        client.post(url).body(ASKED).send().await.unwrap().bytes().await.unwrap();
    });
    let record = telemetry.only_record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.response.http_status, Some(429));
    assert_eq!(record.response.retry_after, Some(Duration::from_secs(3)));
}

#[test]
fn tries_of_a_middleware_above_are_calls_of_their_own_and_one_inside_a_guard() {
    let bench = || Bench::new([Reply::rate_limited(Duration::ZERO), Reply::text("hello")]);
    let ask = async |bench: &Bench| {
        let tap = GenAiMiddleware::with_tap(bench.tap());
        let client = ClientBuilder::new(reqwest::Client::new()).with(Retry).with(tap).build();
        let request = client.post(bench.url("/v1/chat/completions")).body(ASKED);
        request.send().await?.bytes().await.map_err(Into::into)
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let alone = bench();
    let answer: reqwest_middleware::Result<_> = runtime.block_on(ask(&alone));
    answer.unwrap();
    let outcomes: Vec<_> = alone.telemetry.records().iter().map(|told| told.outcome).collect();
    assert_eq!(outcomes, [Outcome::Error, Outcome::Completed]);

    let guarded = bench();
    let call = guarded.guard("openai", "gpt-4o");
    runtime.block_on(call.run(ask(&guarded))).unwrap();
    call.finish();
    let record = guarded.record();
    assert_eq!((record.outcome, record.error_type), (Outcome::Completed, None));
    assert_eq!(guarded.provider.calls(), 2);
}

/// Asks a second time where the first answer is a refusal.
struct Retry;

#[async_trait]
impl Middleware for Retry {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let again = request.try_clone().unwrap();
        let first = next.clone().run(request, extensions).await?;
        if first.status() != 429 {
            return Ok(first);
        }
        first.bytes().await?;
        next.run(again, extensions).await
    }
}

#[test]
fn a_connection_that_is_refused_is_one_call() {
    // Nobody listens there, and nobody is given it as a free one.
    let url = "http://127.0.0.1:1/v1/chat/completions";
    let (telemetry, ()) = run([], async |client, _| {
        client.post(url).body(ASKED).send().await.unwrap_err();
    });
    let record = telemetry.only_record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("ConnectionRefused"));
}

#[test]
fn a_server_that_takes_too_long_is_a_timeout() {
    // It listens and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/chat/completions", silent.local_addr().unwrap());
    let (telemetry, ()) = run([], async |client, _| {
        let request = client.post(&url).body(ASKED).timeout(Duration::from_millis(50));
        request.send().await.unwrap_err();
    });
    assert_eq!(telemetry.only_record().outcome, Outcome::Timeout);
}

#[test]
fn a_body_that_breaks_off_is_an_error() {
    let reply = Reply::text("one two three").with_fault(Fault::HalfResponse);
    let (telemetry, ()) = run([reply], async |client, url| {
        let response = client.post(url).body(ASKED).send().await.unwrap();
        response.bytes().await.unwrap_err();
    });
    assert_eq!(telemetry.only_record().outcome, Outcome::Error);
}

#[test]
fn what_is_no_call_is_not_counted() {
    let (telemetry, ()) = run([], async |client, url| {
        let url = url.replace("chat/completions", "models");
        client.get(url).send().await.unwrap().bytes().await.unwrap();
    });
    assert_eq!(telemetry.records().len(), 0);
}

/// Runs `work` with a client that is watched, and the URL of chat completions at a provider that replies so.
fn run<T>(
    replies: impl IntoIterator<Item = Reply>,
    work: impl AsyncFnOnce(&ClientWithMiddleware, &str) -> T,
) -> (TestTelemetry, T) {
    let bench = Bench::new(replies);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let value = runtime.block_on(work(&client(bench.tap()), &bench.url("/v1/chat/completions")));
    (bench.telemetry, value)
}

fn plain() -> ClientWithMiddleware {
    ClientBuilder::new(reqwest::Client::new()).build()
}

const ASKED: &str = r#"{"model": "gpt-4o", "messages": [{"role": "user", "content": "hello?"}]}"#;
const STREAMED: &str = r#"{"model": "gpt-4o", "stream": true, "stream_options": {"include_usage": true},
    "messages": [{"role": "user", "content": "hello?"}]}"#;

//! Calls by `ureq`, with a middleware that watches them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Cursor, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use genai_otel_core::{CallRecord, Instrumentation, Outcome};
use genai_otel_http::Tap;
use genai_otel_http::ureq::GenAiMiddleware;
use genai_otel_testkit::{FakeProvider, Fault, Reply, TestTelemetry, TokenCounts};
use serde_json::{Value, json};
use ureq::{Agent, Error, SendBody};

#[test]
fn an_answer_passes_unchanged_and_is_counted() {
    let stage = Stage::new(Reply::text("hello").usage(TokenCounts::new(12, 4)));
    let answer: Value =
        stage.client.post(&stage.url).send_json(asked()).unwrap().body_mut().read_json().unwrap();
    assert_eq!(answer["choices"][0]["message"]["content"], "hello");
    let record = stage.telemetry.only_record();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert_eq!(record.request.model.as_deref(), Some("gpt-4o"));
    assert_eq!(record.request.max_tokens, Some(9));
    assert_eq!(record.response.provider_request_id.as_deref(), Some("req_000001"));
    assert_eq!(record.request.server_address.as_deref(), Some("127.0.0.1"));
    assert_eq!(record.outcome, Outcome::Completed);
}

#[test]
fn a_request_arrives_as_it_would_without_the_middleware() {
    let stage = Stage::new(Reply::echo());
    let text = asked().to_string();
    for client in [&stage.client, &Agent::new_with_defaults()] {
        client.post(&stage.url).send_json(asked()).unwrap();
        client.post(&stage.url).content_type("application/json").send(&text).unwrap();
        client.post(&stage.url).send(&text).unwrap();
        let mut form = Cursor::new(b"a=b".to_vec());
        let form = SendBody::from_reader(&mut form);
        let _refused = client.post(&stage.url).content_type("text/plain").send(form);
    }
    let seen: Vec<_> = stage.provider.requests().into_iter().collect();
    let head = |at: usize| {
        let request = &seen[at];
        let names = ["content-type", "content-length", "transfer-encoding"];
        (names.map(|name| request.headers.value(name).map(str::to_owned)), request.body.clone())
    };
    assert_eq!(seen.len(), 8);
    for at in 0..4 {
        assert_eq!(head(at), head(at + 4), "{at}");
    }
}

#[test]
fn a_body_that_is_read_from_somewhere_is_seen_too() {
    let stage = Stage::new(Reply::echo());
    let mut reader = Cursor::new(asked().to_string());
    let body = SendBody::from_reader(&mut reader);
    let request = stage.client.post(&stage.url).content_type("application/json");
    request.send(body).unwrap().body_mut().read_to_vec().unwrap();
    assert_eq!(stage.telemetry.only_record().request.max_tokens, Some(9));
}

#[test]
fn a_body_that_nobody_would_hear_of_is_not_collected() {
    let provider = FakeProvider::start().unwrap();
    let tap = Tap::builder().instrumentation(Instrumentation::builder().build()).build();
    let client = Agent::config_builder().middleware(GenAiMiddleware::with_tap(tap)).build();
    let url = format!("{}/v1/chat/completions", provider.url());
    let mut reader = Cursor::new(asked().to_string());
    let request = Agent::from(client).post(&url).content_type("application/json");
    request.send(SendBody::from_reader(&mut reader)).unwrap();
    let seen = provider.requests().remove(0);
    assert_eq!(seen.headers.value("transfer-encoding"), Some("chunked"));
    assert_eq!(seen.body, Some(asked()));
}

#[test]
fn trace_context_goes_to_the_hosts_that_get_it() {
    for (host, goes) in [("127.0.0.1", true), ("gateway.internal", false)] {
        let provider = FakeProvider::start().unwrap();
        let telemetry = TestTelemetry::new();
        let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone());
        let tap = tap.propagate_to([host]).build();
        let client = Agent::config_builder().middleware(GenAiMiddleware::with_tap(tap)).build();
        let url = format!("{}/v1/chat/completions", provider.url());
        let mut response = Agent::from(client).post(&url).send_json(asked()).unwrap();
        response.body_mut().read_to_vec().unwrap();
        let span = telemetry.only_span();
        let expected = format!("00-{}-{}-01", span.trace_id, span.span_id);
        let seen = provider.requests().remove(0);
        assert_eq!(seen.headers.value("traceparent"), goes.then_some(&*expected), "{host}");
    }
}

#[test]
fn what_the_client_unpacks_is_read_unpacked_and_once() {
    let answer = br#"{"model": "m", "usage": {"prompt_tokens": 9, "completion_tokens": 2}}"#;
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(answer).unwrap();
    let reply = Reply::raw(200, "application/json", packed.finish().unwrap());
    let stage = Stage::new(reply.header("content-encoding", "gzip"));
    let mut response = stage.client.post(&stage.url).send_json(asked()).unwrap();
    assert_eq!(response.body_mut().read_to_vec().unwrap(), answer);
    assert_eq!(stage.telemetry.only_record().usage.input.value(), Some(9));
}

#[test]
fn a_stream_is_metered_as_it_passes() {
    let reply = Reply::text("one two three").usage(TokenCounts::new(12, 4)).fragment(7);
    let stage = Stage::new(reply);
    let mut response = stage.client.post(&stage.url).send_json(streamed()).unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    assert!(text.ends_with("data: [DONE]\n\n"));
    let record = stage.telemetry.only_record();
    assert_eq!(record.usage.output.value(), Some(4));
    assert!(record.chunk_count.unwrap() > 0 && record.time_to_first_chunk.is_some());
    assert_eq!(record.outcome, Outcome::Completed);
}

#[test]
fn a_stream_that_is_left_is_abandoned() {
    let stage = Stage::new(Reply::text("one two three").fragment(7));
    let response = stage.client.post(&stage.url).send_json(streamed()).unwrap();
    let mut reader = response.into_body().into_reader();
    reader.read_exact(&mut [0; 7]).unwrap();
    drop(reader);
    assert_eq!(stage.telemetry.only_record().outcome, Outcome::Abandoned);
}

#[test]
fn a_refusal_has_the_providers_code_and_the_wait() {
    let stage = Stage::new(Reply::rate_limited(Duration::from_secs(3)));
    let request = stage.client.post(&stage.url).config().http_status_as_error(false).build();
    let mut response = request.send_json(asked()).unwrap();
    response.body_mut().read_to_vec().unwrap();
    let record = stage.telemetry.only_record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("rate_limit_exceeded"));
    assert_eq!(record.response.retry_after, Some(Duration::from_secs(3)));
}

#[test]
fn a_refusal_that_becomes_an_error_has_its_status() {
    let stage = Stage::new(Reply::rate_limited(Duration::from_secs(3)));
    let error = stage.client.post(&stage.url).send_json(asked()).unwrap_err();
    assert!(matches!(error, Error::StatusCode(429)));
    let record = stage.telemetry.only_record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.response.http_status, Some(429));
    assert_eq!(record.error_type.as_deref(), Some("429"));
}

#[test]
fn a_connection_that_is_refused_is_one_call() {
    // Nobody listens there, and nobody is given it as a free one.
    let url = "http://127.0.0.1:1/v1/chat/completions";
    let stage = Stage::new(Reply::echo());
    stage.client.post(url).send_json(asked()).unwrap_err();
    let record = stage.telemetry.only_record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("ConnectionRefused"));
}

#[test]
fn a_server_that_takes_too_long_is_a_timeout() {
    let stage = Stage::new(Reply::fault(Fault::Silence));
    let request = stage.client.post(&stage.url).config();
    let request = request.timeout_global(Some(Duration::from_millis(50))).build();
    request.send_json(asked()).unwrap_err();
    assert_eq!(stage.telemetry.only_record().outcome, Outcome::Timeout);
}

#[test]
fn a_body_that_stalls_is_a_timeout() {
    let stage = Stage::new(Reply::fault(Fault::Stall));
    let request = stage.client.post(&stage.url).config();
    let request = request.timeout_recv_body(Some(Duration::from_millis(200))).build();
    let mut response = request.send_json(asked()).unwrap();
    assert!(matches!(response.body_mut().read_to_vec(), Err(Error::Timeout(_))));
    assert_eq!(stage.telemetry.only_record().outcome, Outcome::Timeout);
}

#[test]
fn a_body_that_breaks_off_is_an_error() {
    let stage = Stage::new(Reply::fault(Fault::HalfResponse));
    let mut response = stage.client.post(&stage.url).send_json(asked()).unwrap();
    response.body_mut().read_to_vec().unwrap_err();
    let record: Arc<CallRecord> = stage.telemetry.only_record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("UnexpectedEof"));
}

#[test]
fn a_call_of_the_caller_is_completed_and_not_doubled() {
    let stage = Stage::new(Reply::echo().usage(TokenCounts::new(12, 4)));
    let call = stage.telemetry.instrumentation().track_llm_call("azure", "mine").start();
    call.run_sync_value(|| {
        let mut response = stage.client.post(&stage.url).send_json(asked()).unwrap();
        response.body_mut().read_to_vec().unwrap();
    });
    call.finish();
    let record = stage.telemetry.only_record();
    assert_eq!(record.request.model.as_deref(), Some("mine"));
    assert_eq!(record.usage.output.value(), Some(4));
}

#[test]
fn what_is_no_call_is_not_counted() {
    let stage = Stage::new(Reply::echo());
    let url = stage.url.replace("chat/completions", "models");
    stage.client.get(&url).call().unwrap_err();
    assert_eq!(stage.telemetry.records().len(), 0);
}

/// A client that is watched, and the URL of chat completions at a provider.
struct Stage {
    telemetry: TestTelemetry,
    provider: FakeProvider,
    client: Agent,
    url: String,
}

impl Stage {
    fn new(reply: Reply) -> Self {
        let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
        let telemetry = TestTelemetry::new();
        let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
        let client = Agent::config_builder().middleware(GenAiMiddleware::with_tap(tap)).build();
        let url = format!("{}/v1/chat/completions", provider.url());
        Self { telemetry, provider, client: client.into(), url }
    }
}

fn asked() -> Value {
    json!({"model": "gpt-4o", "max_tokens": 9, "messages": [{"role": "user", "content": "hello?"}]})
}

fn streamed() -> Value {
    let mut asked = asked();
    asked["stream"] = true.into();
    asked["stream_options"] = json!({"include_usage": true});
    asked
}

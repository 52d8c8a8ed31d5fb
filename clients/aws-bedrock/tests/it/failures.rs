//! What becomes of calls that fail, before an answer and within one.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::error::ProvideErrorMetadata as _;
use genai_otel::{CallRecord, Outcome};
use genai_otel_testkit::{FakeProvider, Fault, Reply, TestTelemetry};
use genai_otel_with_aws_bedrock::exception;
use serde_json::json;

use crate::server::{
    answer, converse, converse_stream, events, json_reply, read, server, stream_reply, watched,
};

#[tokio::test]
async fn each_try_of_the_sdk_is_a_call_with_its_number() {
    let telemetry = TestTelemetry::new();
    let server = server("converse", [throttled(), throttled(), json_reply(&answer())]);
    let config = watched(&server.url(), telemetry.instrumentation()).retry_config(quickly());
    converse(&Client::from_conf(config.build())).await.unwrap();
    let told: Vec<_> = telemetry.records().iter().map(|record| told(record)).collect();
    let throttled = |number| format!("{number}: error ThrottlingException 429");
    assert_eq!(told, [throttled(1), throttled(2), "3: completed - 200".to_owned()]);
}

#[tokio::test]
async fn a_refusal_is_an_error_by_the_code_of_aws() {
    let telemetry = TestTelemetry::new();
    let server = server("converse", [throttled()]);
    let config = watched(&server.url(), telemetry.instrumentation());
    let error = converse(&Client::from_conf(config.build())).await.unwrap_err();
    assert_eq!(error.code(), Some("ThrottlingException"));
    assert_eq!(told(&telemetry.only_record()), "1: error ThrottlingException 429");
}

#[tokio::test]
async fn a_connection_that_is_refused_is_an_error_of_that_kind() {
    let telemetry = TestTelemetry::new();
    // Nobody listens there, and nobody is given it as a free one.
    let config = watched("http://127.0.0.1:1", telemetry.instrumentation());
    converse(&Client::from_conf(config.build())).await.unwrap_err();
    assert_eq!(told(&telemetry.only_record()), "1: error ConnectionRefused -");
}

#[tokio::test]
async fn a_host_without_an_address_is_an_error_of_that_kind() {
    let telemetry = TestTelemetry::new();
    let config = watched("http://nowhere.invalid", telemetry.instrumentation());
    converse(&Client::from_conf(config.build())).await.unwrap_err();
    assert_eq!(told(&telemetry.only_record()), "1: error dns_error -");
}

#[tokio::test]
async fn a_time_out_of_any_kind_is_a_time_out() {
    let soon = Duration::from_millis(60);
    let builder = TimeoutConfig::builder;
    for (limit, kind) in [
        (builder().operation_timeout(soon), "operation"),
        (builder().operation_attempt_timeout(soon), "attempt"),
        (builder().read_timeout(soon), "read"),
    ] {
        let telemetry = TestTelemetry::builder().system_clock().build();
        let server = server("converse", [Reply::fault(Fault::Silence)]);
        let config = watched(&server.url(), telemetry.instrumentation());
        let client = Client::from_conf(config.timeout_config(limit.build()).build());
        converse(&client).await.unwrap_err();
        assert_eq!(told(&telemetry.only_record()), "1: timeout timeout -", "{kind}");
    }
}

#[tokio::test]
async fn a_time_out_within_an_answer_is_a_time_out() {
    let telemetry = TestTelemetry::builder().system_clock().build();
    let server = server("converse", [json_reply(&answer()).with_fault(Fault::Stall)]);
    // Enough for the half that comes.
    let limit = TimeoutConfig::builder().operation_timeout(Duration::from_secs(2)).build();
    let config = watched(&server.url(), telemetry.instrumentation()).timeout_config(limit);
    converse(&Client::from_conf(config.build())).await.unwrap_err();
    assert_eq!(told(&telemetry.only_record()), "1: timeout timeout 200");
}

#[tokio::test]
async fn a_request_that_is_dropped_before_its_answer_is_cancelled() {
    let telemetry = TestTelemetry::new();
    let server = server("converse", [Reply::fault(Fault::Silence)]);
    let client = Client::from_conf(watched(&server.url(), telemetry.instrumentation()).build());
    {
        let mut sending = pin!(converse(&client));
        until_asked(&server, sending.as_mut()).await;
    }
    assert_eq!(told(&telemetry.only_record()), "1: cancelled - -");
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_abandoned_with_what_was_seen() {
    let telemetry = TestTelemetry::new();
    let server = server("converse-stream", [stream_reply(&events()).with_fault(Fault::Stall)]);
    let client = Client::from_conf(watched(&server.url(), telemetry.instrumentation()).build());
    let mut output = converse_stream(&client).await;
    output.stream.recv().await.unwrap();
    output.stream.recv().await.unwrap();
    drop(output);
    let record = telemetry.only_record();
    assert_eq!(told(&record), "1: abandoned - 200");
    assert!(record.chunk_count.is_some_and(|chunks| chunks > 0));
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_an_error() {
    let telemetry = TestTelemetry::new();
    let server =
        server("converse-stream", [stream_reply(&events()).with_fault(Fault::HalfResponse)]);
    let client = Client::from_conf(watched(&server.url(), telemetry.instrumentation()).build());
    read(converse_stream(&client).await).await;
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.response.http_status), (Outcome::Error, Some(200)));
}

#[tokio::test]
async fn an_exception_within_a_stream_is_an_error_by_its_name() {
    let telemetry = TestTelemetry::new();
    let mut messages = events();
    messages.truncate(3);
    messages.push(exception("throttlingException", "Too many tokens."));
    let server = server("converse-stream", [stream_reply(&messages)]);
    let client = Client::from_conf(watched(&server.url(), telemetry.instrumentation()).build());
    read(converse_stream(&client).await).await;
    assert_eq!(told(&telemetry.only_record()), "1: error throttlingException 200");
}

/// Polls until the server has the request.
async fn until_asked<F: Future>(server: &FakeProvider, mut sending: std::pin::Pin<&mut F>) {
    while server.calls() == 0 {
        let poll = sending.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(poll.is_pending());
        tokio::task::yield_now().await;
    }
}

fn throttled() -> Reply {
    let body = json!({"message": "Too many requests, please wait."}).to_string();
    Reply::raw(429, "application/json", body).header("x-amzn-errortype", "ThrottlingException")
}

fn quickly() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(1))
}

/// The number of the try, and how it ended.
fn told(record: &CallRecord) -> String {
    let dash = || "-".to_owned();
    format!(
        "{}: {} {} {}",
        record.attempt.map_or_else(dash, |number| number.to_string()),
        record.outcome,
        record.error_type.as_deref().unwrap_or("-"),
        record.response.http_status.map_or_else(dash, |status| status.to_string()),
    )
}

//! A call of the application around the client's.

use std::time::Duration;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::operation::converse::ConverseError;
use genai_otel::Outcome;
use genai_otel::http::sdk_error_class;
use genai_otel_testkit::{Fault, Reply, TestTelemetry};

use crate::server::{
    answer, converse, converse_stream, events, json_reply, read, server, stream_reply, watched,
};

#[tokio::test]
async fn a_call_around_is_completed_and_not_doubled_whatever_the_sdk_retries() {
    let telemetry = TestTelemetry::new();
    let throttled =
        Reply::raw(429, "application/json", "{}").header("x-amzn-errortype", "ThrottlingException");
    let server = server("converse", [throttled, json_reply(&answer())]);
    let quickly = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    let config = watched(&server.url(), telemetry.instrumentation()).retry_config(quickly);
    let client = Client::from_conf(config.build());
    let call = telemetry.instrumentation().track_llm_call("bedrock", "mine").user_id("u-1").start();
    call.run(converse(&client)).await.unwrap();
    drop(call);
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.error_type.as_deref()), (Outcome::Completed, None));
    assert_eq!(record.request.model.as_deref(), Some("mine"), "what the caller said stands");
    assert_eq!((record.request.max_tokens, record.attempt), (Some(9), None));
    assert_eq!(record.usage.output.value(), Some(4));
    assert_eq!((server.calls(), telemetry.spans().len()), (2, 1));
}

#[tokio::test]
async fn a_call_around_a_stream_is_completed_and_not_doubled() {
    let telemetry = TestTelemetry::new();
    let server = server("converse-stream", [stream_reply(&events())]);
    let config = watched(&server.url(), telemetry.instrumentation());
    let client = Client::from_conf(config.build());
    let call = telemetry.instrumentation().track_llm_call("bedrock", "mine").start();
    let output = call.run_value(converse_stream(&client)).await;
    assert_eq!(read(output).await.len(), 6);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(record.outcome, Outcome::Completed);
    assert_eq!((record.usage.output.value(), record.chunk_count), (Some(4), Some(2)));
    assert!(record.time_to_first_chunk.is_some());
    assert_eq!(telemetry.spans().len(), 1);
}

#[tokio::test]
async fn a_failure_inside_a_call_around_is_that_call_s_by_its_kind() {
    // Nobody listens there, and nobody is given it as a free one.
    let closed = "http://127.0.0.1:1".to_owned();
    let silent = server("converse", [Reply::fault(Fault::Silence)]);
    let (ample, soon) = (Duration::from_secs(300), Duration::from_millis(60));
    for (url, limit, kind) in
        [(closed, ample, "ConnectionRefused"), (silent.url(), soon, "timeout")]
    {
        let telemetry = TestTelemetry::new();
        let limit = TimeoutConfig::builder().operation_timeout(limit).build();
        let config = watched(&url, telemetry.instrumentation()).timeout_config(limit);
        let client = Client::from_conf(config.build());
        let call = telemetry.instrumentation().track_llm_call("bedrock", "mine");
        let call = call.classify(sdk_error_class::<ConverseError, HttpResponse>).start();
        call.run(converse(&client)).await.unwrap_err();
        drop(call);
        assert_eq!(telemetry.only_record().error_type.as_deref(), Some(kind));
    }
}

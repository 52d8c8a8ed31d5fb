//! Exchanges of clients that can neither be polled nor asked: what they say themselves decides.

use std::time::Duration;

use genai_otel_core::{CallRecord, Outcome};
use genai_otel_http::Tap;
use genai_otel_http::exchange::{Exchange, RequestHead};
use genai_otel_testkit::TestTelemetry;

#[test]
fn a_request_that_is_dropped_on_its_way_is_cancelled_and_has_its_number() {
    let telemetry = TestTelemetry::new();
    let mut exchange = asked(&telemetry);
    exchange.set_attempt(3);
    exchange.begin();
    drop(exchange);
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.attempt), (Outcome::Cancelled, Some(3)));
}

#[test]
fn what_is_dropped_when_the_time_is_up_is_a_timeout() {
    for (after, outcome) in [(59, Outcome::Cancelled), (60, Outcome::Timeout)] {
        let telemetry = TestTelemetry::new();
        let exchange = limited(&telemetry);
        telemetry.clock().advance(Duration::from_secs(after));
        drop(exchange);
        let record = telemetry.only_record();
        assert_eq!(record.outcome, outcome, "after {after} seconds");
        assert_eq!(error(&record), (outcome == Outcome::Timeout).then_some("timeout"));
    }
}

#[test]
fn an_answer_that_is_dropped_when_the_time_is_up_is_a_timeout_and_a_stream_is_not() {
    let json = ("application/json", "{\"model\": \"seen", Outcome::Timeout);
    let stream = ("text/event-stream", "data: {\"model\": \"seen\"}\n\n", Outcome::Abandoned);
    for (content_type, body, outcome) in [json, stream] {
        let telemetry = TestTelemetry::new();
        let headers = [("content-type", content_type.as_bytes())];
        let mut reading = limited(&telemetry).answer(200, headers.into_iter());
        reading.data(body.as_bytes());
        telemetry.clock().advance(Duration::from_secs(60));
        drop(reading);
        let record = telemetry.only_record();
        assert_eq!((record.outcome, record.response.http_status), (outcome, Some(200)));
    }
}

#[test]
fn an_answer_that_came_in_time_is_one_whatever_comes_later() {
    let telemetry = TestTelemetry::new();
    let headers = [("content-type", &b"application/json"[..])];
    let mut reading = limited(&telemetry).answer(200, headers.into_iter());
    reading.data(b"{}");
    telemetry.clock().advance(Duration::from_secs(60));
    reading.end();
    assert_eq!(telemetry.only_record().outcome, Outcome::Completed);
}

#[test]
fn a_call_around_keeps_its_own_word() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.run_sync_value(|| {
        let exchange = limited(&telemetry);
        exchange.set_attempt(2);
        telemetry.clock().advance(Duration::from_secs(60));
        drop(exchange);
    });
    call.finish();
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.attempt), (Outcome::Completed, None));
}

/// A request on its way that may take a minute.
fn limited(telemetry: &TestTelemetry) -> Exchange {
    let mut exchange = asked(telemetry);
    exchange.set_deadline(Duration::from_secs(60));
    exchange.begin();
    exchange
}

fn asked(telemetry: &TestTelemetry) -> Exchange {
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
    let head = RequestHead {
        method: "POST",
        authority: "api.openai.com",
        https: Some(true),
        path: "/v1/chat/completions",
        query: None,
    };
    tap.exchange(&head, Some(br#"{"model": "gpt-4o", "messages": []}"#)).unwrap()
}

fn error(record: &CallRecord) -> Option<&str> {
    record.error_type.as_deref()
}

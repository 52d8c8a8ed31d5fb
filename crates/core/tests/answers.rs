//! What an answer says about its call has weight of its own.

use std::fmt;
use std::thread;

use genai_otel_core::{CallRecord, ErrorClass, Money, Outcome, ToolResult};
use genai_otel_testkit::TestTelemetry;
use serde_json::json;

fn end(record: &CallRecord) -> (Outcome, Option<&str>) {
    (record.outcome, record.error_type.as_deref())
}

#[test]
fn finish_does_not_hide_an_answer_that_failed() {
    let telemetry = TestTelemetry::new();
    let start = || telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();

    let call = start();
    call.record_response(&json!({"error": {"code": "rate_limit_exceeded", "message": "no"}}));
    call.finish();
    let call = start();
    call.set_http_status(500);
    call.finish();
    let call = start();
    call.set_http_status(429); // the client retried by itself
    call.set_http_status(200);
    call.finish();
    let call = start();
    call.record_error(&fmt::Error); // handled by the caller, who says so
    call.finish();
    let tool = telemetry.instrumentation().track_tool_call("search").start();
    tool.set_result(ToolResult::failure(ErrorClass::from_static("not_found")));
    tool.finish();

    let records = telemetry.records();
    assert_eq!(
        records.iter().map(|record| end(record)).collect::<Vec<_>>(),
        [
            (Outcome::Error, Some("rate_limit_exceeded")),
            (Outcome::Error, Some("500")),
            (Outcome::Completed, None),
            (Outcome::Completed, None),
            (Outcome::Error, Some("not_found")),
        ]
    );
}

#[test]
fn facts_of_an_answer_say_that_there_is_one() {
    let telemetry = TestTelemetry::new();
    let start = || telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    start().set_token_usage(1, 2);
    start().set_response_id("r-1");
    start().set_cost(Money::from_usd(0.1).expect("a price"));
    start().set_http_status(200);
    drop(start());
    let outcomes: Vec<_> = telemetry.records().iter().map(|record| record.outcome).collect();
    let completed = Outcome::Completed;
    assert_eq!(outcomes, [completed, completed, completed, completed, Outcome::Abandoned]);
}

#[test]
fn an_error_that_is_a_sentence_is_an_error_without_a_kind() {
    let telemetry = TestTelemetry::new();
    for body in [
        json!({"error": "model 'x' not found, try pulling it first"}),
        json!({"error": {"code": "You exceeded your quota for the secret project"}}),
    ] {
        let call = telemetry.instrumentation().track_llm_call("ollama", "x").start();
        call.record_response(&body);
        drop(call);
    }
    for record in telemetry.records() {
        assert_eq!(end(&record), (Outcome::Error, Some("_OTHER")));
    }
}

#[test]
fn a_classifier_of_the_call_serves_every_thread() {
    #[derive(Debug)]
    struct Refused;
    impl fmt::Display for Refused {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("refused")
        }
    }
    let telemetry = TestTelemetry::new();
    for _ in 0..500 {
        let call = telemetry
            .instrumentation()
            .track_llm_call("openai", "gpt-4o")
            .classify(|_: &Refused| Some(ErrorClass::from_static("refused")))
            .start();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| call.record_error(&Refused));
            }
        });
    }
    assert!(
        telemetry.records().iter().all(|record| end(record) == (Outcome::Error, Some("refused")))
    );
}

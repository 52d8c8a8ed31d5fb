//! What becomes of answers below a guard of the caller.

use std::io;
use std::time::Duration;

use futures_util::FutureExt;
use genai_otel_core::{CallRecord, LlmCall, Measured, Money, Outcome, Response, Usage};
use genai_otel_testkit::TestTelemetry;
use http_body_util::BodyExt;

use crate::memory::{Memory, post, read, send};

#[test]
fn answers_inside_one_guard_are_attempts_and_add_up() {
    let bad = r#"{"id": "one", "service_tier": "flex", "choices": [{"index": 0, "finish_reason": "tool_calls",
        "message": {"tool_calls": [{"id": "t", "function": {"name": "f"}}]}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150,
        "prompt_tokens_details": {"cached_tokens": 90}, "completion_tokens_details": {"reasoning_tokens": 40}}}"#;
    let record = guarded(|telemetry, call| {
        for answer in [bad, ANSWER] {
            telemetry.clock().advance(Duration::from_secs(1));
            let mut client = Memory::json(answer).tapped(telemetry.instrumentation());
            call.run_sync_value(|| read(send(&mut client, post(CHAT, ASKED))));
        }
    });
    let mut first = Usage::tokens(100, 50).cache_read(90).reasoning(40);
    first.total = Measured::Reported(150);
    let mut both = first.clone();
    both.add(&Usage::tokens(10, 5));
    assert_eq!(record.usage, both);
    assert_eq!(record.attempt_count(), 2);
    let attempts: Vec<_> = record
        .attempts
        .iter()
        .map(|attempt| {
            let Response { id, service_tier, .. } = &attempt.response;
            (id.as_deref(), service_tier.as_deref(), attempt.usage.clone(), attempt.started_after)
        })
        .collect();
    assert_eq!(
        attempts,
        [
            (Some("one"), Some("flex"), first, Duration::from_secs(1)),
            (Some("two"), None, Usage::tokens(10, 5), Duration::from_secs(2)),
        ]
    );
    assert_eq!(record.response.id.as_deref(), Some("two"));
    assert_eq!((record.response.tool_calls.len(), &record.response.service_tier), (0, &None));
    assert_eq!(record.outcome, Outcome::Completed);
}

#[test]
fn the_same_answer_told_again_stays_one() {
    let running = r#"{"id": "two", "status": "in_progress", "choices": []}"#;
    for (answers, told_by_the_caller) in
        [([ANSWER, ANSWER], false), ([ANSWER, running], false), ([running, ANSWER], true)]
    {
        let record = guarded(|telemetry, call| {
            for answer in answers {
                let mut client = Memory::json(answer).tapped(telemetry.instrumentation());
                call.run_sync_value(|| read(send(&mut client, post(CHAT, ASKED))));
            }
            if told_by_the_caller {
                call.set_response_id("two");
                call.set_token_usage(10, 5);
            }
        });
        assert_eq!(record.usage, Usage::tokens(10, 5));
        assert_eq!((record.attempts.len(), record.attempt_count()), (0, 1));
    }
}

#[test]
fn a_refusal_that_is_asked_again_is_an_attempt_that_used_nothing() {
    let record = guarded(|telemetry, call| {
        let refused = Memory::new(429, &[("content-type", "application/json")], b"{\"error\": {}}");
        for memory in [refused, Memory::json(ANSWER)] {
            let mut client = memory.tapped(telemetry.instrumentation());
            call.run_sync_value(|| read(send(&mut client, post(CHAT, ASKED))));
        }
    });
    let attempts: Vec<_> = record
        .attempts
        .iter()
        .map(|attempt| (attempt.outcome, attempt.error_type.as_deref(), attempt.usage.clone()))
        .collect();
    assert_eq!(
        attempts,
        [
            (Outcome::Error, Some("429"), Usage::new()),
            (Outcome::Completed, None, Usage::tokens(10, 5)),
        ]
    );
    assert_eq!((record.outcome, record.usage), (Outcome::Completed, Usage::tokens(10, 5)));
}

#[test]
fn what_was_used_stays_when_nobody_reads_the_next_answer() {
    let record = guarded(|telemetry, call| {
        let mut client = Memory::json(ANSWER).tapped(telemetry.instrumentation());
        call.run_sync_value(|| read(send(&mut client, post(CHAT, ASKED))));
        call.run_sync_value(|| drop(send(&mut client, post(CHAT, ASKED))));
    });
    assert_eq!(record.usage, Usage::tokens(10, 5));
}

#[test]
fn answers_that_come_at_the_same_time_add_up() {
    let record = guarded(|telemetry, call| {
        let mut one = Memory::json(ANSWER).tapped(telemetry.instrumentation());
        let other = ANSWER.replace("two", "three");
        let mut other = Memory::json(&other).tapped(telemetry.instrumentation());
        call.run_sync_value(|| {
            let first = send(&mut one, post(CHAT, ASKED));
            let second = send(&mut other, post(CHAT, ASKED));
            read(first);
            read(second);
        });
    });
    assert_eq!((record.usage, record.attempts.len()), (Usage::tokens(20, 10), 2));
}

#[test]
fn answers_inside_an_attempt_stand_before_it() {
    let record = guarded(|telemetry, call| {
        let attempt = call.attempt();
        for answer in [ANSWER, &ANSWER.replace("two", "three")] {
            let mut client = Memory::json(answer).tapped(telemetry.instrumentation());
            attempt.run_sync_value(|| read(send(&mut client, post(CHAT, ASKED))));
        }
        attempt.set_cost("0.5".parse::<Money>().unwrap());
        attempt.finish();
    });
    let ids: Vec<_> = record
        .attempts
        .iter()
        .map(|attempt| (attempt.response.id.as_deref(), attempt.cost.is_some()))
        .collect();
    assert_eq!(ids, [(Some("two"), false), (Some("three"), true)]);
    assert_eq!(record.usage, Usage::tokens(20, 10));
    assert_eq!(record.cost.unwrap().amount.to_string(), "0.5 USD");
}

#[test]
fn what_the_caller_says_between_two_answers_stays() {
    let answer = r#"{"choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "x"}}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5}}"#;
    let record = guarded(|telemetry, call| {
        let mut client = Memory::json(answer).tapped(telemetry.instrumentation());
        call.run_sync_value(|| read(send(&mut client, post(CHAT, ASKED))));
        let mut own = Usage::new();
        own.cache_read = Some(4).into();
        call.set_usage(&own);
        call.run_sync_value(|| read(send(&mut client, post(CHAT, ASKED))));
    });
    assert_eq!(record.usage.cache_read.value(), Some(4));
}

#[test]
fn an_answer_that_breaks_off_is_the_error_of_the_call() {
    for finished in [false, true] {
        let telemetry = TestTelemetry::new();
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        let mut client = breaking().tapped(telemetry.instrumentation());
        let body = call.run_sync_value(|| send(&mut client, post(CHAT, ASKED))).into_body();
        body.collect().now_or_never().unwrap().unwrap_err();
        if finished {
            call.finish();
        } else {
            drop(call);
        }
        let record = telemetry.only_record();
        assert_eq!(
            (record.outcome, record.error_type.as_deref()),
            (Outcome::Error, Some("ConnectionReset"))
        );
    }
}

#[test]
fn an_answer_that_breaks_off_and_is_asked_for_again_is_taken_back() {
    let record = guarded(|telemetry, call| {
        call.run_sync_value(|| {
            let mut client = breaking().tapped(telemetry.instrumentation());
            let body = send(&mut client, post(CHAT, ASKED)).into_body();
            body.collect().now_or_never().unwrap().unwrap_err();
            let mut client = Memory::events(STREAM).tapped(telemetry.instrumentation());
            read(send(&mut client, post(CHAT, ASKED)));
        });
    });
    assert_eq!((record.outcome, record.error_type.as_deref()), (Outcome::Completed, None));
}

#[test]
fn an_answer_that_is_left_is_abandoned_unless_the_caller_says_otherwise() {
    let leave = |telemetry: &TestTelemetry, call: &LlmCall| {
        let mut client = Memory::events(STREAM).split(&[40]).tapped(telemetry.instrumentation());
        let mut body = call.run_sync_value(|| send(&mut client, post(CHAT, ASKED))).into_body();
        body.frame().now_or_never().unwrap().unwrap().unwrap();
    };
    assert_eq!(guarded(leave).outcome, Outcome::Abandoned);
    let inside = |telemetry: &TestTelemetry, call: &LlmCall| {
        call.run_sync_value(|| leave(telemetry, call));
    };
    assert_eq!(guarded(inside).outcome, Outcome::Completed);
}

#[test]
fn the_error_that_the_caller_sees_keeps_the_kind_that_the_tap_saw() {
    /// Says nothing of what happened, as the errors of many clients.
    #[derive(Debug)]
    struct Opaque;
    impl std::fmt::Display for Opaque {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("something failed")
        }
    }
    for (kind, outcome, error_type) in [
        (io::ErrorKind::ConnectionReset, Outcome::Error, "ConnectionReset"),
        (io::ErrorKind::TimedOut, Outcome::Timeout, "timeout"),
    ] {
        let record = guarded(|telemetry, call| {
            let mut memory = Memory::events("");
            memory.error = Some(kind);
            let mut client = memory.tapped(telemetry.instrumentation());
            let outcome: Result<(), Opaque> = call.run_sync(|| {
                let body = send(&mut client, post(CHAT, ASKED)).into_body();
                body.collect().now_or_never().unwrap().map_err(|_| Opaque)?;
                Ok(())
            });
            outcome.unwrap_err();
        });
        assert_eq!((record.outcome, record.error_type.as_deref()), (outcome, Some(error_type)));
    }
}

/// The record of a call that is dropped after this.
fn guarded(work: impl FnOnce(&TestTelemetry, &LlmCall)) -> CallRecord {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    work(&telemetry, &call);
    drop(call);
    assert_eq!(telemetry.spans().len(), 1);
    CallRecord::clone(&telemetry.only_record())
}

fn breaking() -> Memory {
    let mut memory = Memory::events(STREAM.trim_end_matches("data: [DONE]\n\n"));
    memory.error = Some(io::ErrorKind::ConnectionReset);
    memory
}

const CHAT: &str = "https://api.openai.com/v1/chat/completions";
const ASKED: &str = r#"{"model": "gpt-4o", "stream": true, "messages": []}"#;
const ANSWER: &str = r#"{"id": "two", "choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "x"}}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 5}}"#;
const STREAM: &str = concat!(
    "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"Hel\"}}]}\n\n",
    "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"lo\"}, \"finish_reason\": \"stop\"}]}\n\n",
    "data: [DONE]\n\n",
);

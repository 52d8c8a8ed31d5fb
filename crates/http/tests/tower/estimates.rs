//! Tokens that nobody reports.

use std::sync::Arc;

use futures_util::FutureExt;
use genai_otel_core::{CallRecord, Measured, Trouble, Usage};
use genai_otel_http::estimate::{BytesPerToken, Estimator, TokenCounter};
use genai_otel_http::tower::GenAiService;
use genai_otel_http::{GenAiLayer, Tap};
use genai_otel_testkit::TestTelemetry;
use http_body_util::BodyExt;
use proptest::prelude::*;
use tower_layer::Layer;

use crate::memory::{Memory, anonymous, post, read, send};

fn tapped(
    memory: Memory,
    telemetry: &TestTelemetry,
    estimator: impl Estimator,
) -> GenAiService<Memory> {
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone());
    GenAiLayer::with_tap(tap.estimate(estimator).build()).layer(memory)
}

/// The record of a call whose tokens are estimated.
fn estimated(memory: Memory, url: &str, asked: &str) -> Arc<CallRecord> {
    let telemetry = TestTelemetry::new();
    let mut client = tapped(memory, &telemetry, BytesPerToken::default());
    let body = client_body(&mut client, url, asked);
    drop(body);
    telemetry.only_record()
}

fn usage(input: Measured<u64>, output: Measured<u64>) -> Usage {
    let mut usage = Usage::new();
    (usage.input, usage.output) = (input, output);
    usage
}

fn client_body(client: &mut GenAiService<Memory>, url: &str, asked: &str) -> bytes::Bytes {
    read(send(client, post(url, asked)))
}

#[test]
fn a_stream_without_usage_is_estimated_and_says_so() {
    let telemetry = TestTelemetry::new();
    let mut client = tapped(Memory::events(STREAM), &telemetry, BytesPerToken::default());
    assert_eq!(client_body(&mut client, CHAT, ASKED), STREAM);
    let record = telemetry.only_record();
    // "Why is the sky blue?" and "Because of the air.": 20 and 19 bytes.
    assert_eq!(record.usage, Usage::estimated(6, 6));
    let attributes = telemetry.only_span().attributes;
    assert_eq!(attributes.get("gen_ai.usage.input_tokens"), Some(&6_i64.into()));
    assert_eq!(attributes.get("genai_otel.usage.estimated"), Some(&true.into()));
}

#[test]
fn nothing_is_estimated_unless_a_tap_is_told_to() {
    let telemetry = TestTelemetry::new();
    let mut client = Memory::events(STREAM).tapped(telemetry.instrumentation());
    client_body(&mut client, CHAT, ASKED);
    assert_eq!(telemetry.only_record().usage, Usage::new());
}

#[test]
fn what_is_reported_stands() {
    let answer = |usage: &str| {
        let body = format!(r#"{{"choices": [{{"message": {{"content": "1234567"}}}}], {usage}}}"#);
        estimated(Memory::json(&body), CHAT, ASKED).usage.clone()
    };
    assert_eq!(
        answer(r#""usage": {"prompt_tokens": 9, "completion_tokens": 3}"#),
        Usage::tokens(9, 3)
    );
    let half = usage(Measured::Reported(9), Measured::Estimated(2));
    assert_eq!(answer(r#""usage": {"prompt_tokens": 9}"#), half);
    let half = usage(Measured::Estimated(6), Measured::Reported(3));
    assert_eq!(answer(r#""usage": {"completion_tokens": 3}"#), half);
    let mut total = Usage::new();
    total.total = Measured::Reported(12);
    assert_eq!(answer(r#""usage": {"total_tokens": 12}"#), total);
    let zero = Usage::tokens(0, 0);
    assert_eq!(answer(r#""usage": {"prompt_tokens": 0, "completion_tokens": 0}"#), zero);
}

#[test]
fn what_the_caller_reports_stands() {
    let telemetry = TestTelemetry::new();
    for early in [true, false] {
        let mut client = tapped(Memory::events(STREAM), &telemetry, BytesPerToken::default());
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        if early {
            call.set_token_usage(9, 3);
        }
        call.run_sync_value(|| client_body(&mut client, CHAT, ASKED));
        if !early {
            call.set_token_usage(9, 3);
        }
        call.finish();
    }
    for record in telemetry.records() {
        assert_eq!(record.usage, Usage::tokens(9, 3));
    }
}

#[test]
fn embeddings_have_an_input_and_what_has_no_tokens_has_none() {
    let vector = r#"{"object": "list", "data": [{"embedding": [0.1]}]}"#;
    let asked = r#"{"model": "m", "input": ["1234567", "1234567"]}"#;
    let record = estimated(Memory::json(vector), "http://localhost:8080/v1/embeddings", asked);
    assert_eq!(record.usage, usage(Measured::Estimated(4), Measured::Missing));
    for (path, asked) in [
        ("images/generations", r#"{"model": "m", "prompt": "A cat"}"#),
        ("audio/speech", r#"{"model": "m", "input": "Hello"}"#),
        ("moderations", r#"{"model": "m", "input": "Hello"}"#),
        (
            "chat/completions",
            r#"{"model": "m", "modalities": ["text", "audio"], "messages": [{"content": "x"}]}"#,
        ),
    ] {
        let url = format!("https://api.openai.com/v1/{path}");
        let answer =
            r#"{"data": [{"b64_json": "AAAA"}], "choices": [{"message": {"content": "x"}}]}"#;
        let told = &estimated(Memory::json(answer), &url, asked).usage;
        assert_eq!((told.input, told.output), (Measured::Missing, Measured::Missing), "{path}");
    }
}

#[test]
fn errors_before_an_answer_are_not_estimated_and_later_ones_are() {
    let refusal = Memory::new(429, &[], br#"{"error": {"message": "Too many"}}"#);
    assert_eq!(estimated(refusal, CHAT, ASKED).usage, Usage::new());
    let error = Memory::json(r#"{"error": {"message": "Not now"}}"#);
    assert_eq!(estimated(error, CHAT, ASKED).usage, Usage::new());
    let unread = Memory::new(200, &[("content-type", "application/json")], b"\x1f\x8b\x08");
    assert_eq!(estimated(unread, CHAT, ASKED).usage, Usage::new());
    let late = format!("{PIECE}data: {{\"error\": {{\"message\": \"Overloaded\"}}}}\n\n");
    let record = estimated(Memory::events(&late), CHAT, ASKED);
    assert_eq!(record.usage, Usage::estimated(6, 2));
    assert!(record.outcome.is_failure());
}

#[test]
fn an_answer_that_is_left_is_estimated_as_far_as_it_came() {
    let telemetry = TestTelemetry::new();
    let memory = Memory::events(STREAM).split(&[PIECE.len()]);
    let mut client = tapped(memory, &telemetry, BytesPerToken::default());
    let mut body = send(&mut client, post(CHAT, ASKED)).into_body();
    drop(body.frame().now_or_never().unwrap());
    drop(body);
    assert_eq!(telemetry.only_record().usage, Usage::estimated(6, 2));
}

#[test]
fn nobody_knows_what_replicate_makes() {
    let events = "event: output\ndata: 1234\n\nevent: done\ndata: {}\n\n";
    let url = "https://api.replicate.com/v1/predictions";
    let asked = r#"{"input": {"prompt": "1234567"}, "stream": true}"#;
    assert_eq!(estimated(Memory::events(events), url, asked).usage, Usage::new());
}

#[test]
fn an_estimator_that_panics_estimates_nothing() {
    struct Panics(&'static str);
    struct Counter(&'static str);
    impl Estimator for Panics {
        fn counter(&self, _model: Option<&str>) -> Box<dyn TokenCounter> {
            assert_ne!(self.0, "counter");
            Box::new(Counter(self.0))
        }
    }
    impl TokenCounter for Counter {
        fn text(&mut self, _part: &str) {
            assert_ne!(self.0, "text");
        }
        fn end_text(&mut self) {
            assert_ne!(self.0, "end_text");
        }
        fn tokens(&mut self) -> u64 {
            assert_ne!(self.0, "tokens");
            1
        }
    }
    impl Drop for Counter {
        fn drop(&mut self) {
            assert_ne!(self.0, "end_text", "again");
        }
    }
    for place in ["counter", "text", "end_text", "tokens"] {
        let telemetry = TestTelemetry::new();
        let mut client = tapped(Memory::events(STREAM), &telemetry, Panics(place));
        assert_eq!(client_body(&mut client, CHAT, ASKED), STREAM, "{place}");
        assert_eq!(telemetry.only_record().usage.input, Measured::Missing, "{place}");
        assert_eq!(telemetry.instrumentation().health().count(Trouble::ReaderPanic), 1, "{place}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_split_gives_the_same_estimate(sizes in prop::collection::vec(1..60_usize, 1..6)) {
        let whole = anonymous(&estimated(Memory::events(STREAM), CHAT, ASKED));
        let memory = Memory::events(STREAM).split(&sizes);
        prop_assert_eq!(anonymous(&estimated(memory, CHAT, ASKED)), whole);
    }
}

const CHAT: &str = "https://api.openai.com/v1/chat/completions";
const ASKED: &str = r#"{"model": "gpt-4o", "stream": true, "messages": [{"role": "user", "content": "Why is the sky blue?"}]}"#;
const PIECE: &str =
    "data: {\"choices\": [{\"delta\": {\"role\": \"assistant\", \"content\": \"Because\"}}]}\n\n";
const STREAM: &str = concat!(
    "data: {\"choices\": [{\"delta\": {\"role\": \"assistant\", \"content\": \"Because\"}}]}\n\n",
    "data: {\"choices\": [{\"delta\": {\"content\": \" of th\\u0065 air.\"}}]}\n\n",
    "data: {\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}\n\n",
    "data: [DONE]\n\n",
);

//! What must not be told is told nowhere.

use futures_util::FutureExt;
use genai_otel_core::wire::{RequestReader, ResponseReader};
use genai_otel_http::exchange::RequestHead;
use genai_otel_http::{GenAiLayer, Tap};
use genai_otel_testkit::TestTelemetry;
use tower_layer::Layer;
use tower_service::Service;

use crate::memory::{Memory, post, read, send};

#[test]
fn keys_cookies_and_content_appear_nowhere() {
    let telemetry = TestTelemetry::builder().error_messages(true).build();
    let tap = Tap::builder()
        .instrumentation(telemetry.instrumentation().clone())
        .propagate_to(["api.openai.com"])
        .build();
    let mut shown = format!("{tap:?}");
    for (status, body) in [(200, ANSWER), (401, REFUSAL)] {
        let memory =
            Memory::new(status, &[("set-cookie", CANARY), ("x-api-key", CANARY)], body.as_bytes());
        let layer = GenAiLayer::with_tap(tap.clone());
        let mut client = layer.layer(memory);
        shown += &format!("{layer:?}");
        let url =
            format!("https://{CANARY}:{CANARY}@api.openai.com/v1/chat/completions?key={CANARY}");
        let mut request = post(&url, &ASKED.replace("CANARY", CANARY));
        for name in ["authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"] {
            request.headers_mut().insert(name, CANARY.parse().unwrap());
        }
        let sending = client.call(request);
        shown += &format!("{sending:?}");
        let response = sending.now_or_never().unwrap().unwrap();
        shown += &format!("{:?}", response.body());
        read(response);
    }
    assert_eq!(telemetry.records().len(), 2);
    shown += &format!("{:?}{:?}{:?}", telemetry.spans(), telemetry.metrics(), telemetry.records());
    shown += &telemetry.render_trace();
    assert!(shown.contains("gpt-4o"), "what may be told is told");
    assert!(!shown.contains(CANARY), "{shown}");
}

#[test]
fn an_answer_half_read_shows_nothing_of_itself() {
    let telemetry = TestTelemetry::new();
    let half = format!("{{\"choices\": [{{\"message\": {{\"content\": \"{CANARY}");
    let memory = Memory::events(&format!("data: {half}")).split(&[60]);
    let asked = r#"{"model": "gpt-4o", "stream": true}"#;
    let mut client = memory.tapped(telemetry.instrumentation());
    let mut body =
        send(&mut client, post("https://api.openai.com/v1/chat/completions", asked)).into_body();
    for _ in 0..2 {
        let _frame = http_body_util::BodyExt::frame(&mut body).now_or_never().unwrap();
    }
    assert!(!format!("{body:?}").contains("CANARY"));
}

const CANARY: &str = "CANARY7d1f";
const ASKED: &str = r#"{"model": "gpt-4o", "messages": [{"role": "user", "content": "CANARY"}], "api_key": "CANARY"}"#;
const ANSWER: &str =
    r#"{"choices": [{"message": {"content": "CANARY7d1f"}}], "usage": {"prompt_tokens": 9}}"#;
const REFUSAL: &str =
    r#"{"error": {"message": "Incorrect API key: CANARY7d1f", "code": "invalid_api_key"}}"#;

#[test]
fn readers_show_nothing_of_what_they_read() {
    // Bytes are shown as numbers.
    let canary = format!("{:?}", "CANARY".as_bytes()).replace(['[', ']'], "");
    let shown = |what: &dyn std::fmt::Debug| {
        let shown = format!("{what:?}");
        assert!(!shown.contains(&canary) && !shown.contains("CANARY"), "{shown}");
    };
    let mut request = RequestReader::new();
    request.feed(br#"{"model": "m", "input": "CANARY"#);
    shown(&request);
    let mut response = ResponseReader::of_events();
    for _ in 0..3 {
        response.feed(br#"{"error": "CANARY", "message": "CANARY", "delta": "CANARY"}"#);
        response.end_event();
    }
    response.feed(br#"{"model": "CANARY"#);
    shown(&response);
    let tap = Tap::builder().include_usage(true);
    let tap = tap.instrumentation(TestTelemetry::new().instrumentation().clone()).build();
    let path = "/v1/chat/completions";
    let head = RequestHead {
        method: "POST",
        authority: "api.openai.com",
        https: Some(true),
        path,
        query: None,
    };
    let body =
        br#"{"model": "m", "stream": true, "messages": [{"role": "user", "content": "CANARY"}]}"#;
    let exchange = tap.exchange(&head, Some(body)).unwrap();
    shown(&exchange);
    let mut reading =
        exchange.answer(200, [("content-type", &b"text/event-stream"[..])].into_iter());
    reading.data(b"data: {\"choices\": [{\"delta\": {\"content\": \"CANARY\"}}]}\n\ndata: CANARY");
    shown(&reading);
}

//! Gemini's `generateContent` and `streamGenerateContent`.

use genai_otel_client_bench::{Bench, Recorded};
use genai_otel_core::Outcome;
use genai_otel_testkit::Reply;
use genai_otel_with_reqwest::client;
use serde_json::{Value, json};

#[tokio::test]
async fn generated_content_is_told_whole() {
    let bench = answering(GENERATE, Reply::raw(200, "application/json", WHOLE));
    let request = client(bench.tap()).post(bench.url(GENERATE)).header("x-goog-api-key", "secret");
    let answer: Value = request.json(&asked()).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["responseId"], "r-1");
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ generate_content gemini-2.5-flash · client · 0 ns
     gen_ai.operation.name                 generate_content
     gen_ai.provider.name                  gcp.gemini
     gen_ai.request.max_tokens             64
     gen_ai.request.model                  gemini-2.5-flash
     gen_ai.request.temperature            0.5
     gen_ai.response.finish_reasons        [STOP]
     gen_ai.response.id                    r-1
     gen_ai.response.model                 gemini-2.5-flash
     gen_ai.usage.cache_read.input_tokens  3
     gen_ai.usage.input_tokens             11
     gen_ai.usage.output_tokens            25
     gen_ai.usage.reasoning.output_tokens  20
     genai_otel.provider_request.id        req_000001
     genai_otel.usage.total_tokens         36
     http.response.status_code             200
     server.address                        127.0.0.1"
    );
}

#[tokio::test]
async fn a_stream_of_events_is_told_whole() {
    let bench = answering(STREAM, Reply::raw(200, "text/event-stream", EVENTS).fragment(17));
    let url = bench.url(&format!("{STREAM}?alt=sse&key=secret"));
    let request = client(bench.tap()).post(url).json(&asked());
    assert_eq!(request.send().await.unwrap().text().await.unwrap(), EVENTS);
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ generate_content gemini-2.5-flash · client · 0 ns
     gen_ai.operation.name                 generate_content
     gen_ai.provider.name                  gcp.gemini
     gen_ai.request.max_tokens             64
     gen_ai.request.model                  gemini-2.5-flash
     gen_ai.request.stream                 true
     gen_ai.request.temperature            0.5
     gen_ai.response.finish_reasons        [STOP]
     gen_ai.response.id                    r-1
     gen_ai.response.model                 gemini-2.5-flash
     gen_ai.response.time_to_first_chunk   0.0
     gen_ai.usage.input_tokens             11
     gen_ai.usage.output_tokens            25
     gen_ai.usage.reasoning.output_tokens  20
     genai_otel.chunk_count                2
     genai_otel.provider_request.id        req_000001
     genai_otel.usage.total_tokens         36
     http.response.status_code             200
     server.address                        127.0.0.1"
    );
}

#[tokio::test]
async fn a_stream_as_one_array_says_the_same() {
    let told =
        [("text/event-stream", "?alt=sse", EVENTS.to_owned()), ("application/json", "", array())];
    let told = told.map(|(content_type, query, body)| async move {
        let bench = answering(STREAM, Reply::raw(200, content_type, body.as_bytes()).fragment(17));
        let request = client(bench.tap()).post(bench.url(&format!("{STREAM}{query}")));
        assert_eq!(request.json(&asked()).send().await.unwrap().text().await.unwrap(), body);
        bench.told()
    });
    let [events, array] = told;
    assert_eq!(events.await, array.await);
}

#[tokio::test]
async fn a_stream_that_is_left_is_abandoned_with_what_was_seen() {
    let bench = answering(STREAM, Reply::raw(200, "text/event-stream", EVENTS).fragment(160));
    let url = bench.url(&format!("{STREAM}?alt=sse"));
    let mut response = client(bench.tap()).post(url).json(&asked()).send().await.unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    drop(response);
    let record = bench.record();
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Abandoned, Some(1)));
    assert_eq!(record.response.model.as_deref(), Some("gemini-2.5-flash"));
}

#[tokio::test]
async fn the_key_in_the_url_is_told_nowhere() {
    let refusal =
        r#"{"error": {"code": 429, "message": "secret", "status": "RESOURCE_EXHAUSTED"}}"#;
    let bench = answering(GENERATE, Reply::raw(429, "application/json", refusal));
    let url = bench.url(&format!("{GENERATE}?key=secret"));
    client(bench.tap()).post(url).json(&asked()).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ generate_content gemini-2.5-flash · client · 0 ns · ✗ error: RESOURCE_EXHAUSTED
     error.type                      RESOURCE_EXHAUSTED
     gen_ai.operation.name           generate_content
     gen_ai.provider.name            gcp.gemini
     gen_ai.request.max_tokens       64
     gen_ai.request.model            gemini-2.5-flash
     gen_ai.request.temperature      0.5
     genai_otel.outcome              error
     genai_otel.provider_request.id  req_000001
     http.response.status_code       429
     server.address                  127.0.0.1"
    );
    assert!(!format!("{:?}", bench.record()).contains("secret"));
}

#[tokio::test]
async fn recordings_are_told_as_expected() {
    for name in [
        "gemini-generate-content-json-1d5a0a0d",
        "gemini-generate-content-json-429-00643421",
        "gemini-generate-content-stream-9b8c79db",
        "gemini-generate-content-stream-c687cb98",
    ] {
        let Some(recorded) = Recorded::find(name) else { continue };
        let path = recorded.path();
        let bench = answering(path.split('?').next().unwrap(), recorded.reply());
        let request = client(bench.tap()).post(bench.url(&path)).body(recorded.request());
        request.send().await.unwrap().bytes().await.unwrap();
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name}");
    }
}

fn answering(path: &str, reply: Reply) -> Bench {
    let bench = Bench::new([]);
    bench.provider.push_at(path, reply);
    bench
}

fn asked() -> Value {
    json!({
        "contents": [{"parts": [{"text": "How warm is it?"}]}],
        "generationConfig": {"temperature": 0.5, "maxOutputTokens": 64},
    })
}

/// The events as values of one array.
fn array() -> String {
    let events: Vec<_> = EVENTS.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    format!("[{}\n]", events.join("\n,\r\n"))
}

const GENERATE: &str = "/v1beta/models/gemini-2.5-flash:generateContent";
const STREAM: &str = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";
const WHOLE: &str = r#"{
  "candidates": [{"content": {"parts": [{"text": "Minus 4 °C."}], "role": "model"}, "finishReason": "STOP", "index": 0}],
  "usageMetadata": {"promptTokenCount": 11, "candidatesTokenCount": 5, "cachedContentTokenCount": 3, "totalTokenCount": 36, "thoughtsTokenCount": 20},
  "modelVersion": "gemini-2.5-flash", "responseId": "r-1"
}"#;
const EVENTS: &str = r#"data: {"candidates": [{"content": {"parts": [{"text": "Minus "}], "role": "model"}, "index": 0}], "modelVersion": "gemini-2.5-flash", "responseId": "r-1"}

data: {"candidates": [{"content": {"parts": [{"text": "4 °C."}], "role": "model"}, "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 11, "candidatesTokenCount": 5, "totalTokenCount": 36, "thoughtsTokenCount": 20}, "modelVersion": "gemini-2.5-flash", "responseId": "r-1"}

"#;

//! Anthropic's messages.

use std::time::Duration;

use genai_otel_client_bench::{Bench, Recorded};
use genai_otel_core::Outcome;
use genai_otel_testkit::{Failure, Reply, TokenCounts};
use genai_otel_with_reqwest::client;
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_is_told_whole() {
    let bench = Bench::new([Reply::text("21 °C.").usage(TokenCounts::new(1_240, 6).cached(1_024))]);
    let request = client(bench.tap()).post(bench.url(MESSAGES)).header("x-api-key", "secret");
    let answer: Value = request.json(&asked(false)).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["content"][0]["text"], "21 °C.");
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat claude-sonnet-4-5 · client · 0 ns
     gen_ai.operation.name                         chat
     gen_ai.provider.name                          anthropic
     gen_ai.request.max_tokens                     64
     gen_ai.request.model                          claude-sonnet-4-5
     gen_ai.request.temperature                    0.5
     gen_ai.response.finish_reasons                [end_turn]
     gen_ai.response.id                            msg_000001
     gen_ai.response.model                         claude-sonnet-4-5-2026-01-01
     gen_ai.usage.cache_creation.input_tokens      0
     gen_ai.usage.cache_read.input_tokens          1024
     gen_ai.usage.input_tokens                     1240
     gen_ai.usage.output_tokens                    6
     genai_otel.provider_request.id                req_000001
     genai_otel.response.service_tier              standard
     genai_otel.usage.cache_write_1h.input_tokens  0
     genai_otel.usage.cache_write_5m.input_tokens  0
     http.response.status_code                     200
     server.address                                127.0.0.1"
    );
    assert_eq!(bench.record().outcome, Outcome::Completed);
}

#[tokio::test]
async fn a_stream_is_told_whole() {
    let bench = Bench::new([Reply::text("one two three").usage(TokenCounts::new(12, 4))]);
    let request = client(bench.tap()).post(bench.url(MESSAGES)).json(&asked(true));
    let text = request.send().await.unwrap().text().await.unwrap();
    assert!(text.ends_with("{\"type\":\"message_stop\"}\n\n"), "{text}");
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat claude-sonnet-4-5 · client · 0 ns
     gen_ai.operation.name                         chat
     gen_ai.provider.name                          anthropic
     gen_ai.request.max_tokens                     64
     gen_ai.request.model                          claude-sonnet-4-5
     gen_ai.request.stream                         true
     gen_ai.request.temperature                    0.5
     gen_ai.response.finish_reasons                [end_turn]
     gen_ai.response.id                            msg_000001
     gen_ai.response.model                         claude-sonnet-4-5-2026-01-01
     gen_ai.response.time_to_first_chunk           0.0
     gen_ai.usage.cache_creation.input_tokens      0
     gen_ai.usage.cache_read.input_tokens          0
     gen_ai.usage.input_tokens                     12
     gen_ai.usage.output_tokens                    4
     genai_otel.chunk_count                        3
     genai_otel.provider_request.id                req_000001
     genai_otel.response.service_tier              standard
     genai_otel.usage.cache_write_1h.input_tokens  0
     genai_otel.usage.cache_write_5m.input_tokens  0
     http.response.status_code                     200
     server.address                                127.0.0.1"
    );
}

#[tokio::test]
async fn a_refusal_is_an_error_with_the_wait() {
    let bench = Bench::new([Reply::rate_limited(Duration::from_secs(3))]);
    let request = client(bench.tap()).post(bench.url(MESSAGES)).json(&asked(false));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert!(response.text().await.unwrap().contains("rate_limit_error"));
    assert_eq!(bench.record().response.retry_after, Some(Duration::from_secs(3)));
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat claude-sonnet-4-5 · client · 0 ns · ✗ error: rate_limit_error
     error.type                      rate_limit_error
     gen_ai.operation.name           chat
     gen_ai.provider.name            anthropic
     gen_ai.request.max_tokens       64
     gen_ai.request.model            claude-sonnet-4-5
     gen_ai.request.temperature      0.5
     genai_otel.outcome              error
     genai_otel.provider_request.id  req_000001
     http.response.status_code       429
     server.address                  127.0.0.1"
    );
}

#[tokio::test]
async fn an_error_within_a_stream_is_the_calls() {
    let reply = Reply::text("one two three four").fails_midway(Failure::Overloaded);
    let bench = Bench::new([reply]);
    let request = client(bench.tap()).post(bench.url(MESSAGES)).json(&asked(true));
    request.send().await.unwrap().text().await.unwrap();
    let record = bench.record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("overloaded_error"));
}

#[tokio::test]
async fn a_guard_around_a_stream_is_the_only_call() {
    let bench = Bench::new([Reply::text("one two three").usage(TokenCounts::new(12, 4))]);
    let call = bench.guard("anthropic", "claude-sonnet-4-5");
    let request = client(bench.tap()).post(bench.url(MESSAGES)).json(&asked(true));
    let read = async { request.send().await?.text().await.map_err(Into::into) };
    let read: Result<String, reqwest_middleware::Error> = call.run(read).await;
    assert!(read.unwrap().ends_with("{\"type\":\"message_stop\"}\n\n"));
    call.finish();
    let record = bench.record();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert!(record.time_to_first_chunk.is_some());
}

#[tokio::test]
async fn recordings_are_told_as_expected() {
    for name in [
        "anthropic-messages-json-0010027a",
        "anthropic-messages-json-400-926698cb",
        "anthropic-messages-stream-3ab675b4",
        "anthropic-messages-stream-401-7b6f46ac",
        "anthropic-messages-stream-843b81c4",
    ] {
        let Some(recorded) = Recorded::find(name) else { continue };
        let bench = Bench::new([recorded.reply()]);
        let request = client(bench.tap()).post(bench.url(&recorded.path()));
        request.body(recorded.request()).send().await.unwrap().bytes().await.unwrap();
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name}");
    }
}

fn asked(stream: bool) -> Value {
    json!({
        "model": "claude-sonnet-4-5",
        "max_tokens": 64,
        "temperature": 0.5,
        "stream": stream,
        "messages": [{"role": "user", "content": "How warm is it?"}],
    })
}

const MESSAGES: &str = "/v1/messages";

//! The Responses API, plain and streamed.

use async_openai::types::responses::{CreateResponse, CreateResponseArgs, ResponseStreamEvent};
use futures_util::TryStreamExt;
use genai_otel_client_bench::Recorded;
use genai_otel_testkit::{Reply, TokenCounts};

use crate::same;

#[tokio::test]
async fn a_response_is_told_whole() {
    let reply = Reply::text("Light layers.").usage(TokenCounts::new(120, 6).cached(64));
    let (bench, text) = same(&[reply], async |client| {
        client.responses().create(asked()).await.unwrap().output_text()
    })
    .await;
    assert_eq!(text.as_deref(), Some("Light layers."));
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat gpt-4o · client · 0 ns
     gen_ai.operation.name                 chat
     gen_ai.provider.name                  openai
     gen_ai.request.max_tokens             64
     gen_ai.request.model                  gpt-4o
     gen_ai.response.finish_reasons        [stop]
     gen_ai.response.id                    resp_000001
     gen_ai.response.model                 gpt-4o-2026-01-01
     gen_ai.usage.cache_read.input_tokens  64
     gen_ai.usage.input_tokens             120
     gen_ai.usage.output_tokens            6
     gen_ai.usage.reasoning.output_tokens  0
     genai_otel.provider_request.id        req_000001
     genai_otel.usage.total_tokens         126
     http.response.status_code             200
     openai.api.type                       responses
     openai.response.service_tier          default
     server.address                        127.0.0.1"
    );
}

#[tokio::test]
async fn a_stream_is_told_whole() {
    let reply = Reply::raw(200, "text/event-stream", STREAM).fragment(23);
    let (bench, text) = same(&[reply], async |client| {
        let events = client.responses().create_stream(asked()).await.unwrap();
        let texts = events.try_fold(String::new(), async |text, event| match event {
            ResponseStreamEvent::ResponseOutputTextDelta(delta) => Ok(text + &delta.delta),
            _ => Ok(text),
        });
        texts.await.unwrap()
    })
    .await;
    assert_eq!(text, "Light layers.");
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat gpt-4o · client · 0 ns
     gen_ai.operation.name                 chat
     gen_ai.provider.name                  openai
     gen_ai.request.max_tokens             64
     gen_ai.request.model                  gpt-4o
     gen_ai.request.stream                 true
     gen_ai.response.finish_reasons        [stop]
     gen_ai.response.id                    resp_1
     gen_ai.response.model                 gpt-4o-2024-08-06
     gen_ai.response.time_to_first_chunk   0.0
     gen_ai.usage.cache_read.input_tokens  64
     gen_ai.usage.input_tokens             120
     gen_ai.usage.output_tokens            30
     gen_ai.usage.reasoning.output_tokens  12
     genai_otel.chunk_count                2
     genai_otel.provider_request.id        req_000001
     genai_otel.usage.total_tokens         150
     http.response.status_code             200
     openai.api.type                       responses
     openai.response.service_tier          default
     server.address                        127.0.0.1"
    );
}

#[tokio::test]
async fn recordings_are_told_as_expected() {
    for name in [
        "openai-responses-json-24d80979",
        "openai-responses-json-41bece04",
        "openai-responses-stream-087fb740",
        "openai-responses-stream-215056a7",
    ] {
        let Some(recorded) = Recorded::find(name) else { continue };
        let (bench, ()) = same(&[recorded.reply()], async |client| {
            let request: CreateResponse = serde_json::from_str(&recorded.request()).unwrap();
            if request.stream == Some(true) {
                let events = client.responses().create_stream(request).await.unwrap();
                events.try_for_each(async |_| Ok(())).await.unwrap();
            } else {
                client.responses().create(request).await.unwrap();
            }
        })
        .await;
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name}");
    }
}

fn asked() -> CreateResponse {
    CreateResponseArgs::default()
        .model("gpt-4o")
        .max_output_tokens(64_u32)
        .input("What shall I pack?")
        .build()
        .unwrap()
}

const STREAM: &str = r#"event: response.created
data: {"type": "response.created", "sequence_number": 0, "response": {"id": "resp_1", "object": "response", "created_at": 1767225600, "status": "in_progress", "model": "gpt-4o-2024-08-06", "output": []}}

event: response.output_text.delta
data: {"type": "response.output_text.delta", "sequence_number": 1, "item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": "Light ", "logprobs": []}

event: response.output_text.delta
data: {"type": "response.output_text.delta", "sequence_number": 2, "item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": "layers.", "logprobs": []}

event: response.completed
data: {"type": "response.completed", "sequence_number": 3, "response": {"id": "resp_1", "object": "response", "created_at": 1767225600, "status": "completed", "model": "gpt-4o-2024-08-06", "service_tier": "default", "output": [], "usage": {"input_tokens": 120, "input_tokens_details": {"cached_tokens": 64}, "output_tokens": 30, "output_tokens_details": {"reasoning_tokens": 12}, "total_tokens": 150}}}

"#;

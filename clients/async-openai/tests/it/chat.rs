//! Chat completions, plain and streamed.

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, ChatCompletionStreamOptions, CreateChatCompletionRequest,
    CreateChatCompletionRequestArgs,
};
use futures_util::{StreamExt, TryStreamExt};
use genai_otel_client_bench::Recorded;
use genai_otel_testkit::{Reply, TokenCounts};
use serde_json::json;

use crate::same;

#[tokio::test]
async fn an_answer_is_told_whole() {
    let reply = Reply::text("Light layers.").usage(TokenCounts::new(120, 6).cached(64));
    let (bench, text) = same(&[reply], async |client| {
        let response = client.chat().create(asked()).await.unwrap();
        response.choices[0].message.content.clone().unwrap()
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
     gen_ai.request.temperature            0.5
     gen_ai.response.finish_reasons        [stop]
     gen_ai.response.id                    chatcmpl-000001
     gen_ai.response.model                 gpt-4o-2026-01-01
     gen_ai.usage.cache_read.input_tokens  64
     gen_ai.usage.input_tokens             120
     gen_ai.usage.output_tokens            6
     gen_ai.usage.reasoning.output_tokens  0
     genai_otel.provider_request.id        req_000001
     genai_otel.usage.audio.input_tokens   0
     genai_otel.usage.audio.output_tokens  0
     genai_otel.usage.total_tokens         126
     http.response.status_code             200
     openai.api.type                       chat_completions
     openai.response.service_tier          default
     openai.response.system_fingerprint    fp_fake
     server.address                        127.0.0.1"
    );
}

#[tokio::test]
async fn tools_that_the_model_wants_are_told() {
    let reply = Reply::tool_call("get_weather", json!({"city": "Lisbon"}));
    let (bench, tools) = same(&[reply], async |client| {
        let response = client.chat().create(asked()).await.unwrap();
        response.choices[0].message.tool_calls.clone()
    })
    .await;
    assert_eq!(tools.unwrap().len(), 1);
    let record = bench.record();
    assert_eq!(record.response.tool_calls.len(), 1);
    assert_eq!(&*record.response.tool_calls[0].name, "get_weather");
    assert_eq!(record.response.finish_reasons[0].as_str(), "tool_calls");
}

#[tokio::test]
async fn a_stream_is_told_whole() {
    let reply = Reply::text("one two three").usage(TokenCounts::new(12, 4)).fragment(11);
    let (bench, text) = same(&[reply], async |client| streamed(client).await).await;
    assert_eq!(text, "one two three");
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
     gen_ai.request.temperature            0.5
     gen_ai.response.finish_reasons        [stop]
     gen_ai.response.id                    chatcmpl-000001
     gen_ai.response.model                 gpt-4o-2026-01-01
     gen_ai.response.time_to_first_chunk   0.0
     gen_ai.usage.cache_read.input_tokens  0
     gen_ai.usage.input_tokens             12
     gen_ai.usage.output_tokens            4
     gen_ai.usage.reasoning.output_tokens  0
     genai_otel.chunk_count                3
     genai_otel.provider_request.id        req_000001
     genai_otel.usage.audio.input_tokens   0
     genai_otel.usage.audio.output_tokens  0
     genai_otel.usage.total_tokens         16
     http.response.status_code             200
     openai.api.type                       chat_completions
     openai.response.service_tier          default
     openai.response.system_fingerprint    fp_fake
     server.address                        127.0.0.1"
    );
}

#[tokio::test]
async fn recordings_are_told_as_expected() {
    for name in [
        "openai-chat-completions-json-414796b3",
        "openai-chat-completions-json-56d275b3",
        "openai-chat-completions-stream-2bff4140",
        "openai-chat-completions-stream-2c5b26f5",
        "openai-chat-completions-stream-f34327d5",
        "deepseek-chat-completions-stream-1910be56",
    ] {
        let Some(recorded) = Recorded::find(name) else { continue };
        let (bench, ()) = same(&[recorded.reply()], async |client| {
            // The request of another client, as this one writes it.
            let request: CreateChatCompletionRequest =
                serde_json::from_str(&recorded.request()).unwrap();
            if request.stream == Some(true) {
                let chunks = client.chat().create_stream(request).await.unwrap();
                chunks.for_each(async |chunk| drop(chunk.unwrap())).await;
            } else {
                client.chat().create(request).await.unwrap();
            }
        })
        .await;
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name}");
    }
}

/// The text of a stream.
pub(crate) async fn streamed(client: &Client<OpenAIConfig>) -> String {
    let options =
        ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None };
    let request = CreateChatCompletionRequest { stream_options: Some(options), ..asked() };
    let chunks = client.chat().create_stream(request).await.unwrap();
    let texts = chunks.try_fold(String::new(), async |text, chunk| {
        let choices = chunk.choices.into_iter();
        Ok(text + &choices.filter_map(|choice| choice.delta.content).collect::<String>())
    });
    texts.await.unwrap()
}

pub(crate) fn asked() -> CreateChatCompletionRequest {
    let message = ChatCompletionRequestUserMessage::from("What shall I pack?");
    CreateChatCompletionRequestArgs::default()
        .model("gpt-4o")
        .max_completion_tokens(64_u32)
        .temperature(0.5)
        .messages([message.into()])
        .build()
        .unwrap()
}

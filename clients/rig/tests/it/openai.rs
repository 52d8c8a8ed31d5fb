//! OpenAI's chat completions, responses and embeddings.

use futures_util::StreamExt;
use genai_otel_client_bench::Recorded;
use genai_otel_testkit::{Reply, TokenCounts};
use rig_core::completion::CompletionRequest;
use rig_core::http_client::DynHttpClient;
use rig_core::providers::openai::{OpenAI, OpenAIConfig};

use crate::same;

#[tokio::test]
async fn an_answer_is_told_whole() {
    let reply = Reply::text("Light layers.").usage(TokenCounts::new(120, 6).cached(64));
    let (bench, text) = same(&[reply], async |http, url| {
        client(http, &url).chat("gpt-4o").call(asked()).await.unwrap().text()
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
async fn a_stream_is_told_whole() {
    let reply = Reply::text("one two three").usage(TokenCounts::new(12, 4)).fragment(11);
    let (bench, text) = same(&[reply], async |http, url| {
        let mut stream = client(http, &url).chat("gpt-4o").stream(asked()).unwrap();
        while let Some(item) = stream.next().await {
            item.unwrap();
        }
        stream.finish().await.unwrap().text()
    })
    .await;
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
async fn a_response_is_told_whole() {
    let reply = Reply::text("Light layers.").usage(TokenCounts::new(120, 6).cached(64));
    let (bench, text) = same(&[reply], async |http, url| {
        client(http, &url).responses("gpt-4o").call(asked()).await.unwrap().text()
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
async fn embeddings_are_told_whole() {
    let reply = Reply::echo().usage(TokenCounts::new(8, 0));
    let (bench, vectors) = same(&[reply], async |http, url| {
        let model = client(http, &url).embedding("text-embedding-3-small", Some(8));
        model.call(vec!["one".to_owned(), "two".to_owned()]).await.unwrap().embeddings.len()
    })
    .await;
    assert_eq!(vectors, 2);
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ embeddings text-embedding-3-small · client · 0 ns
     gen_ai.embeddings.dimension.count  8
     gen_ai.operation.name              embeddings
     gen_ai.provider.name               openai
     gen_ai.request.model               text-embedding-3-small
     gen_ai.response.model              text-embedding-3-small
     gen_ai.usage.input_tokens          8
     genai_otel.provider_request.id     req_000001
     genai_otel.request.text_count      2
     genai_otel.usage.total_tokens      8
     http.response.status_code          200
     server.address                     127.0.0.1"
    );
}

#[tokio::test]
async fn recorded_streams_are_told_as_expected() {
    for name in
        ["openai-chat-completions-stream-2bff4140", "deepseek-chat-completions-stream-1910be56"]
    {
        let Some(recorded) = Recorded::find(name) else { continue };
        let (bench, ()) = same(&[recorded.reply()], async |http, url| {
            let model = recorded.model();
            let mut stream = client(http, &url).chat(model).stream(asked()).unwrap();
            while let Some(item) = stream.next().await {
                item.unwrap();
            }
        })
        .await;
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name}");
    }
}

pub(crate) fn client(http: DynHttpClient, url: &str) -> OpenAI {
    OpenAIConfig::new("secret").with_base_url(format!("{url}/v1")).connect(http)
}

pub(crate) fn asked() -> CompletionRequest {
    CompletionRequest::new("What shall I pack?").max_tokens(64).temperature(0.5)
}

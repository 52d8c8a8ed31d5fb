//! Calls of `genai`, with a guard around them or a proxy before the provider.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use genai::adapter::AdapterKind;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent};
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, ModelIden, ServiceTarget};
use genai_otel_client_bench::{Bench, Recorded, start_proxy};
use genai_otel_core::{Instrumentation, Outcome};
use genai_otel_testkit::{Failure, RecordingSink, Reply, TokenCounts};
use genai_otel_with_genai::{class, look, told};

#[tokio::test]
async fn a_guard_is_told_the_providers_own_words() {
    let bench = Bench::new([answer()]);
    let client = calling(AdapterKind::Anthropic, CLAUDE, &bench.provider.url());
    let call = bench.guard("anthropic", CLAUDE);
    let options = told(options(), &call);
    let answer = call.run(client.exec_chat(CLAUDE, asked(), Some(&options))).await.unwrap();
    call.record_response(&answer.captured_raw_body);
    call.finish();
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat claude-sonnet-4-5 · client · 0 ns
     gen_ai.operation.name                         chat
     gen_ai.provider.name                          anthropic
     gen_ai.request.model                          claude-sonnet-4-5
     gen_ai.response.finish_reasons                [end_turn]
     gen_ai.response.id                            msg_000001
     gen_ai.response.model                         claude-sonnet-4-5-2026-01-01
     gen_ai.usage.cache_creation.input_tokens      0
     gen_ai.usage.cache_read.input_tokens          1024
     gen_ai.usage.input_tokens                     1240
     gen_ai.usage.output_tokens                    6
     genai_otel.response.service_tier              standard
     genai_otel.usage.cache_write_1h.input_tokens  0
     genai_otel.usage.cache_write_5m.input_tokens  0"
    );
    assert_eq!(bench.record().outcome, Outcome::Completed);
}

#[tokio::test]
async fn a_guard_is_told_each_event_of_a_stream() {
    let bench = Bench::new([answer()]);
    let client = calling(AdapterKind::Anthropic, CLAUDE, &bench.provider.url());
    assert_eq!(text(guarded(&bench, &client, CLAUDE).await).await, "Light layers.");
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat claude-sonnet-4-5 · client · 0 ns
     gen_ai.operation.name                         chat
     gen_ai.provider.name                          anthropic
     gen_ai.request.model                          claude-sonnet-4-5
     gen_ai.request.stream                         true
     gen_ai.response.finish_reasons                [end_turn]
     gen_ai.response.id                            msg_000001
     gen_ai.response.model                         claude-sonnet-4-5-2026-01-01
     gen_ai.response.time_to_first_chunk           0.0
     gen_ai.usage.cache_creation.input_tokens      0
     gen_ai.usage.cache_read.input_tokens          1024
     gen_ai.usage.input_tokens                     1240
     gen_ai.usage.output_tokens                    6
     genai_otel.chunk_count                        2
     genai_otel.response.service_tier              standard
     genai_otel.usage.cache_write_1h.input_tokens  0
     genai_otel.usage.cache_write_5m.input_tokens  0"
    );
    assert_eq!(bench.record().outcome, Outcome::Completed);
}

#[tokio::test]
async fn recorded_streams_are_told_as_expected_to_a_guard_and_by_a_proxy() {
    for (kind, name) in [
        (AdapterKind::Anthropic, "anthropic-messages-stream-3ab675b4"),
        (AdapterKind::Anthropic, "anthropic-messages-stream-843b81c4"),
        (AdapterKind::OpenAI, "openai-chat-completions-stream-2bff4140"),
        (AdapterKind::OpenAI, "deepseek-chat-completions-stream-1910be56"),
    ] {
        let Some(recorded) = Recorded::find(name) else { continue };
        let model = recorded.model();
        let bench = Bench::new([recorded.reply()]);
        let asking = calling(kind, &model, &bench.provider.url());
        text(guarded(&bench, &asking, &model).await).await;
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name} with a guard");

        let bench = Bench::new([recorded.reply()]);
        let proxy = start_proxy(&bench.provider.url(), bench.tap()).await.unwrap();
        let asking = calling(kind, &model, &proxy);
        let stream = asking.exec_chat_stream(&model, asked(), Some(&options())).await.unwrap();
        text(stream.stream).await;
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name} by a proxy");
    }
}

#[tokio::test]
async fn a_stream_that_is_left_is_abandoned_with_what_was_seen() {
    let bench = Bench::new([answer()]);
    let client = calling(AdapterKind::Anthropic, CLAUDE, &bench.provider.url());
    let mut events = Box::pin(guarded(&bench, &client, CLAUDE).await);
    while !matches!(events.next().await.unwrap().unwrap(), ChatStreamEvent::Chunk(_)) {}
    drop(events);
    let record = bench.record();
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Abandoned, Some(1)));
    assert_eq!(record.usage.input.value(), Some(1_240), "told at the start");
}

#[tokio::test]
async fn a_refusal_has_the_class_that_the_client_knows() {
    let sink = RecordingSink::new();
    let instrumentation =
        Instrumentation::builder().sink(sink.clone()).classify_with(class).build();
    let bench = Bench::new([Reply::rate_limited(Duration::from_secs(3))]);
    let client = calling(AdapterKind::OpenAI, GPT, &bench.provider.url());
    let call = instrumentation.track_llm_call("openai", GPT).start();
    call.run(client.exec_chat(GPT, asked(), None)).await.unwrap_err();
    drop(call);
    let record = sink.only();
    assert_eq!((record.outcome, record.error_type.as_deref()), (Outcome::Error, Some("429")));
}

#[tokio::test]
async fn a_proxy_tells_all_there_is_and_changes_nothing() {
    let bench = Bench::new([answer(), answer()]);
    let proxy = start_proxy(&bench.provider.url(), bench.tap()).await.unwrap();
    let mut seen = Vec::new();
    for url in [&bench.provider.url(), &proxy] {
        let client = calling(AdapterKind::Anthropic, CLAUDE, url);
        let answer = client.exec_chat(CLAUDE, asked(), Some(&options())).await.unwrap();
        seen.push((answer.first_text().map(str::to_owned), format!("{:?}", answer.usage)));
    }
    assert_eq!(seen[0], seen[1]);
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
     gen_ai.response.id                            msg_000002
     gen_ai.response.model                         claude-sonnet-4-5-2026-01-01
     gen_ai.usage.cache_creation.input_tokens      0
     gen_ai.usage.cache_read.input_tokens          1024
     gen_ai.usage.input_tokens                     1240
     gen_ai.usage.output_tokens                    6
     genai_otel.provider_request.id                req_000002
     genai_otel.response.service_tier              standard
     genai_otel.usage.cache_write_1h.input_tokens  0
     genai_otel.usage.cache_write_5m.input_tokens  0
     http.response.status_code                     200
     server.address                                127.0.0.1"
    );
}

#[tokio::test]
async fn a_proxy_tells_a_refusal() {
    let bench = Bench::new([Reply::failure(Failure::Overloaded)]);
    let proxy = start_proxy(&bench.provider.url(), bench.tap()).await.unwrap();
    let client = calling(AdapterKind::Anthropic, CLAUDE, &proxy);
    client.exec_chat(CLAUDE, asked(), Some(&options())).await.unwrap_err();
    let record = bench.record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("overloaded_error"));
}

/// The events of a stream inside a guard that is told its frames.
async fn guarded(
    bench: &Bench,
    client: &Client,
    model: &str,
) -> impl Stream<Item = genai::Result<ChatStreamEvent>> {
    let call = bench.guard("anthropic", model);
    let options = told(options(), &call);
    let asked = client.exec_chat_stream(model, asked(), Some(&options));
    let stream = call.run(asked).await.unwrap().stream;
    call.stream_with(stream, look)
}

async fn text(events: impl Stream<Item = genai::Result<ChatStreamEvent>>) -> String {
    let mut events = pin!(events);
    let mut text = String::new();
    while let Some(event) = events.next().await {
        if let ChatStreamEvent::Chunk(chunk) = event.unwrap() {
            text.push_str(&chunk.content);
        }
    }
    text
}

fn calling(kind: AdapterKind, model: &str, url: &str) -> Client {
    let base = format!("{url}/v1/");
    let model = model.to_owned();
    let target = move |_: ServiceTarget| {
        Ok(ServiceTarget {
            endpoint: Endpoint::from_owned(base.clone()),
            auth: AuthData::from_single("secret"),
            model: ModelIden::new(kind, model.clone()),
        })
    };
    Client::builder().with_service_target_resolver_fn(target).build().unwrap()
}

fn answer() -> Reply {
    Reply::text("Light layers.").usage(TokenCounts::new(1_240, 6).cached(1_024))
}

fn asked() -> ChatRequest {
    ChatRequest::new(vec![ChatMessage::user("What shall I pack?")])
}

fn options() -> ChatOptions {
    ChatOptions::default().with_max_tokens(64).with_temperature(0.5)
}

const CLAUDE: &str = "claude-sonnet-4-5";
const GPT: &str = "gpt-4o";

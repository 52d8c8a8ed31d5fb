//! Calls of `ollama-rs`, with a guard around them or a proxy before the server.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use futures_util::{Stream, StreamExt};
use genai_otel_client_bench::{Bench, Recorded, start_proxy};
use genai_otel_core::Outcome;
use genai_otel_testkit::Reply;
use genai_otel_with_ollama::look;
use ollama_rs::Ollama;
use ollama_rs::generation::chat::request::ChatMessageRequest;
use ollama_rs::generation::chat::{ChatMessage, ChatMessageResponse};
use ollama_rs::generation::embeddings::request::{EmbeddingsInput, GenerateEmbeddingsRequest};

#[tokio::test]
async fn a_guard_learns_model_and_tokens_from_the_clients_answer() {
    let bench = answering(CHAT, whole());
    let call = bench.guard("ollama", MODEL);
    let answer = call.run(direct(&bench).send_chat_messages(asked())).await.unwrap();
    call.record_response(&answer);
    call.finish();
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat llama3.2 · client · 0 ns
     gen_ai.operation.name       chat
     gen_ai.provider.name        ollama
     gen_ai.request.model        llama3.2
     gen_ai.response.model       llama3.2
     gen_ai.usage.input_tokens   26
     gen_ai.usage.output_tokens  4"
    );
    assert_eq!(bench.record().outcome, Outcome::Completed);
}

#[tokio::test]
async fn a_guard_around_a_stream_learns_the_same_and_its_times() {
    let bench = answering(CHAT, stream());
    let call = bench.guard("ollama", MODEL);
    let items = call.run(direct(&bench).send_chat_messages_stream(asked())).await.unwrap();
    assert_eq!(text(call.stream_values_with(items, look)).await, "Light layers.");
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat llama3.2 · client · 0 ns
     gen_ai.operation.name                chat
     gen_ai.provider.name                 ollama
     gen_ai.request.model                 llama3.2
     gen_ai.request.stream                true
     gen_ai.response.model                llama3.2
     gen_ai.response.time_to_first_chunk  0.0
     gen_ai.usage.input_tokens            26
     gen_ai.usage.output_tokens           4
     genai_otel.chunk_count               2"
    );
    assert_eq!(bench.record().outcome, Outcome::Completed);
}

#[tokio::test]
async fn a_guard_tells_a_refusal_and_a_stream_that_is_left() {
    let bench = answering(CHAT, Reply::raw(404, "application/json", MISSING));
    let call = bench.guard("ollama", MODEL);
    call.run(direct(&bench).send_chat_messages(asked())).await.unwrap_err();
    drop(call);
    let record = bench.record();
    // The client says what happened in a text alone, which is content.
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("ollama_rs::error::OllamaError"));

    let bench = answering(CHAT, stream());
    let call = bench.guard("ollama", MODEL);
    let items = call.run(direct(&bench).send_chat_messages_stream(asked())).await.unwrap();
    let mut items = call.stream_values_with(items, look);
    assert!(items.next().await.unwrap().is_ok());
    drop(items);
    let record = bench.record();
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Abandoned, Some(1)));
}

#[tokio::test]
async fn a_proxy_tells_all_there_is() {
    let bench = answering(CHAT, whole());
    let direct = direct(&answering(CHAT, whole())).send_chat_messages(asked()).await;
    let answer = behind_proxy(&bench).await.send_chat_messages(asked()).await;
    assert_eq!(format!("{answer:?}"), format!("{direct:?}"));
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat llama3.2 · client · 0 ns
     gen_ai.operation.name           chat
     gen_ai.provider.name            ollama
     gen_ai.request.model            llama3.2
     gen_ai.response.finish_reasons  [stop]
     gen_ai.response.model           llama3.2
     gen_ai.usage.input_tokens       26
     gen_ai.usage.output_tokens      4
     genai_otel.provider_request.id  req_000001
     http.response.status_code       200
     server.address                  127.0.0.1"
    );
}

#[tokio::test]
async fn a_proxy_tells_a_stream() {
    let bench = answering(CHAT, stream());
    let items = behind_proxy(&bench).await.send_chat_messages_stream(asked()).await.unwrap();
    assert_eq!(text(items).await, "Light layers.");
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat llama3.2 · client · 0 ns
     gen_ai.operation.name                chat
     gen_ai.provider.name                 ollama
     gen_ai.request.model                 llama3.2
     gen_ai.request.stream                true
     gen_ai.response.finish_reasons       [stop]
     gen_ai.response.model                llama3.2
     gen_ai.response.time_to_first_chunk  0.0
     gen_ai.usage.input_tokens            26
     gen_ai.usage.output_tokens           4
     genai_otel.chunk_count               2
     genai_otel.provider_request.id       req_000001
     http.response.status_code            200
     server.address                       127.0.0.1"
    );
}

#[tokio::test]
async fn a_proxy_tells_embeddings_whose_tokens_the_client_leaves_out() {
    let body =
        r#"{"model": "nomic-embed-text", "embeddings": [[0.5], [0.25]], "prompt_eval_count": 7}"#;
    let bench = answering("/api/embed", Reply::raw(200, "application/json", body));
    let input = EmbeddingsInput::Multiple(vec!["one".to_owned(), "two".to_owned()]);
    let request = GenerateEmbeddingsRequest::new("nomic-embed-text".to_owned(), input);
    let answer = behind_proxy(&bench).await.generate_embeddings(request).await.unwrap();
    assert_eq!(answer.embeddings, [[0.5], [0.25]]);
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ embeddings nomic-embed-text · client · 0 ns
     gen_ai.operation.name           embeddings
     gen_ai.provider.name            ollama
     gen_ai.request.model            nomic-embed-text
     gen_ai.response.model           nomic-embed-text
     gen_ai.usage.input_tokens       7
     genai_otel.provider_request.id  req_000001
     genai_otel.request.text_count   2
     http.response.status_code       200
     server.address                  127.0.0.1"
    );
}

#[tokio::test]
async fn a_proxy_tells_a_refusal() {
    let bench = answering(CHAT, Reply::raw(404, "application/json", MISSING));
    let refused = behind_proxy(&bench).await.send_chat_messages(asked()).await;
    assert!(refused.unwrap_err().to_string().contains("not found"));
    let record = bench.record();
    assert_eq!((record.outcome, record.response.http_status), (Outcome::Error, Some(404)));
}

#[tokio::test]
async fn recordings_through_a_proxy_are_told_as_expected() {
    for name in ["ollama-ollama-chat-stream-1d4dce7b", "ollama-ollama-chat-json-3ab666d4"] {
        let Some(recorded) = Recorded::find(name) else { continue };
        let bench = answering(CHAT, recorded.reply());
        let ollama = behind_proxy(&bench).await;
        let message = ChatMessage::user("hello?".to_owned());
        let request = ChatMessageRequest::new(recorded.model(), vec![message]);
        if name.contains("stream") {
            text(ollama.send_chat_messages_stream(request).await.unwrap()).await;
        } else {
            ollama.send_chat_messages(request).await.unwrap();
        }
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name}");
    }
}

fn direct(bench: &Bench) -> Ollama {
    Ollama::try_new(bench.provider.url()).unwrap()
}

async fn behind_proxy(bench: &Bench) -> Ollama {
    Ollama::try_new(start_proxy(&bench.provider.url(), bench.tap()).await.unwrap()).unwrap()
}

fn answering(path: &str, reply: Reply) -> Bench {
    let bench = Bench::new([]);
    bench.provider.push_at(path, reply);
    bench
}

async fn text(items: impl Stream<Item = Result<ChatMessageResponse, ()>>) -> String {
    items.map(|item| item.unwrap().message.content).collect().await
}

fn asked() -> ChatMessageRequest {
    let message = ChatMessage::user("What shall I pack?".to_owned());
    ChatMessageRequest::new(MODEL.to_owned(), vec![message])
}

fn stream() -> Reply {
    let lines = [said("Light ", PARTLY), said("layers.", PARTLY), said("", DONE)];
    let body = format!("{}\n", lines.join("\n"));
    Reply::raw(200, "application/x-ndjson", body).fragment(lines[0].len() + 1)
}

fn whole() -> Reply {
    Reply::raw(200, "application/json", said("Light layers.", DONE))
}

fn said(content: &str, end: &str) -> String {
    let message = format!(r#"{{"role":"assistant","content":"{content}"}}"#);
    format!(
        r#"{{"model":"{MODEL}","created_at":"2026-01-01T00:00:00Z","message":{message},{end}}}"#
    )
}

const CHAT: &str = "/api/chat";
const MODEL: &str = "llama3.2";
const MISSING: &str = r#"{"error":"model 'llama3.2' not found"}"#;
const PARTLY: &str = r#""done":false"#;
const DONE: &str = r#""done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":26,"prompt_eval_duration":3,"eval_count":4,"eval_duration":5"#;

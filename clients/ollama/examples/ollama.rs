//! How are the calls of `ollama-rs` told, which no tap fits under?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use genai_otel::{OtlpPipeline, track_llm_call};
use genai_otel_testkit::{FakeProvider, Reply};
use genai_otel_with_ollama::look;
use ollama_rs::Ollama;
use ollama_rs::generation::chat::{ChatMessage, request::ChatMessageRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = OtlpPipeline::from_env().console().without_otlp().install()?;
    let server = FakeProvider::builder()
        .reply_at("/api/chat", Reply::raw(200, "application/json", WHOLE))
        .reply_at("/api/chat", Reply::raw(200, "application/x-ndjson", STREAM))
        .start()?;
    let ollama = Ollama::try_new(server.url())?;
    let question = || {
        let message = ChatMessage::user("What shall I pack for Lisbon?".to_owned());
        ChatMessageRequest::new(MODEL.to_owned(), vec![message])
    };

    let call = track_llm_call("ollama", MODEL).start();
    let answer = call.run(ollama.send_chat_messages(question())).await?;
    call.record_response(&answer); // model and tokens
    call.finish();
    println!("{}", answer.message.content);

    let call = track_llm_call("ollama", MODEL).stream(true).start();
    let items = call.run(ollama.send_chat_messages_stream(question())).await?;
    let mut items = pin!(call.stream_values_with(items, look));
    while let Some(Ok(item)) = items.next().await {
        println!("{}", item.message.content);
    }

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    Ok(())
}

const MODEL: &str = "llama3.2";
const WHOLE: &str = r#"{"model":"llama3.2","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Light layers."},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":26,"prompt_eval_duration":3,"eval_count":4,"eval_duration":5}"#;
const STREAM: &str = r#"{"model":"llama3.2","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Light layers."},"done":false}
{"model":"llama3.2","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":26,"prompt_eval_duration":3,"eval_count":4,"eval_duration":5}
"#;

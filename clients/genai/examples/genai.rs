//! How are the calls of `genai` told, under which no tap fits?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent};
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, ServiceTarget};
use genai_otel::{OtlpPipeline, track_llm_call};
use genai_otel_testkit::{FakeProvider, Reply, TokenCounts};
use genai_otel_with_genai::{look, told};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = OtlpPipeline::from_env().console().without_otlp().install()?;
    let reply = || Reply::text("Light layers.").usage(TokenCounts::new(1_240, 6).cached(1_024));
    let provider = FakeProvider::builder().reply(reply()).reply(reply()).start()?;
    let url = format!("{}/v1/", provider.url());
    let here = move |target: ServiceTarget| {
        let endpoint = Endpoint::from_owned(url.clone());
        Ok(ServiceTarget { endpoint, auth: AuthData::from_single("secret"), ..target })
    };
    let client = Client::builder().with_service_target_resolver_fn(here).build()?;
    let question = || ChatRequest::new(vec![ChatMessage::user("What shall I pack for Lisbon?")]);

    let call = track_llm_call("anthropic", MODEL).start();
    let options = told(ChatOptions::default().with_max_tokens(64), &call);
    let answer = call.run(client.exec_chat(MODEL, question(), Some(&options))).await?;
    call.record_response(&answer.captured_raw_body);
    call.finish();

    let call = track_llm_call("anthropic", MODEL).stream(true).start();
    let options = told(ChatOptions::default().with_max_tokens(64), &call);
    let stream = call.run(client.exec_chat_stream(MODEL, question(), Some(&options))).await?;
    let mut events = pin!(call.stream_with(stream.stream, look));
    while let Some(event) = events.next().await {
        if let ChatStreamEvent::Chunk(chunk) = event? {
            println!("{}", chunk.content);
        }
    }

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    Ok(())
}

const MODEL: &str = "claude-sonnet-4-5";

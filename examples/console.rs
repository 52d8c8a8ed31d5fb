//! How are calls seen while developing, without a collector?
//!
//! As trees on the console, each when it is complete, and a table of what the metrics came to.

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use genai_otel::{CallHandle, Chunk, Instrumentation, OtlpPipeline, ToolResult};
use genai_otel::{track_llm_call, track_tool_call};
use genai_otel_examples::{ApiError, ChatChunk, ChatRequest, OpenAi};
use genai_otel_testkit::{Failure, FakeProvider, Reply, TokenCounts};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    // Without a word in the code: OTEL_TRACES_EXPORTER=console OTEL_METRICS_EXPORTER=console.
    let telemetry = OtlpPipeline::from_env().console().without_otlp().install()?;
    Instrumentation::builder().classify::<ApiError>().install_global();
    let provider = FakeProvider::builder()
        .reply(Reply::text("Look it up.").usage(TokenCounts::new(1_240, 17).cached(1_024)))
        .reply(Reply::text("Take a light jacket.").pace(Duration::from_millis(5)))
        .reply(Reply::failure(Failure::Overloaded))
        .start()?;
    let client = OpenAi::new(&provider.url());

    let agent = Instrumentation::global().track_agent("guide").start();
    let answered = agent.run(answer(&client, "What shall I pack for Lisbon?")).await;
    drop(agent);
    answered?;
    // Nobody is above this one, so it is a tree of its own; and it fails.
    let _overloaded = ask(&client, "gpt-4o-mini", "And for Oslo?").await;

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    Ok(())
}

/// Asks, looks something up, and has the answer streamed.
async fn answer(client: &OpenAi, question: &str) -> Result<String, ApiError> {
    ask(client, "gpt-4o", question).await?;
    let tool = track_tool_call("get_weather").start();
    let celsius = tool.run_value(async { 21 }).await;
    tool.set_result(ToolResult::success().items_returned(1));
    drop(tool);

    let request = ChatRequest::new("gpt-4o-mini", &format!("{question} It has {celsius} °C."));
    let call = track_llm_call("openai", &request.model).stream(true).start();
    let chunks = call.run(client.chat_stream(&request)).await?;
    let mut chunks = pin!(call.stream_with(chunks, look));
    let mut text = String::new();
    while let Some(chunk) = chunks.next().await {
        text.push_str(chunk?.text());
    }
    Ok(text)
}

async fn ask(client: &OpenAi, model: &str, question: &str) -> Result<String, ApiError> {
    let request = ChatRequest::new(model, question);
    let call = track_llm_call("openai", &request.model).start();
    let response = call.run(client.chat(&request)).await?;
    call.record_response(&response);
    Ok(response.text().to_owned())
}

fn look(chunk: &ChatChunk, call: &CallHandle) -> Chunk {
    if !chunk.text().is_empty() {
        return Chunk::Output;
    }
    call.record_response(chunk);
    Chunk::Silent
}

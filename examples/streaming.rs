//! How is a stream instrumented, and what is told of one that is not read to its end?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use genai_otel::{CallHandle, Chunk, OtlpPipeline, track_llm_call};
use genai_otel_examples::{ChatChunk, ChatRequest, OpenAi};
use genai_otel_testkit::{FakeCollector, FakeProvider, Reply, TraceTree};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    let reply = Reply::text("One two three four five six").pace(Duration::from_millis(4));
    let provider = FakeProvider::builder().otherwise(reply).start()?;
    let client = OpenAi::new(&provider.url());

    println!("{}", read(&client, usize::MAX).await?);
    println!("{}", read(&client, 3).await?);

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    // The first call is completed. The second one is abandoned, which is no error; its usage never came.
    let tree = TraceTree::new().hide_attributes(["gen_ai.operation.name", "gen_ai.provider.name"]);
    println!("\n{}", tree.render(&collector.spans()));
    Ok(())
}

/// Reads an answer, at most `limit` pieces of it.
async fn read(client: &OpenAi, limit: usize) -> Result<String, Box<dyn Error>> {
    let request = ChatRequest::new("gpt-4o-mini", "Count!");
    let call = track_llm_call("openai", &request.model).stream(true).start();
    let chunks = call.run(client.chat_stream(&request)).await?;
    // From here on the stream owns the call. Items, their order, errors and back-pressure stay as they are.
    let mut chunks = pin!(call.stream_with(chunks, look));

    let mut text = String::new();
    let mut pieces = 0;
    while pieces < limit
        && let Some(chunk) = chunks.next().await
    {
        let chunk = chunk?;
        text.push_str(chunk.text());
        pieces += usize::from(!chunk.text().is_empty());
    }
    Ok(text)
}

/// Says what a chunk is, and records what there is in those without text: model, id, end, usage. Without
/// this, `call.stream(chunks)` takes every item for output and learns nothing from it.
fn look(chunk: &ChatChunk, call: &CallHandle) -> Chunk {
    if !chunk.text().is_empty() {
        return Chunk::Output;
    }
    call.record_response(chunk);
    Chunk::Silent
}

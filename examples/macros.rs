//! How are functions instrumented by an attribute, without a change in their bodies?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use genai_otel::{OtlpPipeline, ToolResult, llm_instrumented, tool_instrumented, workflow};
use genai_otel_examples::{ApiError, ChatChunk, ChatRequest, ChatResponse, OpenAi};
use genai_otel_testkit::{FakeCollector, FakeProvider, Reply};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    let provider = FakeProvider::builder().otherwise(Reply::text("Rivers of ice")).start()?;

    println!("{}", recommend(&OpenAi::new(&provider.url()), "u-1").await?);

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    println!("\n{}", collector.render_trace());
    Ok(())
}

/// What is called inside becomes a part of this, and is for the same user.
#[workflow(user_id = user)]
async fn recommend(client: &OpenAi, user: &str) -> Result<String, ApiError> {
    let query = ask(client, "gpt-4o-mini", 0.2, "What shall I read?").await?;
    let books = search_books(query.text(), "call_1").len();
    let mut chunks = pin!(tell(client, "gpt-4o", format!("Praise {books} books.")).await?);
    let mut text = String::new();
    while let Some(chunk) = chunks.next().await {
        text.push_str(chunk?.text());
    }
    Ok(text)
}

/// The model and the temperature are read from the arguments; model, usage and so on from the answer.
#[llm_instrumented(provider = "openai", tokens_from_response)]
async fn ask(
    client: &OpenAi,
    model: &str,
    temperature: f64,
    question: &str,
) -> Result<ChatResponse, ApiError> {
    let mut request = ChatRequest::new(model, question);
    request.temperature = Some(temperature);
    client.chat(&request).await
}

/// The call lasts as long as the stream. Its chunks are read: one of them has the usage.
#[llm_instrumented(
    provider = "openai",
    stream,
    tokens_from_response,
    fields(question.bytes = question.len()),
)]
async fn tell(
    client: &OpenAi,
    model: &str,
    question: String,
) -> Result<impl Stream<Item = Result<ChatChunk, ApiError>> + use<>, ApiError> {
    client.chat_stream(&ChatRequest::new(model, &question)).await
}

/// A tool says by a closure how it did; its name is the function's.
#[tool_instrumented(tool_call_id = id, response = |books, tool| {
    tool.set_result(ToolResult::success().items_returned(books.len() as u64));
})]
fn search_books(query: &str, id: &str) -> Vec<String> {
    println!("{id} searches for {query}");
    vec!["A book of rivers".to_owned(), query.to_owned()]
}

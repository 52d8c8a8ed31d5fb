//! How does a tool say how it did, and how do the model's calls and its tools find their agent?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::io;
use std::time::Duration;

use genai_otel::{ErrorClass, Instrumentation, OtlpPipeline, ToolResult, track_tool_call};
use genai_otel_testkit::FakeCollector;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;

    // Calls inside the agent's future are its children, and carry its name on spans and metrics.
    let agent = Instrumentation::global().track_agent("librarian").start();
    let found = agent.run_value(async {
        let books = search_books("rivers", "call_1").await.unwrap_or_default();
        let lost = read_file("/nowhere/rivers.txt", "call_2").is_err();
        let none = search_books("xyzzy", "call_3").await.unwrap_or_default();
        format!("{} books, one file lost: {lost}, {} books", books.len(), none.len())
    });
    println!("{}", found.await);
    drop(agent);

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    println!("\n{}", collector.render_trace());
    Ok(())
}

/// An asynchronous tool. Its own word counts: finding nothing is no `Err` here, and yet no success.
async fn search_books(word: &str, id: &str) -> Result<Vec<&'static str>, io::Error> {
    let tool = track_tool_call("search_books").tool_call_id(id).tool_type("datastore").start();
    let found = tool.run(query(word)).await?;
    tool.set_result(match found.len() {
        0 => ToolResult::failure(ErrorClass::from_static("nothing_found")),
        books => ToolResult::success().items_returned(u64::try_from(books).unwrap_or(u64::MAX)),
    });
    Ok(found)
}

/// A plain function as a tool. It needs no more than this: its `Err` is recorded by `run_sync`.
fn read_file(path: &str, id: &str) -> Result<String, io::Error> {
    let tool = track_tool_call("read_file").tool_call_id(id).tool_type("function").start();
    tool.run_sync(|| std::fs::read_to_string(path))
}

async fn query(word: &str) -> Result<Vec<&'static str>, io::Error> {
    Ok(["A book of rivers", "Rivers of ice"].into_iter().filter(|_| word == "rivers").collect())
}

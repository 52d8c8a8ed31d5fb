//! How does a tool call over the Model Context Protocol become one trace, from the agent to what the tool does?
//!
//! Client and server are both in this program, connected in memory, so that it runs offline.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;

use genai_otel::mcp::{GenAiClient, GenAiServer};
use genai_otel_testkit::TestTelemetry;
use genai_otel_with_rmcp::{Desk, connect};
use rmcp::model::CallToolRequestParams;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = TestTelemetry::builder().system_clock().build();
    let instrumentation = telemetry.instrumentation();

    // The server's side. In a program that has called `genai_otel::init()` it is
    // `GenAiServer::new(Desk::new()).serve(transport)`, and all there is to do.
    let desk = Desk::new(instrumentation);
    let server = GenAiServer::new(desk).instrumentation(instrumentation.clone());
    let both = connect(server).await;

    // The client's side: the call is made as ever, inside of `call`.
    let tools = GenAiClient::new().instrumentation(instrumentation.clone());
    let numbers = json!({"a": 17, "b": 25}).as_object().cloned().unwrap_or_default();
    let params = CallToolRequestParams::new("sum").with_arguments(numbers);
    let agent = instrumentation.track_agent("guide").start();
    agent.run(tools.call(params, |params| both.client.call_tool(params))).await?;
    agent.finish();

    // One that fails, by the tool's own word.
    let params = CallToolRequestParams::new("lose");
    tools.call(params, |params| both.client.call_tool(params)).await?;

    println!("{}", telemetry.render_trace());
    Ok(())
}

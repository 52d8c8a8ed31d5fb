//! What becomes of tool calls that fail, on both sides.

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use genai_otel::CallRecord;
use genai_otel::mcp::error_class;
use genai_otel_testkit::TestTelemetry;
use genai_otel_with_rmcp::{connect, watched};
use rmcp::model::{CallToolRequestParams, ClientRequest, Request, ServerResult};
use rmcp::service::{PeerRequestOptions, ServiceError};
use serde_json::json;

use crate::calls::{sum, tools};

#[tokio::test]
async fn a_tool_that_says_it_failed_and_one_that_is_unknown_are_errors_on_both_sides() {
    for (tool, client, server) in [
        ("lose", "Client error tool_error -", "Server error tool_error -"),
        ("fail", "Client error -32603 -32603", "Server error -32603 -32603"),
        ("nothing", "Client error -32602 -32602", "Server error -32602 -32602"),
    ] {
        let telemetry = TestTelemetry::new();
        let both = connect(watched(telemetry.instrumentation())).await;
        let tools = tools(&telemetry);
        let params = CallToolRequestParams::new(tool);
        drop(tools.call(params, |params| both.client.call_tool(params)).await);
        assert_eq!(told(&telemetry), [client, server], "{tool}");
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_is_cancelled_on_both_sides() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    let tools = tools(&telemetry);
    {
        let params = CallToolRequestParams::new("wait");
        let mut calling = pin!(tools.call(params, |params| both.client.call_tool(params)));
        while both.server.service().inner().parents().is_empty() {
            let poll = calling.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(poll.is_pending());
            tokio::task::yield_now().await;
        }
    }
    while telemetry.records().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(told(&telemetry), ["Client cancelled - -", "Server cancelled - -"]);
}

#[tokio::test]
async fn a_time_out_of_the_client_is_a_time_out() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    let params = CallToolRequestParams::new("wait");
    let send = async |params| {
        let request = ClientRequest::CallToolRequest(Request::new(params));
        let options = PeerRequestOptions::with_timeout(Duration::from_millis(30));
        match both.client.send_request_with_option(request, options).await?.await_response().await?
        {
            ServerResult::CallToolResult(result) => Ok(result),
            _ => Err(ServiceError::UnexpectedResponse),
        }
    };
    let error = tools(&telemetry).call(params, send).await.unwrap_err();
    assert!(matches!(error, ServiceError::Timeout { .. }));
    while telemetry.records().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(told(&telemetry), ["Client timeout timeout -", "Server cancelled - -"]);
}

#[tokio::test]
async fn a_server_that_is_gone_is_an_error() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    both.server.cancel().await.unwrap();
    let client = &both.client;
    let error = tools(&telemetry).call(sum(), |params| client.call_tool(params)).await.unwrap_err();
    let class = error_class(&error).unwrap();
    assert_eq!(told(&telemetry), [format!("Client error {} -", class.code())]);
    assert!(class.code().starts_with("transport_"), "{class:?}");
}

#[tokio::test]
async fn arguments_results_and_texts_of_errors_appear_nowhere() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    let tools = tools(&telemetry);
    let canary = json!({"a": 1, "b": 2, "key": "CANARY-7d1f"});
    for tool in ["sum", "lose", "fail"] {
        let arguments = canary.as_object().unwrap().clone();
        let params = CallToolRequestParams::new(tool).with_arguments(arguments);
        drop(tools.call(params, |params| both.client.call_tool(params)).await);
    }
    let shown = format!(
        "{:?}{:?}{:?}{}",
        telemetry.spans(),
        telemetry.metrics(),
        telemetry.records(),
        telemetry.render_trace()
    );
    assert!(shown.contains("tools/call lose"), "what may be told is told");
    assert!(!shown.contains("CANARY"), "{shown}");
}

/// Side, outcome, kind of error and JSON-RPC code of each tool call, the client's first.
fn told(telemetry: &TestTelemetry) -> Vec<String> {
    let mut told: Vec<_> = telemetry.records().iter().filter_map(|record| tell(record)).collect();
    told.sort();
    told
}

fn tell(record: &CallRecord) -> Option<String> {
    let mcp = record.tool.as_ref()?.mcp.as_ref()?;
    let code = mcp.error_code.map_or_else(|| "-".to_owned(), |code| code.to_string());
    let error = record.error_type.as_deref().unwrap_or("-");
    Some(format!("{:?} {} {error} {code}", mcp.side, record.outcome))
}

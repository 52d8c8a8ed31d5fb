//! A tool call is one trace over both sides, and what passes stays what it is.

use genai_otel::mcp::{GenAiClient, error_class};
use genai_otel::{Instrumentation, Outcome};
use genai_otel_testkit::TestTelemetry;
use genai_otel_with_rmcp::{connect, watched};
use rmcp::model::{CallToolRequestParams, CallToolResponse};
use serde_json::json;

pub(crate) fn sum() -> CallToolRequestParams {
    let numbers = json!({"a": 17, "b": 25});
    CallToolRequestParams::new("sum").with_arguments(numbers.as_object().unwrap().clone())
}

pub(crate) fn tools(telemetry: &TestTelemetry) -> GenAiClient {
    GenAiClient::new().instrumentation(telemetry.instrumentation().clone())
}

#[tokio::test]
async fn a_tool_call_is_one_trace_over_both_sides() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    let version = both.client.peer_info().unwrap().protocol_version.to_string();
    let tools = tools(&telemetry).protocol_version(&version);
    let agent = telemetry.instrumentation().track_agent("guide").start();
    let result = agent.run(tools.call(sum(), |params| both.client.call_tool(params))).await;
    agent.finish();
    assert_eq!(result.unwrap().content[0].as_text().unwrap().text, "42");
    let id = &telemetry.spans().iter().find_map(request_id).unwrap();
    assert_eq!(
        telemetry.render_trace(),
        format!(
            "\
trace · 4 spans · 0 ns
└─ invoke_agent guide · internal · 0 ns
   │ gen_ai.agent.name      guide
   │ gen_ai.operation.name  invoke_agent
   └─ tools/call sum · client · 0 ns
      │ gen_ai.agent.name        guide
      │ gen_ai.operation.name    execute_tool
      │ gen_ai.tool.name         sum
      │ genai_otel.tool.success  true
      │ mcp.method.name          tools/call
      │ mcp.protocol.version     {version}
      └─ tools/call sum · server · 0 ns
         │ gen_ai.operation.name    execute_tool
         │ gen_ai.tool.name         sum
         │ genai_otel.tool.success  true
         │ jsonrpc.request.id       '{id}'
         │ mcp.method.name          tools/call
         │ mcp.protocol.version     {version}
         └─ chat gpt-4o · client · 0 ns
              gen_ai.operation.name  chat
              gen_ai.provider.name   openai
              gen_ai.request.model   gpt-4o"
        )
    );
    assert!(telemetry.instrumentation().health().is_sound());
}

fn request_id(span: &genai_otel_testkit::CollectedSpan) -> Option<String> {
    Some(span.attributes.get("jsonrpc.request.id")?.as_str()?.to_owned())
}

#[tokio::test]
async fn results_and_methods_are_those_of_a_server_that_nobody_watches() {
    let telemetry = TestTelemetry::new();
    let nobody = Instrumentation::builder().build();
    let (seen, plain) =
        (connect(watched(telemetry.instrumentation())).await, connect(watched(&nobody)).await);
    for params in [sum(), CallToolRequestParams::new("lose"), CallToolRequestParams::new("fail")] {
        let tools = tools(&telemetry);
        let watched = tools.call(params.clone(), |params| seen.client.call_tool(params)).await;
        let unwatched = plain.client.call_tool(params).await;
        assert_eq!(format!("{watched:?}"), format!("{unwatched:?}"));
    }
    let told = telemetry.records().len();
    let listed = [&seen, &plain].map(|both| both.client.list_all_tools());
    let [watched, unwatched] = listed;
    assert_eq!(watched.await.unwrap(), unwatched.await.unwrap());
    assert_eq!(seen.client.peer_info(), plain.client.peer_info());
    assert_eq!(telemetry.records().len(), told, "other methods are not told");
}

#[tokio::test]
async fn a_call_around_of_the_same_tool_is_completed_and_not_doubled() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    let tools = tools(&telemetry).protocol_version("v");
    let call = telemetry.instrumentation().track_tool_call("sum").tool_call_id("call_1").start();
    call.run(tools.call(sum(), |params| both.client.call_tool(params))).await.unwrap();
    drop(call);
    let records = telemetry.records();
    let tools = records.iter().filter_map(|record| Some((record, record.tool.as_deref()?)));
    let (mine, tool) = tools.clone().find(|(_, tool)| tool.call_id.is_some()).unwrap();
    assert_eq!(tools.count(), 2, "the call and the server's");
    assert_eq!(mine.outcome, Outcome::Completed);
    let facts = tool.mcp.as_ref().unwrap();
    assert_eq!(facts.protocol_version.as_deref(), Some("v"));
    let server = telemetry.span_named("tools/call sum");
    let guard = telemetry.span_named("execute_tool sum");
    assert_eq!(server.parent_span_id, Some(guard.span_id));
}

#[tokio::test]
async fn a_failure_inside_a_call_around_is_that_call_s() {
    for (tool, error) in [("lose", "tool_error"), ("fail", "-32603")] {
        let telemetry = TestTelemetry::new();
        let both = connect(watched(telemetry.instrumentation())).await;
        let tools = tools(&telemetry);
        let params = CallToolRequestParams::new(tool);
        let tracked = telemetry.instrumentation().track_tool_call(tool).tool_call_id("call_1");
        let call = tracked.classify(error_class).start();
        drop(call.run(tools.call(params, |params| both.client.call_tool(params))).await);
        drop(call);
        let span = telemetry.span_named(&format!("execute_tool {tool}"));
        let said = span.attributes.get("error.type").and_then(|value| value.as_str());
        assert_eq!(said, Some(error));
        assert_eq!(telemetry.records().len(), 2, "the call and the server's");
    }
}

#[tokio::test]
async fn calls_at_the_same_time_keep_apart() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    let tools = tools(&telemetry);
    let call = || tools.call(sum(), |params| both.client.call_tool_once(params));
    let (one, other) = tokio::join!(call(), call());
    for answer in [one.unwrap(), other.unwrap()] {
        assert!(matches!(answer, CallToolResponse::Complete(_)));
    }
    let spans = telemetry.spans();
    let servers: Vec<_> = spans.iter().filter(|span| request_id(span).is_some()).collect();
    assert_eq!((servers.len(), spans.len()), (2, 6));
    assert_ne!(servers[0].trace_id, servers[1].trace_id);
    assert_ne!(request_id(servers[0]), request_id(servers[1]));
}

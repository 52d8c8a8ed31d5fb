//! Trace context goes out where the wrapper is used, and is believed where the server says so.

use genai_otel::Instrumentation;
use genai_otel_testkit::TestTelemetry;
use genai_otel_with_rmcp::{connect, watched};
use rmcp::model::{MetaObject, RequestMetaObject, RequestParamsMeta as _};

use crate::calls::{sum, tools};

#[tokio::test]
async fn the_request_carries_the_client_s_span_and_what_it_had() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    let mut params = sum();
    params.set_meta(RequestMetaObject(MetaObject::new()));
    params.meta_mut().as_mut().unwrap().insert("mine".to_owned(), 1.into());
    let tools = tools(&telemetry);
    let mut sent = None;
    let send = |params: rmcp::model::CallToolRequestParams| {
        sent = params.meta.clone();
        both.client.call_tool(params)
    };
    tools.call(params, send).await.unwrap();
    let client = telemetry
        .spans()
        .into_iter()
        .find(|span| span.name == "tools/call sum" && span.parent_span_id.is_none());
    let client = client.unwrap();
    let parent = format!("00-{}-{}-01", client.trace_id, client.span_id);
    assert_eq!(both.server.service().inner().parents(), [Some(parent)]);
    assert_eq!(sent.unwrap().get("mine"), Some(&1.into()));
}

#[tokio::test]
async fn a_client_may_keep_it() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation())).await;
    let tools = tools(&telemetry).without_trace_context();
    tools.call(sum(), |params| both.client.call_tool(params)).await.unwrap();
    assert_eq!(both.server.service().inner().parents(), [None]);
    assert_eq!(roots(&telemetry), 2);
}

#[tokio::test]
async fn a_server_need_not_believe_it() {
    let telemetry = TestTelemetry::new();
    let both = connect(watched(telemetry.instrumentation()).without_trace_context()).await;
    tools(&telemetry).call(sum(), |params| both.client.call_tool(params)).await.unwrap();
    assert!(both.server.service().inner().parents()[0].is_some());
    assert_eq!(roots(&telemetry), 2);
}

#[tokio::test]
async fn where_nobody_listens_the_request_stays_as_it_was() {
    let nobody = Instrumentation::builder().build();
    let both = connect(watched(&nobody)).await;
    let tools = genai_otel::mcp::GenAiClient::new().instrumentation(nobody.clone());
    let send = |params: rmcp::model::CallToolRequestParams| {
        assert_eq!(params, sum());
        both.client.call_tool(params)
    };
    tools.call(sum(), send).await.unwrap();
    assert_eq!(both.server.service().inner().parents(), [None]);
}

fn roots(telemetry: &TestTelemetry) -> usize {
    telemetry.spans().iter().filter(|span| span.parent_span_id.is_none()).count()
}

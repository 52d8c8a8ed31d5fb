//! The transport over HTTP: its server has sessions, and tells its calls where it runs them.

use genai_otel_testkit::TestTelemetry;
use genai_otel_with_rmcp::ToldDesk;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use rmcp::ServiceExt as _;
use rmcp::model::CallToolRequestParams;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;

use crate::calls::{sum, tools};

#[tokio::test]
async fn a_tool_call_over_http_is_one_trace_with_its_session() {
    let telemetry = TestTelemetry::new();
    let url = serve(ToldDesk::new(telemetry.instrumentation())).await;
    let client = ().serve(StreamableHttpClientTransport::from_uri(url)).await.unwrap();
    let tools = tools(&telemetry);
    tools.call(sum(), |params| client.call_tool(params)).await.unwrap();
    let spans = telemetry.spans();
    let server = spans.iter().find(|span| span.attributes.contains_key("jsonrpc.request.id"));
    let server = server.unwrap();
    let session = server.attributes.get("mcp.session.id").and_then(|id| id.as_str());
    assert!(session.is_some_and(|id| !id.is_empty()), "{server:?}");
    let client_span =
        spans.iter().find(|span| Some(&span.span_id) == server.parent_span_id.as_ref());
    assert_eq!(client_span.unwrap().name, "tools/call sum");
    assert_eq!(spans.len(), 3, "client, server and the model that the tool asks");

    telemetry.clear();
    let params = CallToolRequestParams::new("nothing");
    tools.call(params, |params| client.call_tool(params)).await.unwrap_err();
    let errors: Vec<_> =
        telemetry.records().iter().map(|record| record.error_type.clone()).collect();
    assert_eq!(errors, [Some("-32602".into()), Some("-32602".into())]);
}

/// Serves until the runtime ends.
async fn serve(desk: ToldDesk) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let sessions: std::sync::Arc<LocalSessionManager> = Default::default();
    let config = StreamableHttpServerConfig::default();
    let service = StreamableHttpService::new(move || Ok(desk.clone()), sessions, config);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                let server = auto::Builder::new(TokioExecutor::new());
                drop(server.serve_connection(TokioIo::new(stream), service).await);
            });
        }
    });
    url
}

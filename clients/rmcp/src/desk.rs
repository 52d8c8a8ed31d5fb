//! A server with tools that succeed, fail and wait.

use std::sync::{Arc, Mutex, PoisonError};

use genai_otel::Instrumentation;
use genai_otel::mcp::GenAiTools;
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler, schemars, tool, tool_handler, tool_router};
use serde::Deserialize;

/// A desk to whose tools a client may go.
#[derive(Clone, Debug)]
pub struct Desk {
    router: ToolRouter<Self>,
    instrumentation: Instrumentation,
    parents: Arc<Mutex<Vec<Option<String>>>>,
}

/// A desk behind a transport that wants the handler itself: it tells its calls where it runs them.
#[derive(Clone, Debug)]
pub struct ToldDesk {
    desk: Desk,
    tools: GenAiTools,
}

/// What is added up.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
struct Sum {
    /// One number.
    a: i64,
    /// Another number.
    b: i64,
}

#[tool_router(router = router)]
impl Desk {
    /// A desk whose tools make calls of their own with `instrumentation`.
    #[must_use]
    pub fn new(instrumentation: &Instrumentation) -> Self {
        let instrumentation = instrumentation.clone();
        Self { router: Self::router(), instrumentation, parents: Arc::default() }
    }

    /// The `traceparent` of each request, as it came.
    #[must_use]
    pub fn parents(&self) -> Vec<Option<String>> {
        self.parents.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    #[tool(description = "Adds two numbers, with the help of a model")]
    async fn sum(
        &self,
        Parameters(Sum { a, b }): Parameters<Sum>,
        context: RequestContext<RoleServer>,
    ) -> CallToolResult {
        self.note(&context);
        let call = self.instrumentation.track_llm_call("openai", "gpt-4o").start();
        call.finish();
        CallToolResult::success(vec![ContentBlock::text((a + b).to_string())])
    }

    #[tool(description = "Says that it failed")]
    async fn lose(&self) -> CallToolResult {
        CallToolResult::error(vec![ContentBlock::text("CANARY-7d1f was lost")])
    }

    #[tool(description = "Breaks the protocol's way")]
    async fn fail(&self) -> Result<CallToolResult, ErrorData> {
        Err(ErrorData::internal_error("CANARY-7d1f is broken", None))
    }

    #[tool(description = "Waits until nobody wants it any more")]
    async fn wait(&self, context: RequestContext<RoleServer>) -> CallToolResult {
        self.note(&context);
        context.ct.cancelled().await;
        CallToolResult::success(Vec::new())
    }

    fn note(&self, context: &RequestContext<RoleServer>) {
        let parent = context.meta.get_traceparent().map(ToOwned::to_owned);
        self.parents.lock().unwrap_or_else(PoisonError::into_inner).push(parent);
    }
}

#[tool_handler(router = self.router)]
impl ServerHandler for Desk {}

impl ToldDesk {
    /// A desk whose calls, and those of its tools, are told by `instrumentation`.
    #[must_use]
    pub fn new(instrumentation: &Instrumentation) -> Self {
        let tools = GenAiTools::new().instrumentation(instrumentation.clone());
        Self { desk: Desk::new(instrumentation), tools }
    }
}

#[tool_handler(router = self.desk.router)]
impl ServerHandler for ToldDesk {
    async fn call_tool(
        &self,
        params: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let run = async |params, context| {
            self.desk.router.call(ToolCallContext::new(&self.desk, params, context)).await
        };
        self.tools.call(params, context, run).await
    }
}

//! Calls of tools, as their server sees them.

use std::future::Future;

use genai_otel_core::{ErrorClass, Instrumentation, McpFacts, ToolExecution};
use http::request::Parts;
use rmcp::model::{CallToolRequestParams, RequestId};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};

use crate::meta;
use crate::rmcp_answer::{ToolAnswer, class, result_of};

/// Tells the tool calls of a handler of `rmcp`, where that cannot be wrapped: the transport over HTTP wants the handler
/// itself. [`GenAiServer`](crate::GenAiServer) does the same for all others.
///
/// ```text
/// impl ServerHandler for Mine {
///     async fn call_tool(&self, params: CallToolRequestParams, context: RequestContext<RoleServer>)
///         -> Result<CallToolResponse, ErrorData>
///     {
///         self.tools.call(params, context, |params, context| {
///             self.router.call(ToolCallContext::new(self, params, context))
///         }).await
///     }
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct GenAiTools {
    instrumentation: Option<Instrumentation>,
    ignores_trace_context: bool,
}

impl GenAiTools {
    /// Uses the global instrumentation.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes calls with this instrumentation.
    #[must_use]
    pub fn instrumentation(mut self, instrumentation: Instrumentation) -> Self {
        self.instrumentation = Some(instrumentation);
        self
    }

    /// Does not believe the trace that clients send: for servers whose clients are anybody, and shall not decide which
    /// calls are sampled.
    #[must_use]
    pub const fn without_trace_context(mut self) -> Self {
        self.ignores_trace_context = true;
        self
    }

    /// Runs a tool by `work`, which is given parameters and context back. What runs inside finds the call as its
    /// parent. A call that the client has cancelled is *cancelled* when the tool returns.
    ///
    /// # Errors
    ///
    /// Those of `work`, untouched.
    pub async fn call<T, F>(
        &self,
        params: CallToolRequestParams,
        context: RequestContext<RoleServer>,
        work: impl FnOnce(CallToolRequestParams, RequestContext<RoleServer>) -> F,
    ) -> Result<T, ErrorData>
    where
        T: ToolAnswer,
        F: Future<Output = Result<T, ErrorData>>,
    {
        let call = self.start(&params.name, &context);
        let cancelled = context.ct.clone();
        let result = call.run(async { work(params, context).await }).await;
        if cancelled.is_cancelled() {
            call.cancel();
        } else {
            end(call, &result);
        }
        result
    }

    fn start(&self, tool: &str, context: &RequestContext<RoleServer>) -> ToolExecution {
        let parent = Some(&context.meta).filter(|_| !self.ignores_trace_context);
        let parent = parent.and_then(|meta| meta::extract(meta));
        // Only while the call starts: it takes its parent along.
        let _attached = parent.map(|parent| parent.attach());
        let own = self.instrumentation.clone();
        let instrumentation = own.unwrap_or_else(Instrumentation::global);
        instrumentation.track_tool_call(tool).mcp(facts(context)).classify(data_class).start()
    }
}

fn end<T: ToolAnswer>(call: ToolExecution, result: &Result<T, ErrorData>) {
    match result {
        Ok(answer) => {
            if let Some(result) = result_of(answer) {
                call.set_result(result);
            }
        }
        Err(error) => call.record_mcp(McpFacts::server().error_code(error.code.0)),
    }
}

fn facts(context: &RequestContext<RoleServer>) -> McpFacts {
    let mut facts = match &context.id {
        RequestId::Number(id) => McpFacts::server().request_id(&id.to_string()),
        RequestId::String(id) => McpFacts::server().request_id(id),
    };
    if let Some(version) = context.protocol_version() {
        facts = facts.protocol_version(&version.to_string());
    }
    if let Some(id) = session_id(context) {
        facts = facts.session_id(id);
    }
    facts
}

/// The session, where the transport is that over HTTP.
fn session_id(context: &RequestContext<RoleServer>) -> Option<&str> {
    context.extensions.get::<Parts>()?.headers.get("mcp-session-id")?.to_str().ok()
}

#[allow(clippy::unnecessary_wraps, reason = "a classifier may have no answer")]
fn data_class(error: &ErrorData) -> Option<ErrorClass> {
    Some(class(error))
}

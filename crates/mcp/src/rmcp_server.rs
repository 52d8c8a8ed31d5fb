//! Calls of tools, as their server sees them.

use std::borrow::Cow;

use genai_otel_core::{ErrorClass, Instrumentation, McpFacts, ToolExecution, ToolResult};
use http::request::Parts;
use rmcp::ErrorData;
use rmcp::RoleServer;
use rmcp::model::{ClientNotification, ClientRequest, ProtocolVersion, RequestId, ServerResult};
use rmcp::service::{NotificationContext, RequestContext, Service, ServiceRole};

use crate::meta;
use crate::rmcp_error::{TOOL_ERROR, class};

/// Tells the tool calls that a server of `rmcp` answers, as children of the client's where the client sends its trace.
///
/// ```text
/// let running = GenAiServer::new(MyServer::new()).serve(transport).await?;
/// ```
///
/// Whatever is no tool call passes untouched. What runs inside the tool finds the call as its parent. A call that the
/// client has cancelled is *cancelled* when the tool returns.
#[derive(Clone, Debug)]
pub struct GenAiServer<S> {
    inner: S,
    instrumentation: Option<Instrumentation>,
    ignores_trace_context: bool,
}

impl<S> GenAiServer<S> {
    /// Watches a server, with the global instrumentation.
    pub const fn new(inner: S) -> Self {
        Self { inner, instrumentation: None, ignores_trace_context: false }
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

    /// The server itself.
    pub const fn inner(&self) -> &S {
        &self.inner
    }

    fn start(&self, tool: &str, context: &RequestContext<RoleServer>) -> ToolExecution {
        let parent = Some(&context.meta).filter(|_| !self.ignores_trace_context);
        let parent = parent.and_then(|meta| meta::extract(meta));
        // Only while the call starts: it takes its parent along.
        let _attached = parent.map(|parent| parent.attach());
        let own = self.instrumentation.clone();
        let instrumentation = own.unwrap_or_else(Instrumentation::global);
        instrumentation.track_tool_call(tool).mcp(facts(context)).classify(service_class).start()
    }
}

impl<S: Service<RoleServer>> Service<RoleServer> for GenAiServer<S> {
    async fn handle_request(
        &self,
        request: ClientRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let ClientRequest::CallToolRequest(asked) = &request else {
            return self.inner.handle_request(request, context).await;
        };
        let call = self.start(&asked.params.name, &context);
        let cancelled = context.ct.clone();
        let result = call.run(self.inner.handle_request(request, context)).await;
        if cancelled.is_cancelled() {
            call.cancel();
        } else {
            end(call, &result);
        }
        result
    }

    async fn handle_notification(
        &self,
        notification: ClientNotification,
        context: NotificationContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.inner.handle_notification(notification, context).await
    }

    fn get_info(&self) -> <RoleServer as ServiceRole>::Info {
        self.inner.get_info()
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        self.inner.supported_protocol_versions()
    }
}

fn facts(context: &RequestContext<RoleServer>) -> McpFacts {
    let facts = match &context.id {
        RequestId::Number(id) => McpFacts::server().request_id(&id.to_string()),
        RequestId::String(id) => McpFacts::server().request_id(id),
    };
    let facts = match context.protocol_version() {
        Some(version) => facts.protocol_version(&version.to_string()),
        None => facts,
    };
    match session_id(context) {
        Some(id) => facts.session_id(id),
        None => facts,
    }
}

/// The session, where the transport is that over HTTP.
fn session_id(context: &RequestContext<RoleServer>) -> Option<&str> {
    context.extensions.get::<Parts>()?.headers.get("mcp-session-id")?.to_str().ok()
}

fn end(call: ToolExecution, result: &Result<ServerResult, ErrorData>) {
    match result {
        Ok(ServerResult::CallToolResult(answer)) => call.set_result(match answer.is_error {
            Some(true) => ToolResult::failure(ErrorClass::from_static(TOOL_ERROR)),
            _ => ToolResult::success(),
        }),
        Err(error) => call.record_mcp(McpFacts::server().error_code(error.code.0)),
        // It asks back, or goes on as a task.
        Ok(_) => {}
    }
}

#[allow(clippy::unnecessary_wraps, reason = "a classifier may have no answer")]
fn service_class(error: &ErrorData) -> Option<ErrorClass> {
    Some(class(error))
}

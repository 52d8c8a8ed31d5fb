//! A server of `rmcp` whose tool calls are told.

use std::borrow::Cow;
use std::mem;

use genai_otel_core::Instrumentation;
use rmcp::model::{
    CallToolRequestParams, ClientNotification, ClientRequest, ProtocolVersion, ServerResult,
};
use rmcp::service::{NotificationContext, RequestContext, Service, ServiceRole};
use rmcp::{ErrorData, RoleServer};

use crate::GenAiTools;

/// Tells the tool calls that a server of `rmcp` answers, as children of the client's where the client sends its trace.
///
/// ```text
/// let running = GenAiServer::new(MyServer::new()).serve(transport).await?;
/// ```
///
/// Whatever is no tool call passes untouched. The transport over HTTP wants the handler itself, which then uses
/// [`GenAiTools`].
#[derive(Clone, Debug)]
pub struct GenAiServer<S> {
    inner: S,
    tools: GenAiTools,
}

impl<S> GenAiServer<S> {
    /// Watches a server, with the global instrumentation.
    pub fn new(inner: S) -> Self {
        Self { inner, tools: GenAiTools::new() }
    }

    /// Makes calls with this instrumentation.
    #[must_use]
    pub fn instrumentation(mut self, instrumentation: Instrumentation) -> Self {
        self.tools = self.tools.instrumentation(instrumentation);
        self
    }

    /// Does not believe the trace that clients send: see [`GenAiTools::without_trace_context`].
    #[must_use]
    pub fn without_trace_context(mut self) -> Self {
        self.tools = self.tools.without_trace_context();
        self
    }

    /// The server itself.
    pub const fn inner(&self) -> &S {
        &self.inner
    }
}

impl<S: Service<RoleServer>> Service<RoleServer> for GenAiServer<S> {
    async fn handle_request(
        &self,
        request: ClientRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let ClientRequest::CallToolRequest(mut asked) = request else {
            return self.inner.handle_request(request, context).await;
        };
        // They go through the call and come back.
        let params = mem::replace(&mut asked.params, CallToolRequestParams::new(""));
        let work = |params, context| {
            asked.params = params;
            self.inner.handle_request(ClientRequest::CallToolRequest(asked), context)
        };
        self.tools.call(params, context, work).await
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

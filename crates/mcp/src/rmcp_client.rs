//! Calls of tools, as their client sees them.

use std::future::Future;

use genai_otel_core::opentelemetry::Context;
use genai_otel_core::{CallHandle, ErrorClass, Instrumentation, McpFacts, ToolExecution};
use rmcp::model::CallToolRequestParams;
use rmcp::service::ServiceError;

use crate::meta;
use crate::rmcp_answer::{ToolAnswer, class, result_of, tool_error};

/// Tells the tool calls of a client of `rmcp`, and hands the trace on to the server.
///
/// ```
/// use genai_otel_mcp::GenAiClient;
/// # use rmcp::model::{CallToolRequestParams, CallToolResult};
/// # use rmcp::service::ServiceError;
///
/// # struct Client;
/// # impl Client { async fn call_tool(&self, _: CallToolRequestParams) -> Result<CallToolResult, ServiceError> { Err(ServiceError::TransportClosed) } }
/// # async fn example(client: Client) -> Result<(), ServiceError> {
/// let tools = GenAiClient::new();
/// let params = CallToolRequestParams::new("sum");
/// let result = tools.call(params, |params| client.call_tool(params)).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct GenAiClient {
    instrumentation: Option<Instrumentation>,
    protocol_version: Option<String>,
    keeps_trace_context: bool,
}

impl GenAiClient {
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

    /// The version of the protocol that both sides agreed on (`mcp.protocol.version`), which the client's `peer_info`
    /// knows. Defaults to none.
    #[must_use]
    pub fn protocol_version(mut self, version: impl Into<String>) -> Self {
        self.protocol_version = Some(version.into());
        self
    }

    /// Keeps trace context to itself: for servers of others, which have no use for it.
    #[must_use]
    pub const fn without_trace_context(mut self) -> Self {
        self.keeps_trace_context = true;
        self
    }

    /// Calls a tool by `send`, which is given the parameters with the trace in their `_meta`. Any way of `rmcp` will
    /// do: `call_tool` and `call_tool_once`, of a peer or a running service.
    ///
    /// # Errors
    ///
    /// Those of `send`, untouched.
    pub async fn call<T, F>(
        &self,
        mut params: CallToolRequestParams,
        send: impl FnOnce(CallToolRequestParams) -> F,
    ) -> Result<T, ServiceError>
    where
        T: ToolAnswer,
        F: Future<Output = Result<T, ServiceError>>,
    {
        if let Some(around) = CallHandle::current_tool(&params.name) {
            self.inject(&Context::current(), &mut params);
            around.record_mcp(self.facts());
            let result = send(params).await;
            complete(&around, &result);
            return result;
        }
        let call = self.start(&params.name);
        self.inject(&call.context(), &mut params);
        // What makes the future may already begin the work.
        let result = call.run(async { send(params).await }).await;
        end(call, &result);
        result
    }

    fn start(&self, tool: &str) -> ToolExecution {
        let own = self.instrumentation.clone();
        let instrumentation = own.unwrap_or_else(Instrumentation::global);
        instrumentation.track_tool_call(tool).mcp(self.facts()).classify(error_class).start()
    }

    fn facts(&self) -> McpFacts {
        let facts = McpFacts::client();
        match &self.protocol_version {
            Some(version) => facts.protocol_version(version),
            None => facts,
        }
    }

    fn inject(&self, context: &Context, params: &mut CallToolRequestParams) {
        if self.keeps_trace_context {
            return;
        }
        let mut meta = params.meta.take().unwrap_or_default();
        let said_nothing = meta.is_empty();
        meta::inject(context, &mut meta);
        // Without a trace the request stays as it was.
        params.meta = Some(meta).filter(|meta| !(said_nothing && meta.is_empty()));
    }
}

/// Says on the application's own call what it cannot know of the protocol.
fn complete<T: ToolAnswer>(around: &CallHandle, result: &Result<T, ServiceError>) {
    match result {
        Ok(answer) if answer.succeeded() == Some(false) => {
            around.record_error_class(tool_error());
        }
        Err(ServiceError::McpError(error)) => {
            around.record_mcp(McpFacts::client().error_code(error.code.0));
        }
        _ => {}
    }
}

fn end<T: ToolAnswer>(call: ToolExecution, result: &Result<T, ServiceError>) {
    match result {
        Ok(answer) => {
            if let Some(result) = result_of(answer) {
                call.set_result(result);
            }
        }
        Err(ServiceError::McpError(error)) => {
            call.record_mcp(McpFacts::client().error_code(error.code.0));
        }
        Err(ServiceError::Cancelled { .. }) => call.cancel(),
        Err(_) => {}
    }
}

/// The class of an error of `rmcp`: the code of a JSON-RPC error, a timeout, or what broke. For guards of the
/// application around a call: `track_tool_call("sum").classify(error_class)`.
#[must_use]
pub fn error_class(error: &ServiceError) -> Option<ErrorClass> {
    Some(match error {
        ServiceError::McpError(error) => class(error),
        ServiceError::Timeout { .. } => ErrorClass::timeout(),
        ServiceError::TransportSend(_) => ErrorClass::from_static("transport_send"),
        ServiceError::TransportClosed => ErrorClass::from_static("transport_closed"),
        ServiceError::UnexpectedResponse => ErrorClass::from_static("unexpected_response"),
        ServiceError::InputRequiredRoundsExceeded { .. } => {
            ErrorClass::from_static("input_required_rounds_exceeded")
        }
        _ => return None,
    })
}

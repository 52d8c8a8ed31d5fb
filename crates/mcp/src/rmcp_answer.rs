//! What tool calls of `rmcp` come to, on either side.

use genai_otel_core::{ErrorClass, ToolResult};
use rmcp::ErrorData;
use rmcp::model::{CallToolResponse, CallToolResult, ServerResult};

/// What a tool call of `rmcp` gives. Sealed.
pub trait ToolAnswer: sealed::Sealed {
    /// Whether the tool reached its purpose, where it says so. A tool that asks back, or goes on as a task, does not.
    fn succeeded(&self) -> Option<bool>;
}

impl ToolAnswer for CallToolResult {
    fn succeeded(&self) -> Option<bool> {
        Some(self.is_error != Some(true))
    }
}

impl ToolAnswer for CallToolResponse {
    fn succeeded(&self) -> Option<bool> {
        match self {
            Self::Complete(result) => result.succeeded(),
            _ => None,
        }
    }
}

impl ToolAnswer for ServerResult {
    fn succeeded(&self) -> Option<bool> {
        match self {
            Self::CallToolResult(result) => result.succeeded(),
            _ => None,
        }
    }
}

mod sealed {
    use super::{CallToolResponse, CallToolResult, ServerResult};

    #[expect(unnameable_types, reason = "nobody else may implement it")]
    pub trait Sealed {}

    impl Sealed for CallToolResult {}
    impl Sealed for CallToolResponse {}
    impl Sealed for ServerResult {}
}

/// The result to record of an answer.
pub(crate) fn result_of<T: ToolAnswer>(answer: &T) -> Option<ToolResult> {
    Some(if answer.succeeded()? {
        ToolResult::success()
    } else {
        ToolResult::failure(tool_error())
    })
}

/// The tool itself says that it failed.
pub(crate) fn tool_error() -> ErrorClass {
    ErrorClass::from_static("tool_error")
}

/// The code of the JSON-RPC error, as the conventions want it.
pub(crate) fn class(error: &ErrorData) -> ErrorClass {
    ErrorClass::new(&error.code.0.to_string())
}

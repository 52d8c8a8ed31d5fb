//! The names of the usual kinds of calls, and what only they have.

use super::Call;
use super::kind::{AgentInvocation, Embeddings, Llm, Tool, WorkflowInvocation};
use crate::error_class::ErrorClass;

/// A call of a language model; started by [`track_llm_call`](crate::track_llm_call).
pub type LlmCall = Call<Llm>;
/// A call that turns inputs into vectors.
pub type EmbeddingCall = Call<Embeddings>;
/// A run of a tool; started by [`track_tool_call`](crate::track_tool_call).
pub type ToolExecution = Call<Tool>;
/// A run of an agent.
pub type AgentInvocationCall = Call<AgentInvocation>;
/// A run of a workflow.
pub type WorkflowCall = Call<WorkflowInvocation>;

impl ToolExecution {
    /// Records how the tool did. Its own word decides: a result that is no success makes the call an
    /// error when it is dropped.
    pub fn set_result(&self, result: ToolResult) {
        self.handle().change(|state| {
            let tool = state.record.tool.get_or_insert_default();
            tool.success = Some(result.error.is_none());
            tool.items_returned = result.items_returned.or(tool.items_returned);
            tool.bytes_processed = result.bytes_processed.or(tool.bytes_processed);
            match result.error {
                Some(class) => {
                    state.ending.refuse();
                    state.ending.class = Some(class);
                }
                None => state.ending.succeed(),
            }
        });
    }
}

/// How a tool did.
///
/// ```
/// use genai_otel_core::{ErrorClass, ToolResult};
///
/// let found = ToolResult::success().items_returned(3).bytes_processed(1_024);
/// let failed = ToolResult::failure(ErrorClass::from_static("not_found"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolResult {
    error: Option<ErrorClass>,
    items_returned: Option<u64>,
    bytes_processed: Option<u64>,
}

impl ToolResult {
    /// The tool reached its purpose.
    #[must_use]
    pub const fn success() -> Self {
        Self { error: None, items_returned: None, bytes_processed: None }
    }

    /// The tool did not reach its purpose.
    #[must_use]
    pub const fn failure(error: ErrorClass) -> Self {
        Self { error: Some(error), items_returned: None, bytes_processed: None }
    }

    /// How many items it returned (`genai_otel.tool.items_returned`).
    #[must_use]
    pub const fn items_returned(mut self, items: u64) -> Self {
        self.items_returned = Some(items);
        self
    }

    /// How many bytes it worked through (`genai_otel.tool.bytes_processed`).
    #[must_use]
    pub const fn bytes_processed(mut self, bytes: u64) -> Self {
        self.bytes_processed = Some(bytes);
        self
    }
}

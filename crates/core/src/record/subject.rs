//! What a call is about when it is no model: a tool or an agent.

use std::sync::Arc;

use super::McpFacts;
use crate::semconv::ToolType;

/// What is known of a tool execution, its arguments and result apart.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ToolFacts {
    /// The tool's name.
    pub name: Option<Arc<str>>,
    /// The id of the model's request for this execution.
    pub call_id: Option<Arc<str>>,
    /// What kind of tool it is.
    pub kind: Option<ToolType>,
    /// What it does.
    pub description: Option<Arc<str>>,
    /// Whether it reached its purpose, by its own word.
    pub success: Option<bool>,
    /// How many items it returned.
    pub items_returned: Option<u64>,
    /// How many bytes it worked through.
    pub bytes_processed: Option<u64>,
    /// How it was called, where that was over the Model Context Protocol.
    pub mcp: Option<Box<McpFacts>>,
}

/// What is known of an agent.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AgentFacts {
    /// The agent's name.
    pub name: Option<Arc<str>>,
    /// The agent's id.
    pub id: Option<Arc<str>>,
    /// What it is for.
    pub description: Option<Arc<str>>,
    /// Its version.
    pub version: Option<Arc<str>>,
}

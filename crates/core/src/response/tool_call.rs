//! A tool the model asked for.

use std::sync::Arc;

use crate::text;

/// A tool call that the model requested. Its arguments are content and not kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ToolCall {
    /// The tool's name.
    pub name: Arc<str>,
    /// The call's id, where the provider gives one.
    pub id: Option<Arc<str>>,
}

impl ToolCall {
    /// A call of the tool `name`.
    #[must_use]
    pub fn new(name: &str, id: Option<&str>) -> Self {
        Self { name: text::shared(name), id: id.and_then(text::non_empty) }
    }
}

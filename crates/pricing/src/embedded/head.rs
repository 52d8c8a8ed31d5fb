//! Providers without their models.

use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// What of a provider is decoded when it is first asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) semconv: Vec<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) hosts: Option<Rule>,
    pub(crate) model_rule: Option<Rule>,
    pub(crate) fallback: Vec<String>,
    /// The number of its first model. They follow each other in the order of the file.
    pub(crate) first_model: u32,
    pub(crate) model_count: u32,
}

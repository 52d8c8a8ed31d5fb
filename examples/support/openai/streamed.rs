use serde::{Deserialize, Serialize};

use super::Usage;

/// A piece of an answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChatChunk {
    /// The provider's name for the answer.
    pub id: String,
    /// The model that answers.
    pub model: String,
    /// The pieces; none in the last event.
    pub choices: Vec<ChunkChoice>,
    /// What the whole answer used; in the last event only.
    pub usage: Option<Usage>,
}

impl ChatChunk {
    /// The text of this piece; often empty.
    #[must_use]
    pub fn text(&self) -> &str {
        let content = self.choices.first().and_then(|choice| choice.delta.content.as_deref());
        content.unwrap_or_default()
    }
}

/// A piece of one of the answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChunkChoice {
    /// What is added.
    pub delta: Delta,
    /// Why the answer ends; in its last piece only.
    pub finish_reason: Option<String>,
}

/// What a piece adds to its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delta {
    /// More text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

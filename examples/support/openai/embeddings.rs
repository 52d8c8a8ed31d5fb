use serde::{Deserialize, Serialize};

use super::Usage;

/// Texts as vectors.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Embeddings {
    /// One per text.
    pub data: Vec<Embedding>,
    /// The model that made them.
    pub model: String,
    /// What it used.
    pub usage: Usage,
}

/// A text as a vector.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Embedding {
    /// The vector.
    pub embedding: Vec<f32>,
}

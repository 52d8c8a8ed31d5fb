//! The call that both programs make.

use std::future::{Ready, ready};
use std::io;

use serde::Serialize;

/// What is asked.
#[derive(Debug)]
pub struct ChatRequest {
    /// The model's name.
    pub model: String,
    /// Sampling temperature.
    pub temperature: f64,
    /// The most output tokens allowed.
    pub max_tokens: u64,
    /// The end user.
    pub user: String,
}

/// What is answered: a chat completion as a client library gives it.
#[derive(Debug, Serialize)]
pub struct ChatResponse {
    /// The answer's id.
    pub id: String,
    /// The kind of body.
    pub object: String,
    /// The model that answered.
    pub model: String,
    /// The candidates.
    pub choices: Vec<Choice>,
    /// What was used.
    pub usage: TokenUsage,
}

/// One candidate.
#[derive(Debug, Serialize)]
pub struct Choice {
    /// Its place.
    pub index: u32,
    /// Its text.
    pub message: Message,
    /// Why it ended.
    pub finish_reason: String,
}

/// What the model said.
#[derive(Debug, Serialize)]
pub struct Message {
    /// Who speaks.
    pub role: String,
    /// The text.
    pub content: String,
}

/// Token counts.
#[derive(Debug, Serialize)]
pub struct TokenUsage {
    /// Input tokens.
    pub prompt_tokens: u64,
    /// Output tokens.
    pub completion_tokens: u64,
    /// Their sum.
    pub total_tokens: u64,
}

impl ChatRequest {
    /// A usual request.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            model: "gpt-4o".to_owned(),
            temperature: 0.2,
            max_tokens: 1_000,
            user: "user-4711".to_owned(),
        }
    }
}

impl ChatResponse {
    /// A usual answer.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            id: "chatcmpl-9bX2kQ7dYv1mR4tWz8LpAe3".to_owned(),
            object: "chat.completion".to_owned(),
            model: "gpt-4o-2024-08-06".to_owned(),
            choices: vec![Choice {
                index: 0,
                message: Message {
                    role: "assistant".to_owned(),
                    content: "It is the one that costs the least to be wrong about.".to_owned(),
                },
                finish_reason: "stop".to_owned(),
            }],
            usage: TokenUsage { prompt_tokens: 1_210, completion_tokens: 305, total_tokens: 1_515 },
        }
    }

    /// A client that answers at once: what is measured is the instrumentation alone.
    pub fn at_once(&self) -> Ready<Result<&Self, io::Error>> {
        ready(Ok(self))
    }
}

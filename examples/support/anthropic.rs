use reqwest::Client;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{ApiError, http};

/// A client of Anthropic's API.
#[derive(Clone, Debug)]
pub struct Anthropic {
    http: Client,
    base: String,
}

impl Anthropic {
    /// A client of the API at this URL, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self { http: Client::new(), base: format!("{url}/v1") }
    }

    /// Asks the model.
    ///
    /// # Errors
    ///
    /// When the provider refuses, or the exchange fails.
    pub async fn messages(&self, request: &MessagesRequest) -> Result<Message, ApiError> {
        let response = http::post(&self.http, format!("{}/messages", self.base), request).await?;
        Ok(response.json().await?)
    }
}

/// What a model is asked.
#[derive(Clone, Debug, Serialize)]
pub struct MessagesRequest {
    /// The model.
    pub model: String,
    /// The most tokens to answer with.
    pub max_tokens: u64,
    /// The conversation so far.
    pub messages: Vec<Value>,
}

impl MessagesRequest {
    /// One question.
    #[must_use]
    pub fn new(model: &str, max_tokens: u64, question: &str) -> Self {
        let messages = vec![json!({"role": "user", "content": question})];
        Self { model: model.to_owned(), max_tokens, messages }
    }
}

/// What a model answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// The provider's name for this answer.
    pub id: String,
    /// Always `message`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The model that answered.
    pub model: String,
    /// The answer's parts.
    pub content: Vec<Block>,
    /// Why it ends.
    pub stop_reason: Option<String>,
    /// What it used.
    pub usage: AnthropicUsage,
}

impl Message {
    /// All text of the answer.
    #[must_use]
    pub fn text(&self) -> String {
        self.content.iter().filter_map(|block| block.text.as_deref()).collect()
    }
}

/// A part of an answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Block {
    /// What it is: `text` ...
    #[serde(rename = "type")]
    pub kind: String,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Tokens, as Anthropic counts them: `input_tokens` leaves out what the cache had a part in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnthropicUsage {
    /// Input tokens that the cache had no part in.
    pub input_tokens: u64,
    /// Input tokens read from the cache.
    #[serde(default)]
    pub cache_read_input_tokens: u64,
    /// Input tokens written to the cache.
    #[serde(default)]
    pub cache_creation_input_tokens: u64,
    /// All output tokens.
    pub output_tokens: u64,
}

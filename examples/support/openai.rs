mod chat;
mod embeddings;
mod streamed;

use futures_util::Stream;
use reqwest::Client;
use serde_json::json;

pub use chat::{
    ChatMessage, ChatRequest, ChatResponse, Choice, FunctionCall, TokenDetails, ToolCall, Usage,
};
pub use embeddings::{Embedding, Embeddings};
pub use streamed::{ChatChunk, ChunkChoice, Delta};

use crate::{ApiError, http, sse};

/// A client of OpenAI's API.
#[derive(Clone, Debug)]
pub struct OpenAi {
    http: Client,
    base: String,
}

impl OpenAi {
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
    pub async fn chat(&self, request: &ChatRequest) -> Result<ChatResponse, ApiError> {
        let response = http::post(&self.http, self.url("chat/completions"), request).await?;
        Ok(response.json().await?)
    }

    /// Asks the model for its answer as a stream, with the usage in the end.
    ///
    /// # Errors
    ///
    /// When the provider refuses, or the exchange fails.
    pub async fn chat_stream(
        &self,
        request: &ChatRequest,
    ) -> Result<impl Stream<Item = Result<ChatChunk, ApiError>> + use<>, ApiError> {
        let request = request.clone().streamed();
        let response = http::post(&self.http, self.url("chat/completions"), &request).await?;
        Ok(sse::events(response))
    }

    /// Turns texts into vectors.
    ///
    /// # Errors
    ///
    /// When the provider refuses, or the exchange fails.
    pub async fn embed(&self, model: &str, texts: &[&str]) -> Result<Embeddings, ApiError> {
        let request = json!({"model": model, "input": texts});
        let response = http::post(&self.http, self.url("embeddings"), &request).await?;
        Ok(response.json().await?)
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.base)
    }
}

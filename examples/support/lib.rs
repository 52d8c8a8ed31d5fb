//! The application's own side of the examples: small typed clients of two providers' HTTP APIs.
//!
//! Nothing in here is instrumented, and only [`ApiError`] knows of `genai_otel`: that is the point. The
//! examples show how such clients, yours or a vendor's, are instrumented from outside.

mod anthropic;
mod api_error;
mod http;
mod openai;
mod sse;
mod stage;

pub use anthropic::{Anthropic, AnthropicUsage, Block, Message, MessagesRequest};
pub use api_error::ApiError;
pub use openai::{
    ChatChunk, ChatMessage, ChatRequest, ChatResponse, Choice, ChunkChoice, Delta, Embedding,
    Embeddings, FunctionCall, OpenAi, TokenDetails, ToolCall, Usage,
};
pub use stage::Stage;

/// The README's program is compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

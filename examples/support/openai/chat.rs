use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a model is asked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChatRequest {
    /// The model.
    pub model: String,
    /// The conversation so far.
    pub messages: Vec<ChatMessage>,
    /// The tools that the model may ask for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Value>,
    /// Sampling temperature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// The most tokens to answer with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<Value>,
}

impl ChatRequest {
    /// One question.
    #[must_use]
    pub fn new(model: &str, question: &str) -> Self {
        Self {
            model: model.to_owned(),
            messages: vec![ChatMessage::user(question)],
            ..Self::default()
        }
    }

    pub(super) fn streamed(mut self) -> Self {
        self.stream = true;
        self.stream_options = Some(json!({"include_usage": true}));
        self
    }
}

/// A message of a conversation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Whose it is: `user`, `assistant`, `tool` ...
    pub role: String,
    /// Its text.
    pub content: Option<String>,
    /// The tools that the assistant wants called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// Of a tool's message, the request that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
}

impl ChatMessage {
    /// The user says something.
    #[must_use]
    pub fn user(text: &str) -> Self {
        Self { role: "user".to_owned(), content: Some(text.to_owned()), ..Self::default() }
    }

    /// A tool says what it found.
    #[must_use]
    pub fn tool(call: &ToolCall, text: &str) -> Self {
        Self {
            role: "tool".to_owned(),
            content: Some(text.to_owned()),
            tool_call_id: Some(call.id.clone()),
            ..Self::default()
        }
    }
}

/// What a model answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChatResponse {
    /// The provider's name for this answer.
    pub id: String,
    /// The model that answered.
    pub model: String,
    /// The answers, usually one.
    pub choices: Vec<Choice>,
    /// What it used.
    pub usage: Option<Usage>,
}

impl ChatResponse {
    /// The text of the first choice; empty where there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        let content = self.choices.first().and_then(|choice| choice.message.content.as_deref());
        content.unwrap_or_default()
    }

    /// The tools that the first choice wants called.
    #[must_use]
    pub fn tool_calls(&self) -> &[ToolCall] {
        self.choices.first().map_or(&[], |choice| &choice.message.tool_calls)
    }
}

/// One of the answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// The answer.
    pub message: ChatMessage,
    /// Why it ends.
    pub finish_reason: Option<String>,
}

/// A tool that the model wants called.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToolCall {
    /// The request's name.
    pub id: String,
    /// Always `function`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is to be called.
    pub function: FunctionCall,
}

/// A function and its arguments.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FunctionCall {
    /// The function.
    pub name: String,
    /// A JSON object, as text.
    pub arguments: String,
}

/// Tokens, as OpenAI counts them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Usage {
    /// All input tokens.
    pub prompt_tokens: u64,
    /// All output tokens; embeddings have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<u64>,
    /// Parts of the input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_tokens_details: Option<TokenDetails>,
}

/// Parts of the input tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenDetails {
    /// Those that were read from the provider's cache.
    pub cached_tokens: u64,
}

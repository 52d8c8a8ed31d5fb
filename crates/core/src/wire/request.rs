//! Requests from bytes.

mod facts;
mod node;

use std::sync::Arc;

use self::facts::Facts;
use super::json::JsonReader;
use crate::reader::visitor::Visitor;
use crate::request::Request;

/// Reads what was asked for from the JSON of a request, which may come in pieces. Contents (messages, input,
/// tools) are passed over.
///
/// It knows the parameters of OpenAI (chat completions, responses, completions, embeddings) and what imitates
/// it, Anthropic messages, Gemini and Vertex AI, Bedrock (Converse, and the bodies of its models), Cohere,
/// Mistral, Ollama, TGI, watsonx and Replicate, by where they stand in the body: no parameter of one of them
/// means something else to another.
///
/// ```
/// use genai_otel_core::wire::RequestReader;
///
/// let mut reader = RequestReader::new();
/// reader.feed(br#"{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}], "#);
/// reader.feed(br#""stream": true, "max_completion_tokens": 200}"#);
/// let request = reader.finish().request;
/// assert_eq!(request.model.as_deref(), Some("gpt-4o"));
/// assert_eq!((request.stream, request.max_tokens), (Some(true), Some(200)));
/// ```
#[derive(Debug)]
pub struct RequestReader {
    json: JsonReader,
    visitor: Visitor<Facts>,
}

/// What the body of a request said.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RequestBody {
    /// The parameters. Texts may be a little longer than is kept; a call that takes them cuts and counts.
    pub request: Request,
    /// The conversation that the provider keeps and this request continues.
    pub conversation_id: Option<Arc<str>>,
    /// The agent that the provider keeps and this request is for.
    pub agent_id: Option<Arc<str>>,
    /// How many inputs there are, where they are listed: texts to embed, but also the items of a conversation.
    /// The operation tells which.
    pub input_count: Option<u64>,
    /// Values that could not be what they claim to be.
    pub invalid: u32,
}

impl RequestReader {
    /// A reader that waits for a body.
    #[must_use]
    pub fn new() -> Self {
        Self { json: JsonReader::new(), visitor: Visitor::new() }
    }

    /// Reads the next bytes of the body.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.json.feed(bytes, &mut self.visitor);
    }

    /// Whether the body was JSON and came to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.json.is_whole()
    }

    /// What the request said, as far as it came.
    #[must_use]
    pub fn finish(mut self) -> RequestBody {
        let _whole = self.json.end(&mut self.visitor);
        self.visitor.into_facts().resolve()
    }
}

impl Default for RequestReader {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;

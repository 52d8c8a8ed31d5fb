//! Requests from bytes.

mod facts;
mod node;

use std::fmt;
use std::sync::Arc;

use self::facts::Facts;
use super::WireApi;
use super::form::FormReader;
use super::json::JsonReader;
use crate::reader::visitor::Visitor;
use crate::request::Request;
use crate::semconv::ModelOperation;

/// Reads what was asked for from the body of a request, which may come in pieces. Contents (messages, input,
/// tools, files) are passed over.
///
/// The body is JSON, or a form (`multipart/form-data`) as transcriptions and image edits have it; its first byte
/// tells which.
///
/// It knows the parameters of OpenAI (chat completions, responses, completions, embeddings) and what imitates
/// it, Anthropic messages, Gemini and Vertex AI, Bedrock (Converse, and the bodies of its models), Cohere,
/// Mistral, Ollama, llama.cpp, TGI, watsonx, Replicate, Voyage, Jina, and of Google's speech, translation and
/// search, by where they stand in the body: no parameter of one of them means something else to another.
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
pub struct RequestReader {
    body: Body,
    visitor: Visitor<Facts>,
}

/// How the body is written.
enum Body {
    /// Nothing came yet but white space.
    Unknown,
    Json(JsonReader),
    Form(FormReader),
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
    /// How many characters the text has that is to be spoken or translated, which is what such APIs bill. Only of a
    /// reader that was made [for such an API](RequestReader::for_api).
    pub characters: Option<u64>,
    /// Values that could not be what they claim to be.
    pub invalid: u32,
    /// What is asked for, by the members of the body. Only of a reader that was made for an API that serves models of
    /// all kinds.
    pub(super) operation: Option<ModelOperation>,
}

impl RequestReader {
    /// A reader that waits for a body.
    #[must_use]
    pub fn new() -> Self {
        Self { body: Body::Unknown, visitor: Visitor::new() }
    }

    /// A reader that waits for a body of this API.
    ///
    /// ```
    /// use genai_otel_core::wire::{RequestReader, WireApi};
    ///
    /// let mut reader = RequestReader::for_api(WireApi::OpenAiSpeech);
    /// reader.feed(r#"{"model": "tts-1", "input": "Grüße\n"}"#.as_bytes());
    /// assert_eq!(reader.finish().characters, Some(6));
    /// ```
    #[must_use]
    pub fn for_api(api: WireApi) -> Self {
        let mut reader = Self::new();
        if matches!(api, WireApi::OpenAiSpeech | WireApi::GoogleTranslate) {
            reader.visitor.measure_texts();
        }
        if api == WireApi::BedrockInvokeModel {
            reader.visitor.tell_operation();
        }
        reader
    }

    /// Reads the next bytes of the body.
    pub fn feed(&mut self, bytes: &[u8]) {
        match &mut self.body {
            Body::Unknown => self.begin(bytes.trim_ascii_start()),
            Body::Json(json) => json.feed(bytes, &mut self.visitor),
            Body::Form(form) => form.feed(bytes, &mut self.visitor),
        }
    }

    /// Whether the body was JSON or a form and came to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match &self.body {
            Body::Unknown => false,
            Body::Json(json) => json.is_whole(),
            Body::Form(form) => form.is_whole(),
        }
    }

    /// What the request said, as far as it came.
    #[must_use]
    pub fn finish(mut self) -> RequestBody {
        if let Body::Json(json) = &mut self.body {
            let _whole = json.end(&mut self.visitor);
        }
        self.visitor.into_facts().resolve()
    }

    fn begin(&mut self, bytes: &[u8]) {
        match bytes.first() {
            None => return,
            // A form begins with its boundary. A JSON that begins so is a number.
            Some(b'-') => {
                self.visitor.expect_texts();
                self.body = Body::Form(FormReader::new());
            }
            Some(_) => self.body = Body::Json(JsonReader::new()),
        }
        self.feed(bytes);
    }
}

impl fmt::Debug for RequestReader {
    /// Leaves out what was read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestReader").finish_non_exhaustive()
    }
}

impl Default for RequestReader {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod form_tests;
#[cfg(test)]
mod tests;

//! Responses from bytes.

use super::json::JsonReader;
use crate::observe::Observation;
use crate::reader::visitor::ResponseVisitor;

/// Reads what a call needs to know from the JSON of a response, which may come in pieces.
///
/// It gives the same as [`record_response`](crate::CallHandle::record_response) for the parsed body, however
/// the bytes are split. A stream is fed event by event; what later ones say replaces what earlier ones said.
///
/// ```
/// use genai_otel_core::wire::ResponseReader;
/// use genai_otel_core::{Observation, Usage};
///
/// let mut reader = ResponseReader::new();
/// reader.feed(br#"{"choices": [{"delta": {"content": "Hel"#);
/// reader.feed(br#"lo"}}]}"#);
/// reader.end_event();
/// reader.feed(br#"{"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2}}"#);
/// reader.end_event();
/// assert!(reader.is_whole());
///
/// let mut expected = Observation::new();
/// expected.usage(Usage::tokens(9, 2));
/// assert_eq!(reader.finish(), expected);
/// ```
#[derive(Debug)]
pub struct ResponseReader {
    json: JsonReader,
    visitor: ResponseVisitor,
    /// An event could not be read to its end.
    cut: bool,
}

impl ResponseReader {
    /// A reader that waits for a body, or for the first event of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self { json: JsonReader::new(), visitor: ResponseVisitor::new(), cut: false }
    }

    /// Reads the next bytes of the body or of the event.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.json.feed(bytes, &mut self.visitor);
    }

    /// One event has ended: the data of an SSE event, a line of NDJSON, a frame. The next one belongs to the
    /// same call.
    pub fn end_event(&mut self) {
        let empty = self.json.is_empty();
        self.cut |= !self.json.end(&mut self.visitor) && !empty;
    }

    /// Whether every value until now was JSON and came to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.cut && (self.json.is_whole() || self.json.is_empty())
    }

    /// What the response said, as far as it came.
    #[must_use]
    pub fn finish(mut self) -> Observation {
        self.end_event();
        self.visitor.finish()
    }
}

impl Default for ResponseReader {
    fn default() -> Self {
        Self::new()
    }
}

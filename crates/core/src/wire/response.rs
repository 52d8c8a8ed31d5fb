//! Responses from bytes.

mod repeats;

use std::fmt;

use self::repeats::Repeats;
use super::json::JsonReader;
use crate::observe::Observation;
use crate::reader::facts::{EventFacts, ends_stream};
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
#[derive(Clone)]
pub struct ResponseReader {
    json: JsonReader,
    visitor: ResponseVisitor,
    /// An event could not be read to its end.
    cut: bool,
    /// Of a stream: what need not be read.
    repeats: Option<Box<Repeats>>,
    /// The event being read is such a one.
    pub(super) recognised: Option<EventFacts>,
}

impl ResponseReader {
    /// A reader that waits for a body, or for the first event of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self {
            json: JsonReader::new(),
            visitor: ResponseVisitor::new(),
            cut: false,
            repeats: None,
            recognised: None,
        }
    }

    /// A reader for a stream, which tells of each event what it is ([`end_event`](Self::end_event)).
    ///
    /// ```
    /// use genai_otel_core::wire::ResponseReader;
    ///
    /// let mut reader = ResponseReader::of_events();
    /// reader.feed(br#"{"choices": [{"delta": {"role": "assistant", "content": ""}}]}"#);
    /// assert!(!reader.end_event().bears_output);
    /// reader.feed(br#"{"choices": [{"delta": {"content": "Hello"}}]}"#);
    /// assert!(reader.end_event().bears_output);
    /// reader.feed(br#"{"type": "message_stop"}"#);
    /// assert!(reader.end_event().is_last);
    /// ```
    #[must_use]
    pub fn of_events() -> Self {
        let (visitor, repeats) = (ResponseVisitor::of_events(), Some(Box::default()));
        Self { visitor, repeats, ..Self::new() }
    }

    /// Whether the events that follow may be taken back. Off by default.
    pub fn set_revocable(&mut self, revocable: bool) {
        if revocable || self.repeats.is_some() {
            self.repeats.get_or_insert_default().revocable = revocable;
        }
    }

    /// Reads the next bytes of the body or of the event.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.recognised.is_some() {
            return;
        }
        let Some(repeats) = self.repeats.as_deref_mut().filter(|_| self.json.is_untouched()) else {
            self.json.feed(bytes, &mut self.visitor);
            return;
        };
        self.recognised = repeats.recognise(bytes, self.visitor.facts_mut());
        if self.recognised.is_some() {
            return;
        }
        repeats.begin(self.visitor.facts());
        self.json.feed_with(bytes, &mut self.visitor, &mut repeats.shaper);
        if self.json.is_whole() {
            repeats.learn(bytes, self.visitor.facts());
        }
    }

    /// One event has ended: the data of an SSE event, a line of NDJSON, a frame. The next one belongs to the
    /// same call.
    pub fn end_event(&mut self) -> ResponseEvent {
        let (event, is_whole) = match self.recognised.take() {
            Some(event) => (event, true),
            None => self.end_read(),
        };
        let EventFacts { bears_output, has_text, is_last } = event;
        ResponseEvent { bears_output: bears_output || has_text, is_last, is_whole }
    }

    /// The event being read is not what was sent: nothing that it said counts. Only where
    /// [`set_revocable`](Self::set_revocable) was called before it.
    pub fn revoke_event(&mut self) {
        self.recognised = None;
        self.json.end(&mut self.visitor);
        if let Some(before) = self.repeats.as_deref_mut().and_then(Repeats::revoke) {
            *self.visitor.facts_mut() = before;
        }
        self.visitor.take_event();
    }

    /// Whether every value until now was JSON and came to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.cut && (self.json.is_whole() || self.json.is_empty())
    }

    /// Ends an event that was read. What it was, and whether it came to its end.
    fn end_read(&mut self) -> (EventFacts, bool) {
        let empty = self.json.is_empty();
        let is_whole = self.json.end(&mut self.visitor) || empty;
        self.cut |= !is_whole;
        if let Some(repeats) = self.repeats.as_deref_mut().filter(|_| !empty) {
            repeats.end(self.visitor.facts());
        }
        (self.visitor.take_event(), is_whole)
    }

    /// What the response said, as far as it came.
    #[must_use]
    pub fn finish(mut self) -> Observation {
        self.end_event();
        self.visitor.finish()
    }
}

impl fmt::Debug for ResponseReader {
    /// Leaves out what was read: events that repeat are remembered, and pieces of texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseReader").field("cut", &self.cut).finish_non_exhaustive()
    }
}

impl Default for ResponseReader {
    fn default() -> Self {
        Self::new()
    }
}

/// What an event of a stream is, besides what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseEvent {
    /// It bears output: text of the answer, or a tool that is asked for. Keep-alives, first chunks with a
    /// role alone and counts of tokens bear none.
    pub bears_output: bool,
    /// It is the last of the stream by the rules of its protocol. Clients may read no further.
    pub is_last: bool,
    /// It was JSON and came to its end, or was empty.
    pub is_whole: bool,
}

impl ResponseEvent {
    /// Whether an event of this name (the `event` of a server-sent event) is the last of its stream.
    #[must_use]
    pub fn is_last_name(name: &str) -> bool {
        ends_stream(name)
    }
}

//! The text of requests and answers, heard as it passes.

mod asked;
mod said;
#[cfg(test)]
mod tests;

use std::fmt;
use std::marker::PhantomData;

use self::asked::Asked;
use self::said::{Said, Shape};
use super::WireApi;
use super::json::JsonReader;
use crate::reader::scalar::Scalar;
use crate::reader::visitor::{Gather, Hearing, Place, Visitor};

/// Hears text. Parts are cut as the bytes came, between characters: one text may come in any number of them.
pub trait TextSink {
    /// The next part of a text.
    fn text(&mut self, part: &str);

    /// The text is over; what comes next belongs to another one.
    fn end_text(&mut self);
}

/// Hears what of a request a model reads: contents of messages, prompts, inputs, documents and queries, system
/// instructions, definitions of tools, calls of tools and their results.
///
/// Texts come without the escapes of JSON. Tools and arguments that are objects come as the JSON they are written in,
/// without the white space between its parts. Media, files, ids, roles and parameters are not heard, nor is input that
/// has been cut into tokens already. Nothing is kept but a character that a split has cut.
///
/// ```
/// use genai_otel_core::wire::{RequestTexts, TextSink};
///
/// #[derive(Default)]
/// struct Length(usize);
///
/// impl TextSink for Length {
///     fn text(&mut self, part: &str) {
///         self.0 += part.len();
///     }
///     fn end_text(&mut self) {}
/// }
///
/// let mut texts = RequestTexts::new(Length::default());
/// texts.feed(br#"{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hel"#);
/// texts.feed(br#"lo"}]}"#);
/// assert_eq!(texts.finish().0, 5);
/// ```
pub struct RequestTexts<S: TextSink> {
    json: JsonReader,
    visitor: Visitor<Texts<Asked, S>>,
}

impl<S: TextSink> RequestTexts<S> {
    /// Waits for a body.
    #[must_use]
    pub fn new(sink: S) -> Self {
        let texts = Texts { sink, shape: Shape::Body, places: PhantomData };
        Self { json: JsonReader::new(), visitor: Visitor::with(texts) }
    }

    /// Reads the next bytes of the body.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.json.feed(bytes, &mut self.visitor);
    }

    /// The body is over.
    #[must_use]
    pub fn finish(mut self) -> S {
        let _whole = self.json.end(&mut self.visitor);
        self.visitor.into_facts().sink
    }
}

/// Hears what a model wrote: text, reasoning, refusals, names and arguments of the tools it asks for. The rules are
/// those of [`RequestTexts`].
///
/// What a stream says piece by piece and then again as a whole is heard once. The pieces are one text.
pub struct ResponseTexts<S: TextSink> {
    json: JsonReader,
    visitor: Visitor<Texts<Said, S>>,
}

impl<S: TextSink> ResponseTexts<S> {
    /// Waits for a body, or for the first event of a stream.
    #[must_use]
    pub fn new(api: WireApi, is_stream: bool, sink: S) -> Self {
        let shape = match (is_stream, api) {
            (false, _) => Shape::Body,
            (true, WireApi::OpenAiResponses) => Shape::ResponsesEvents,
            (true, _) => Shape::Events,
        };
        let texts = Texts { sink, shape, places: PhantomData };
        Self { json: JsonReader::new(), visitor: Visitor::with(texts) }
    }

    /// Reads the next bytes of the body or of the event.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.json.feed(bytes, &mut self.visitor);
    }

    /// One event has ended.
    pub fn end_event(&mut self) {
        let _whole = self.json.end(&mut self.visitor);
    }

    /// What hears.
    pub const fn sink_mut(&mut self) -> &mut S {
        &mut self.visitor.facts_mut().sink
    }
}

impl<S: TextSink> fmt::Debug for RequestTexts<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestTexts").finish_non_exhaustive()
    }
}

impl<S: TextSink> fmt::Debug for ResponseTexts<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseTexts").finish_non_exhaustive()
    }
}

/// Hands on what is heard at places of one kind.
#[derive(Debug)]
struct Texts<P, S> {
    sink: S,
    shape: Shape,
    places: PhantomData<P>,
}

/// A place where something may be heard.
trait Heard: Place {
    fn hears(self) -> Hearing;

    /// Whether it is heard in an answer of this shape.
    fn is_in(self, _shape: Shape) -> bool {
        true
    }
}

impl<P: Heard, S: TextSink> Gather for Texts<P, S> {
    type Place = P;

    const HEARS: bool = true;

    fn wants(&self, place: P) -> bool {
        place.is_in(self.shape)
    }

    fn begin(&mut self, _place: P) {}

    fn end(&mut self, _place: P) {}

    fn scalar(&mut self, _place: P, _value: Scalar<'_>) {}

    fn not_a_scalar(&mut self, _place: P) {}

    fn hears(&self, place: P) -> Hearing {
        place.hears()
    }

    fn hear(&mut self, part: &str) {
        self.sink.text(part);
    }

    fn end_heard(&mut self) {
        if self.shape == Shape::Body {
            self.sink.end_text();
        }
    }
}

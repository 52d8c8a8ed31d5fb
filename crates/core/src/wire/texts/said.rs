//! The places of an answer where a model has written something.

use super::Heard;
use crate::reader::table::Table;
use crate::reader::visitor::{Hearing, Place};

/// What the values of an answer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One body.
    Body,
    /// Events, each with what is new.
    Events,
    /// Events of the Responses API: what is new is in `delta`, everything else is said again.
    ResponsesEvents,
}

/// A place in the body of an answer, or in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Root,
    Body,
    Choices,
    Choice,
    Message,
    Audio,
    /// A text, a list of blocks, or one block.
    Content,
    Block,
    /// The beginning of a block in a stream, whose text follows.
    StartBlock,
    Start,
    Calls,
    Call,
    Function,
    Reasoning,
    /// The items of the Responses API, or the object around Bedrock's message.
    Output,
    OutputItem,
    Results,
    Result,
    Candidates,
    Candidate,
    Turn,
    Parts,
    Part,
    Delta,
    DeltaEvent,
    StartEvent,
    /// An object around a text.
    Holder,
    Text,
    /// A text that a stream says again at its end.
    Whole,
    Json,
}

impl Place for Said {
    const ROOT: Self = Self::Root;

    fn member(self, key: &[u8]) -> Option<Self> {
        self.table().find(key)
    }

    fn element(self) -> Option<Self> {
        Some(match self {
            Self::Root => Self::Body,
            Self::Choices => Self::Choice,
            Self::Content => Self::Block,
            Self::Calls => Self::Call,
            Self::Output => Self::OutputItem,
            Self::Results => Self::Result,
            Self::Candidates => Self::Candidate,
            Self::Parts => Self::Part,
            _ => return None,
        })
    }

    fn has_members(self) -> bool {
        !self.table().is_empty()
    }
}

impl Heard for Said {
    fn hears(self) -> Hearing {
        match self {
            Self::Json => Hearing::Json,
            Self::Content
            | Self::Block
            | Self::Result
            | Self::Turn
            | Self::Part
            | Self::Delta
            | Self::Text
            | Self::Whole => Hearing::Text,
            _ => Hearing::Nothing,
        }
    }

    fn is_in(self, shape: Shape) -> bool {
        match shape {
            Shape::Body => true,
            Shape::Events => self != Self::Whole,
            Shape::ResponsesEvents => matches!(self, Self::Root | Self::Body | Self::Delta),
        }
    }
}

impl Said {
    const fn table(self) -> &'static Table<Self> {
        match self {
            Self::Root | Self::Body => &BODY,
            Self::Choice => &CHOICE,
            Self::Message => &MESSAGE,
            Self::Audio => &AUDIO,
            Self::Content | Self::Block => &BLOCK,
            Self::StartBlock => &START_BLOCK,
            Self::Start => &START,
            Self::Calls | Self::Call => &CALL,
            Self::Function => &FUNCTION,
            Self::Reasoning => &REASONING,
            Self::Output => &OUTPUT,
            Self::OutputItem => &OUTPUT_ITEM,
            Self::Result => &RESULT,
            Self::Candidate => &CANDIDATE,
            Self::Turn => &TURN,
            Self::Part => &PART,
            Self::Delta => &DELTA,
            Self::DeltaEvent => &DELTA_EVENT,
            Self::StartEvent => &START_EVENT,
            Self::Holder => &HOLDER,
            _ => &NONE,
        }
    }
}

static NONE: Table<Said> = Table::new(&[]);

static BODY: Table<Said> = Table::new(&[
    ("choices", Said::Choices),
    ("content", Said::Content),
    ("output", Said::Output),
    ("delta", Said::Delta),
    ("candidates", Said::Candidates),
    ("message", Said::Message),
    ("content_block", Said::StartBlock),
    ("completion", Said::Text),
    // Bedrock, and the bodies of its models.
    ("start", Said::Start),
    ("contentBlockStart", Said::StartEvent),
    ("contentBlockDelta", Said::DeltaEvent),
    ("results", Said::Results),
    ("outputs", Said::Results),
    ("completions", Said::Results),
    ("generation", Said::Text),
    ("outputText", Said::Text),
    // Cohere, Mistral, Ollama, TGI, Vertex AI.
    ("text", Said::Text),
    ("generations", Said::Results),
    ("tool_calls", Said::Calls),
    ("tool_plan", Said::Text),
    ("arguments", Said::Json),
    ("response", Said::Text),
    ("thinking", Said::Text),
    ("token", Said::Holder),
    ("generated_text", Said::Whole),
    ("predictions", Said::Results),
]);

static CHOICE: Table<Said> =
    Table::new(&[("message", Said::Message), ("delta", Said::Message), ("text", Said::Text)]);

static MESSAGE: Table<Said> = Table::new(&[
    ("content", Said::Content),
    ("reasoning_content", Said::Text),
    ("reasoning", Said::Text),
    ("thinking", Said::Text),
    ("refusal", Said::Text),
    ("tool_plan", Said::Text),
    ("tool_calls", Said::Calls),
    ("function_call", Said::Function),
    ("audio", Said::Audio),
]);

static AUDIO: Table<Said> = Table::new(&[("transcript", Said::Text)]);

static BLOCK: Table<Said> = Table::new(&[
    ("text", Said::Text),
    ("thinking", Said::Text),
    ("refusal", Said::Text),
    ("name", Said::Text),
    ("input", Said::Json),
    ("toolUse", Said::Function),
    ("reasoningContent", Said::Reasoning),
]);

static START_BLOCK: Table<Said> =
    Table::new(&[("text", Said::Text), ("thinking", Said::Text), ("name", Said::Text)]);

static START: Table<Said> = Table::new(&[("toolUse", Said::Function)]);

static CALL: Table<Said> = Table::new(&[
    ("function", Said::Function),
    ("custom", Said::Function),
    ("name", Said::Text),
    ("parameters", Said::Json),
]);

static FUNCTION: Table<Said> = Table::new(&[
    ("name", Said::Text),
    ("arguments", Said::Json),
    ("args", Said::Json),
    ("input", Said::Json),
    ("code", Said::Text),
    ("output", Said::Text),
]);

static REASONING: Table<Said> =
    Table::new(&[("text", Said::Text), ("reasoningText", Said::Holder)]);

static OUTPUT: Table<Said> = Table::new(&[("message", Said::Message)]);

static OUTPUT_ITEM: Table<Said> = Table::new(&[
    ("content", Said::Content),
    ("summary", Said::Content),
    ("name", Said::Text),
    ("arguments", Said::Json),
    ("input", Said::Text),
    ("code", Said::Text),
]);

static RESULT: Table<Said> = Table::new(&[
    ("text", Said::Text),
    ("outputText", Said::Text),
    ("generated_text", Said::Text),
    ("content", Said::Content),
    ("arguments", Said::Json),
    ("data", Said::Holder),
]);

static CANDIDATE: Table<Said> = Table::new(&[("content", Said::Turn)]);

static TURN: Table<Said> = Table::new(&[("parts", Said::Parts)]);

static PART: Table<Said> = Table::new(&[
    ("text", Said::Text),
    ("functionCall", Said::Function),
    ("function_call", Said::Function),
    ("executableCode", Said::Function),
    ("codeExecutionResult", Said::Function),
]);

static DELTA: Table<Said> = Table::new(&[
    ("text", Said::Text),
    ("thinking", Said::Text),
    ("partial_json", Said::Text),
    ("toolUse", Said::Function),
    ("reasoningContent", Said::Reasoning),
    ("message", Said::Message),
]);

static DELTA_EVENT: Table<Said> = Table::new(&[("delta", Said::Delta)]);

static START_EVENT: Table<Said> = Table::new(&[("start", Said::Start)]);

static HOLDER: Table<Said> = Table::new(&[("text", Said::Text)]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::visitor::MAX_DEPTH;

    /// Objects and arrays on the longest way down from `place`; does not end if the tables had a cycle.
    fn depth_below(place: Said) -> usize {
        let members = place.table().members().iter().map(|(_, place)| *place);
        let deepest = members.chain(place.element()).map(depth_below).max().unwrap_or(0);
        if place.has_members() || place.element().is_some() { 1 + deepest } else { 0 }
    }

    #[test]
    fn nesting_of_known_places_fits_the_walk() {
        let depth = depth_below(Said::Root);
        assert!(depth <= MAX_DEPTH, "{depth}");
    }
}

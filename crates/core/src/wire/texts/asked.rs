//! The places of a request where something is written that a model reads.

use super::Heard;
use crate::reader::table::Table;
use crate::reader::visitor::{Hearing, Place};

/// A place in the body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Body,
    Messages,
    Message,
    /// A text, or a list of blocks.
    Content,
    Block,
    /// The content of a result inside a block.
    Result,
    Nested,
    NestedBlock,
    Reasoning,
    /// Calls of tools, or one of them.
    Calls,
    Call,
    /// Name and arguments of a call, or a result.
    Function,
    /// Gemini's contents.
    Turns,
    Turn,
    Parts,
    Part,
    /// What is to be embedded or answered, in a list or alone; Replicate's parameters.
    Inputs,
    Input,
    Documents,
    Document,
    /// Requests in a request (Gemini).
    Requests,
    SubRequest,
    /// A text, or a list of texts.
    Texts,
    Text,
    /// Written down whatever it is.
    Json,
}

impl Place for Asked {
    const ROOT: Self = Self::Body;

    fn member(self, key: &[u8]) -> Option<Self> {
        self.table().find(key)
    }

    fn element(self) -> Option<Self> {
        Some(match self {
            Self::Messages => Self::Message,
            Self::Content => Self::Block,
            Self::Nested => Self::NestedBlock,
            Self::Calls => Self::Call,
            Self::Turns => Self::Turn,
            Self::Parts => Self::Part,
            Self::Inputs => Self::Input,
            Self::Documents => Self::Document,
            Self::Requests => Self::SubRequest,
            Self::Texts => Self::Text,
            _ => return None,
        })
    }

    fn has_members(self) -> bool {
        !self.table().is_empty()
    }
}

impl Heard for Asked {
    fn hears(self) -> Hearing {
        match self {
            Self::Json => Hearing::Json,
            Self::Content
            | Self::Block
            | Self::Nested
            | Self::NestedBlock
            | Self::Turns
            | Self::Turn
            | Self::Part
            | Self::Inputs
            | Self::Input
            | Self::Document
            | Self::Texts
            | Self::Text => Hearing::Text,
            _ => Hearing::Nothing,
        }
    }
}

impl Asked {
    const fn table(self) -> &'static Table<Self> {
        match self {
            Self::Body => &BODY,
            Self::Message => &MESSAGE,
            Self::Block => &BLOCK,
            Self::Result => &RESULT,
            Self::NestedBlock => &NESTED_BLOCK,
            Self::Reasoning => &REASONING,
            Self::Call => &CALL,
            Self::Function => &FUNCTION,
            Self::Turns | Self::Turn => &TURN,
            Self::Parts | Self::Part => &PART,
            Self::Inputs | Self::Input => &INPUT,
            Self::Document => &DOCUMENT,
            Self::SubRequest => &SUB_REQUEST,
            _ => &NONE,
        }
    }
}

static NONE: Table<Asked> = Table::new(&[]);

static BODY: Table<Asked> = Table::new(&[
    ("messages", Asked::Messages),
    ("system", Asked::Content),
    ("tools", Asked::Json),
    ("functions", Asked::Json),
    ("toolConfig", Asked::Json),
    ("instructions", Asked::Text),
    ("input", Asked::Inputs),
    ("prompt", Asked::Texts),
    ("suffix", Asked::Text),
    // Gemini.
    ("contents", Asked::Turns),
    ("content", Asked::Turn),
    ("systemInstruction", Asked::Turn),
    ("system_instruction", Asked::Turn),
    ("requests", Asked::Requests),
    ("instances", Asked::Inputs),
    // TGI, Cohere, Titan, llama.cpp.
    ("inputs", Asked::Inputs),
    ("texts", Asked::Texts),
    ("inputText", Asked::Text),
    ("message", Asked::Text),
    ("chat_history", Asked::Messages),
    ("preamble", Asked::Text),
    ("query", Asked::Text),
    ("documents", Asked::Documents),
    ("input_prefix", Asked::Text),
    ("input_suffix", Asked::Text),
]);

static MESSAGE: Table<Asked> = Table::new(&[
    ("content", Asked::Content),
    ("message", Asked::Text),
    ("reasoning_content", Asked::Text),
    ("reasoning", Asked::Text),
    ("thinking", Asked::Text),
    ("refusal", Asked::Text),
    ("tool_plan", Asked::Text),
    ("tool_calls", Asked::Calls),
    ("function_call", Asked::Function),
]);

static BLOCK: Table<Asked> = Table::new(&[
    ("text", Asked::Text),
    ("thinking", Asked::Text),
    ("refusal", Asked::Text),
    ("name", Asked::Text),
    ("input", Asked::Json),
    ("content", Asked::Nested),
    ("toolUse", Asked::Function),
    ("toolResult", Asked::Result),
    ("reasoningContent", Asked::Reasoning),
    ("document", Asked::Document),
]);

static RESULT: Table<Asked> = Table::new(&[("content", Asked::Nested)]);

static NESTED_BLOCK: Table<Asked> = Table::new(&[("text", Asked::Text), ("json", Asked::Json)]);

static REASONING: Table<Asked> = Table::new(&[("reasoningText", Asked::Document)]);

static CALL: Table<Asked> = Table::new(&[
    ("function", Asked::Function),
    ("custom", Asked::Function),
    ("name", Asked::Text),
    ("parameters", Asked::Json),
]);

static FUNCTION: Table<Asked> = Table::new(&[
    ("name", Asked::Text),
    ("arguments", Asked::Json),
    ("args", Asked::Json),
    ("input", Asked::Json),
    ("response", Asked::Json),
    ("code", Asked::Text),
    ("output", Asked::Text),
]);

static TURN: Table<Asked> = Table::new(&[("parts", Asked::Parts)]);

static PART: Table<Asked> = Table::new(&[
    ("text", Asked::Text),
    ("functionCall", Asked::Function),
    ("function_call", Asked::Function),
    ("functionResponse", Asked::Function),
    ("function_response", Asked::Function),
    ("executableCode", Asked::Function),
    ("codeExecutionResult", Asked::Function),
]);

/// An item of the Responses API, an input that is an object, and what Vertex AI and Replicate have.
static INPUT: Table<Asked> = Table::new(&[
    ("content", Asked::Content),
    ("text", Asked::Text),
    ("title", Asked::Text),
    ("prompt", Asked::Text),
    ("system_prompt", Asked::Text),
    ("name", Asked::Text),
    ("arguments", Asked::Json),
    ("input", Asked::Text),
    ("output", Asked::Content),
    ("summary", Asked::Content),
]);

static DOCUMENT: Table<Asked> = Table::new(&[
    ("text", Asked::Text),
    ("title", Asked::Text),
    ("snippet", Asked::Text),
    ("data", Asked::Json),
]);

static SUB_REQUEST: Table<Asked> = Table::new(&[("content", Asked::Turn)]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::visitor::MAX_DEPTH;

    /// Objects and arrays on the longest way down from `place`; does not end if the tables had a cycle.
    fn depth_below(place: Asked) -> usize {
        let members = place.table().members().iter().map(|(_, place)| *place);
        let deepest = members.chain(place.element()).map(depth_below).max().unwrap_or(0);
        if place.has_members() || place.element().is_some() { 1 + deepest } else { 0 }
    }

    #[test]
    fn nesting_of_known_places_fits_the_walk() {
        let depth = depth_below(Asked::Body);
        assert!(depth <= MAX_DEPTH, "{depth}");
    }
}

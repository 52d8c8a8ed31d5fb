//! What is being read, until it is over.

use std::sync::Arc;

use super::words::{Modality, Runs, ends_stream};
use crate::reader::node::Count;
use crate::reader::scalar::Scalar;
use crate::response::FinishReason;

/// What is known of an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::reader) struct ErrorFacts {
    /// There is an error, whatever it is.
    pub(in crate::reader) is_present: bool,
    /// The body itself is the error (`error` is a text, `type` or `object` is `error`), so that what
    /// stands beside is its code and type (xAI, Mistral, the events of the Responses API).
    pub(in crate::reader) is_body: bool,
    pub(in crate::reader) body_code: Option<Arc<str>>,
    pub(in crate::reader) body_number: Option<u64>,
    pub(in crate::reader) body_type: Option<Arc<str>>,
    pub(in crate::reader) code: Option<Arc<str>>,
    pub(in crate::reader) kind: Option<Arc<str>>,
    pub(in crate::reader) status: Option<Arc<str>>,
    /// A code that is a number, which is the HTTP status over again.
    pub(in crate::reader) number: Option<u64>,
    /// What to call it where nothing else does.
    pub(in crate::reader) fallback: Option<&'static str>,
}

/// What one event of a stream is, besides what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventFacts {
    /// It has text of the answer, or a tool that is asked for. The text itself is not kept.
    pub(crate) bears_output: bool,
    /// It has text of the answer that was only glanced at.
    pub(crate) has_text: bool,
    /// It is the protocol's last one.
    pub(crate) is_last: bool,
}

/// The choice being read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ChoiceFacts {
    pub(super) next_position: u64,
    /// How many reasons came before the list of choices being read.
    pub(super) earlier_reasons: usize,
    pub(super) index: u64,
    pub(super) reason: Option<FinishReason>,
    /// Its reason under a name that others use for what made the model stop.
    pub(super) stop: Option<FinishReason>,
    /// Where the tools of this choice begin in the list of all.
    pub(super) first_tool: usize,
}

/// The content block, output item or tool call being read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ItemFacts {
    pub(super) runs: Runs,
    /// The same may come again.
    pub(super) is_repeated: bool,
    /// It is a call of a search tool that searches nothing.
    pub(super) visits: bool,
    /// Its type, where that is what it is called.
    pub(super) kind: Option<Arc<str>>,
    pub(super) name: Option<Arc<str>>,
    pub(super) id: Option<Arc<str>>,
    pub(super) call_id: Option<Arc<str>>,
}

/// The count by modality or by lifetime being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EntryFacts {
    pub(super) modality: Option<Modality>,
    pub(super) lifetime: Option<Count>,
    pub(super) tokens: Option<u64>,
}

/// The image of the event being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ImageFacts {
    pub(super) came: bool,
    pub(super) is_partial: bool,
}

impl ChoiceFacts {
    /// Its index as that of a bit.
    pub(super) fn index(&self) -> u32 {
        u32::try_from(self.index).unwrap_or(u32::MAX)
    }
}

impl ErrorFacts {
    /// The body is the error.
    pub(super) fn is_the_body(&mut self) {
        self.is_present = true;
        self.is_body = true;
    }
}

impl EventFacts {
    /// It has this name or type.
    pub(super) fn name(&mut self, value: Scalar<'_>) {
        self.is_last |= value.text().is_some_and(ends_stream);
    }
}

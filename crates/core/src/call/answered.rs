//! Several answers inside one call, told by taps below.

use super::state::Slot;
use crate::response::Response;
use crate::usage::Usage;

/// What a call knew before the answer that a tap told last, and after it: the next answer takes its place.
#[derive(Debug)]
pub(crate) struct Answered {
    before: Known,
    after: Known,
}

/// What is known of an answer.
#[derive(Debug, PartialEq)]
pub(crate) struct Known {
    response: Response,
    usage: Usage,
}

impl Slot<'_> {
    /// An answer begins. What the one before it said is taken back, unless somebody else has spoken since. Gives what
    /// is known without it.
    pub(crate) fn begin_answer(&mut self) -> Known {
        if let Some(answered) = self.answered.take()
            && answered.after == self.known()
        {
            *self.response = answered.before.response;
            *self.usage = answered.before.usage;
        }
        self.known()
    }

    /// An answer has been told; this was known before it.
    pub(crate) fn end_answer(&mut self, before: Known) {
        *self.answered = Some(Box::new(Answered { before, after: self.known() }));
    }

    fn known(&self) -> Known {
        Known { response: self.response.clone(), usage: self.usage.clone() }
    }
}

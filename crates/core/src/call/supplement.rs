//! What a call learns from spans of other libraries inside of it.

use crate::cost::Cost;
use crate::record::CallRecord;
use crate::response::Response;
use crate::usage::Usage;

/// The sum of what ended inside a call, kept apart until its end: it stands in only for what the call
/// itself did not learn.
#[derive(Debug, Default)]
pub(crate) struct Supplement {
    usage: Usage,
    cost: Option<Cost>,
    response: Response,
}

impl Supplement {
    /// Adds one span's record.
    pub(crate) fn add(&mut self, inner: CallRecord) {
        self.usage.add(&inner.usage);
        self.cost = match (self.cost.take(), inner.cost) {
            (Some(sum), Some(cost)) => sum.plus(&cost).or(Some(sum)),
            (sum, cost) => sum.or(cost),
        };
        self.response.update(inner.response);
    }

    /// Fills the gaps of the call's own record.
    pub(super) fn complete(self, record: &mut CallRecord) {
        self.complete_beside(record, false);
    }

    /// [`complete`](Self::complete) for a call of whose attempts usage may be known.
    pub(super) fn complete_beside(self, record: &mut CallRecord, is_usage_known: bool) {
        if !is_usage_known {
            if record.usage.is_missing() {
                record.usage = self.usage;
            }
            record.cost = record.cost.take().or(self.cost);
        }
        let known = &mut record.response;
        known.model = known.model.take().or(self.response.model);
        known.id = known.id.take().or(self.response.id);
        if known.finish_reasons.is_empty() {
            known.finish_reasons = self.response.finish_reasons;
        }
    }
}

//! Spans that other libraries made of their own calls: mended, and counted like calls of ours.
//!
//! ```text
//! foreign span ends ──▶ mend_attributes ──▶ Adoption ──┬──▶ nothing: a call of ours counts already
//!                                                      └──▶ CallRecord ──▶ instruments, sinks
//! ```

mod coerce;
mod cost;
mod facts;
mod lineage;
mod mend;
mod names;
mod recent;
mod starting;
mod texts;

use std::time::SystemTime;

use opentelemetry::trace::{SpanId, Status, TraceId};
use opentelemetry::{KeyValue, Value};

pub use self::lineage::Adoption;
pub use self::mend::mend_attributes;
pub(crate) use self::starting::starting;
use crate::attribution::Attribution;
use crate::call::ask_of_call;
use crate::exits;
use crate::instrumentation::Instrumentation;
use crate::semconv::{Attribute, ModelOperation};
use crate::span;

/// What a span processor knows of a span that has ended. Its attributes are read under their present
/// names and types, so [`mend_attributes`] comes first.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs, reason = "made by whoever has a span, from all that it has")]
pub struct FinishedSpan<'a> {
    /// The trace.
    pub trace_id: TraceId,
    /// The span.
    pub span_id: SpanId,
    /// The span around it in this process; nothing for a root and for a child of another process.
    pub local_parent: Option<SpanId>,
    /// Its attributes; of one that stands twice the last counts.
    pub attributes: &'a [KeyValue],
    /// Its status. The description is content.
    pub status: &'a Status,
    /// When it started.
    pub started_at: SystemTime,
    /// When it ended.
    pub ended_at: SystemTime,
}

impl FinishedSpan<'_> {
    /// What the span says was done; nothing for a span that is no call.
    fn operation(&self) -> Option<ModelOperation> {
        let key = names::key(Attribute::OperationName)?;
        match &self.attributes.iter().rfind(|attribute| attribute.key.as_str() == key)?.value {
            Value::String(name) if !name.as_str().trim().is_empty() => {
                Some(ModelOperation::from(name.as_str()))
            }
            _ => None,
        }
    }
}

impl Instrumentation {
    /// Counts a span of another library like a call of ours: makes a [`CallRecord`](crate::CallRecord)
    /// of it and copies that to the metrics and to every sink. The span is left as it is, and a span
    /// without `gen_ai.operation.name` is no call. Panics of sinks and meters go no further.
    ///
    /// It heeds no nesting: a call of ours around or inside the span counts again. [`Adoption`] is the
    /// one that does.
    ///
    /// A cost that the span says counts as said by the caller; without one the pricing is asked, for exchanges, and so is
    /// the energy model. The span itself is not told.
    ///
    /// Content (messages, arguments, results) does not enter the record. Neither does the usage of
    /// agents, workflows and tools, which is that of the calls inside them.
    pub fn adopt(&self, span: &FinishedSpan<'_>) {
        self.adopt_for(span, None);
    }

    /// [`adopt`](Self::adopt) on behalf of whom the span's surroundings named.
    fn adopt_for(&self, span: &FinishedSpan<'_>, outer: Option<&Attribution>) {
        let (Some(operation), Some(otel)) = (span.operation(), self.listeners()) else { return };
        let mut record = facts::record(span, operation, outer, self.keeps_error_messages());
        ask_of_call(self, &mut record);
        for trouble in exits::inspect(&mut record) {
            self.report(trouble, &"see the attributes of another library's span");
        }
        exits::measure(self, &otel, &record, span::list());
        exits::tell(self, || record);
    }
}

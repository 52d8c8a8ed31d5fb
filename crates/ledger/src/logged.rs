//! A call that was made elsewhere, or could not be wrapped.

mod attributed;
mod energy;
mod forms;
mod id;
mod priced;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use genai_otel_core::opentelemetry::trace::{SpanId, TraceId};
use genai_otel_core::{
    Attribution, CallRecord, Clock, Cost, MetadataValue, ModelOperation, Outcome, Provider, Usage,
};

pub(crate) use self::energy::measure;
pub(crate) use self::priced::price;

/// A call that was made elsewhere, or could not be wrapped: what is known of it, for
/// [`LedgerWriter::log_call`](crate::LedgerWriter::log_call). What is not said is unknown, never zero.
///
/// ```
/// use std::time::Duration;
///
/// use genai_otel_core::{Cost, ModelOperation, Outcome, Usage};
/// use genai_otel_ledger::{LedgerWriter, Logged, LoggedCall};
///
/// # let folder = tempfile::tempdir()?;
/// let ledger = LedgerWriter::open(folder.path())?;
///
/// let call = LoggedCall::llm("openai", "gpt-4o", 120, 30)
///     .id("batch-7/12") // once, however often it is logged
///     .latency(Duration::from_millis(850))
///     .user_id("u-1");
/// assert_eq!(ledger.log_call(call.clone()), Logged::Taken);
/// assert_eq!(ledger.log_call(call), Logged::Repeated);
///
/// let failed = LoggedCall::new(ModelOperation::Chat).provider("anthropic");
/// ledger.log_call(failed.model("claude-sonnet-4-5").outcome(Outcome::Timeout));
/// # ledger.flush(Duration::from_secs(5))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "hand it to `LedgerWriter::log_call`"]
pub struct LoggedCall {
    id: Option<Box<str>>,
    record: CallRecord,
    attribution: Attribution,
}

/// What became of a call that was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Logged {
    /// It will be written.
    Taken,
    /// One with its id was taken before; it is not written again.
    Repeated,
    /// There is no room, or the writer is shut down. It is counted, and may be logged again.
    Refused,
}

impl LoggedCall {
    /// A call of this kind, that completed.
    pub fn new(operation: impl Into<ModelOperation>) -> Self {
        let mut record = CallRecord::default();
        record.operation = operation.into();
        Self { id: None, record, attribution: Attribution::new() }
    }

    /// The name of the call. One that is known is not written again: a writer knows the names of the last 65,536 calls
    /// that it took, and of those that were in its file when it was opened. Other writers do not know them. Of one that is
    /// longer than 1,024 bytes stands its beginning, with a hash of the whole.
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id).filter(|id| !id.is_empty()).map(id::bounded);
        self
    }

    /// Who was called.
    pub fn provider(mut self, provider: impl Into<Provider>) -> Self {
        self.record.provider = Some(provider.into());
        self
    }

    /// The model that was asked for.
    pub fn model(mut self, model: &str) -> Self {
        self.record.request.model = Some(Arc::from(model));
        self
    }

    /// The model that answered. It comes before the one that was asked for when the call is priced.
    pub fn response_model(mut self, model: &str) -> Self {
        self.record.response.model = Some(Arc::from(model));
        self
    }

    /// When it began: by default its latency before it is logged.
    pub fn timestamp(mut self, began: SystemTime) -> Self {
        self.record.started_at = Some(began);
        self
    }

    /// How long it took. It is unknown by default, as is a latency of zero.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.record.duration = latency;
        self
    }

    /// From its start to the first chunk of output.
    pub fn time_to_first_chunk(mut self, time: Duration) -> Self {
        self.record.time_to_first_chunk = Some(time);
        self
    }

    /// How it ended: it completed by default.
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.record.outcome = outcome;
        self
    }

    /// That it failed with this kind of error, of low cardinality: `rate_limited`.
    pub fn error(mut self, kind: &str) -> Self {
        if !self.record.outcome.is_failure() {
            self.record.outcome = Outcome::Error;
        }
        self.record.error_type = Some(Arc::from(kind));
        self
    }

    /// The text of its error. It may hold what the user wrote: nobody says it but you.
    pub fn error_message(mut self, message: &str) -> Self {
        self.record.error_message = Some(Arc::from(message));
        self
    }

    /// What was used.
    pub fn usage(mut self, usage: Usage) -> Self {
        self.record.usage = usage;
        self
    }

    /// What it cost. It wins over the writer's pricing.
    pub fn cost(mut self, cost: impl Into<Cost>) -> Self {
        self.record.cost = Some(cost.into());
        self
    }

    /// Whether a semantic cache answered.
    pub fn cache_hit(mut self, hit: bool) -> Self {
        self.record.cache_hit = Some(hit);
        self
    }

    /// Which try it was, of a caller who logs each try as a call; from 1.
    pub fn attempt(mut self, number: u32) -> Self {
        self.record.attempt = Some(number);
        self
    }

    /// The function that made it: `shop::answer`.
    pub fn source_function(mut self, name: &str) -> Self {
        self.record.source_function = Some(name.to_owned().into());
        self
    }

    /// The trace and the span that it belongs to.
    pub fn trace(mut self, trace: TraceId, span: SpanId) -> Self {
        self.record.trace = Some((trace, span));
        self
    }

    /// A free key. Reserved names (`gen_ai.*`, `user.*` ...), numbers that are none and more than 32 keys are left out.
    pub fn metadata(mut self, key: &str, value: impl Into<MetadataValue>) -> Self {
        self.record.metadata.insert(key, value.into());
        self
    }

    /// Changes anything else that a record can say: parameters of the request, finish reasons, tools.
    pub fn edit(mut self, change: impl FnOnce(&mut CallRecord)) -> Self {
        change(&mut self.record);
        self
    }

    /// The record, and the name that the caller gave it.
    pub(crate) fn into_record(self, clock: &dyn Clock) -> (CallRecord, Option<Box<str>>) {
        let Self { id, mut record, attribution } = self;
        if attribution != Attribution::new() {
            record.attribution = Some(Arc::new(attribution));
        }
        record.started_at.get_or_insert_with(|| {
            let now = clock.now();
            now.checked_sub(record.duration).unwrap_or(now)
        });
        record.clean();
        (record, id)
    }
}

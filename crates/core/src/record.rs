//! The finished call.

mod attempt;
mod id;
mod mcp;
mod subject;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use opentelemetry::trace::{SpanId, TraceId};

pub use self::attempt::AttemptRecord;
pub use self::id::CallId;
pub use self::mcp::{McpFacts, McpSide};
pub use self::subject::{AgentFacts, ToolFacts};
use crate::attribution::Attribution;
use crate::cost::{Cost, Unpriced};
use crate::energy::{Energy, UnknownEnergy};
use crate::metadata::Metadata;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::response::Response;
use crate::semconv::{ModelOperation, Provider};
use crate::text;
use crate::usage::Usage;

/// A finished call: computed once at its end, immutable, and all that any exit sees. The span, the
/// metrics and every sink copy from it, so they agree by construction.
///
/// ```text
/// call ends ──▶ CallRecord ──┬──▶ span (late attributes, status, end)
///                            ├──▶ instruments
///                            └──▶ every RecordSink, in order
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CallRecord {
    /// Unique within the process.
    pub id: CallId,
    /// What was done.
    pub operation: ModelOperation,
    /// Who was called, if anybody.
    pub provider: Option<Provider>,
    /// What was asked for.
    pub request: Request,
    /// What was answered: of the call itself, or of its last attempt that got an answer.
    pub response: Response,
    /// What was used, summed over all attempts.
    pub usage: Usage,
    /// What it cost: what the caller said of the call, else the sum over all attempts. Nothing where nobody said and
    /// nothing was computed.
    pub cost: Option<Cost>,
    /// Whether the caller said what the whole call cost, whatever its attempts say.
    pub(crate) is_cost_of_whole: bool,
    /// Why a pricing gave it no cost, or none to one of its attempts. Nothing where there is no pricing.
    pub unpriced: Option<Unpriced>,
    /// The energy it took, summed over all attempts. Nothing without an energy model.
    pub energy: Option<Box<Energy>>,
    /// Why the energy of it, or of one of its attempts, is not known. Nothing without an energy model.
    pub energy_unknown: Option<UnknownEnergy>,
    /// How it ended.
    pub outcome: Outcome,
    /// The low-cardinality kind of error, for every outcome that is a failure.
    pub error_type: Option<Arc<str>>,
    /// The error's text. Content: only when the instrumentation was told to keep it.
    pub error_message: Option<Arc<str>>,
    /// When it started.
    pub started_at: Option<SystemTime>,
    /// How long it took, until the response was received whole.
    pub duration: Duration,
    /// From the start to the first output-bearing chunk of a stream.
    pub time_to_first_chunk: Option<Duration>,
    /// Output-bearing chunks of a stream; nothing for a call that did not stream.
    pub chunk_count: Option<u64>,
    /// The attempts made explicitly, in order. Empty for a call that was simply made once.
    pub attempts: Vec<AttemptRecord>,
    /// Attempts beyond those kept in `attempts`. Their usage and cost are in the sums.
    pub more_attempts: u32,
    /// Which try this call is, as numbered by a caller who makes one call per try; from 1.
    pub attempt: Option<u32>,
    /// The function that makes the call (`shop::answer`), where the caller or an attribute on it said so. For the ledger
    /// and other sinks; spans have the parents they have.
    pub source_function: Option<Cow<'static, str>>,
    /// On whose behalf.
    pub attribution: Option<Arc<Attribution>>,
    /// Free keys.
    pub metadata: Metadata,
    /// The tool, for tool executions.
    pub tool: Option<Box<ToolFacts>>,
    /// The agent, for its creation and invocation.
    pub agent: Option<Box<AgentFacts>>,
    /// The workflow's name, for workflows.
    pub workflow: Option<Arc<str>>,
    /// Whether a semantic cache answered; nothing where no cache was asked.
    pub cache_hit: Option<bool>,
    /// The gate that would have refused this call, had it been asked.
    pub refused_by: Option<Arc<str>>,
    /// The trace and span, when a tracer was installed.
    pub trace: Option<(TraceId, SpanId)>,
}

impl CallRecord {
    /// How many tries were made: the explicit attempts, else one.
    #[must_use]
    pub fn attempt_count(&self) -> u32 {
        let kept = u32::try_from(self.attempts.len()).unwrap_or(u32::MAX);
        kept.saturating_add(self.more_attempts).max(1)
    }

    /// Makes a record that was put together by hand like one of a call: texts are trimmed and cut to
    /// [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES), numbers that are none are left out, and what the server's name says of
    /// prices is known.
    pub fn clean(&mut self) {
        let Self { request, response, error_type, error_message, .. } = self;
        request.fill_conditions();
        request.clean();
        request.drop_invalid();
        for known in [&mut response.model, error_type].into_iter().flatten() {
            text::clean_shared(known);
        }
        for message in error_message.iter_mut() {
            *message = text::shared_passage(message);
        }
    }

    /// Output tokens per second over the whole call; nothing without a known output or a duration.
    #[must_use]
    pub fn output_tokens_per_second(&self) -> Option<f64> {
        let seconds = self.duration.as_secs_f64();
        let tokens = self.usage.output.value()?;
        (seconds > 0.0).then(|| tokens as f64 / seconds)
    }
}

//! What the tests of the attribute macros share.

use std::fmt;

use genai_otel::{CallRecord, Observation, Observe, Refusal, Usage};
use genai_otel_testkit::TestTelemetry;
use serde::Serialize;

/// All that a program told of its calls, but for what is new in each run, ids, and for the function, which an attribute
/// names by itself.
#[derive(Debug, PartialEq)]
pub struct Told {
    /// The spans, as trees.
    pub trace: String,
    /// The metrics, as a list.
    pub metrics: String,
    /// The records.
    pub records: Vec<CallRecord>,
}

impl Told {
    /// Runs a program and takes down what it tells.
    ///
    /// # Panics
    ///
    /// When something went wrong inside.
    #[track_caller]
    pub fn by(program: impl FnOnce(&TestTelemetry)) -> Self {
        Self::with(&TestTelemetry::new(), program)
    }

    /// [`by`](Self::by) with other settings.
    ///
    /// # Panics
    ///
    /// When something went wrong inside.
    #[track_caller]
    pub fn with(telemetry: &TestTelemetry, program: impl FnOnce(&TestTelemetry)) -> Self {
        program(telemetry);
        assert_eq!(telemetry.live_spans(), 0, "every call has ended");
        assert!(telemetry.instrumentation().health().is_sound());
        let nameless = |record: &CallRecord| {
            let mut record = record.clone();
            record.id = genai_otel::CallId::default();
            record.trace = None;
            record.source_function = None;
            record
        };
        Self {
            trace: telemetry.render_trace(),
            metrics: telemetry.render_metrics(),
            records: telemetry.records().iter().map(|record| nameless(record)).collect(),
        }
    }
}

/// An answer in a shape that is read by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The model that answered.
    pub model: String,
    /// What was used.
    pub usage: Tokens,
}

/// Token counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tokens {
    /// Input.
    pub prompt_tokens: u64,
    /// Output.
    pub completion_tokens: u64,
}

impl Answer {
    /// An answer of this model.
    #[must_use]
    pub fn of(model: &str) -> Self {
        Self { model: model.to_owned(), usage: Tokens { prompt_tokens: 12, completion_tokens: 4 } }
    }
}

/// An answer that says by itself what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken(pub u64, pub u64);

impl Observe for Spoken {
    fn observe(&self, into: &mut Observation) {
        into.usage(Usage::tokens(self.0, self.1)).finish_reason("stop");
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// Something did.
    Broken,
    /// A gate did not let the call start.
    Refused(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken => f.write_str("broken"),
            Self::Refused(reason) => write!(f, "refused: {reason}"),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.reason.to_string())
    }
}

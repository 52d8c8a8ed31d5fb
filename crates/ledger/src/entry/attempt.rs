//! One try of a call.

use std::time::Duration;

use genai_otel_core::{Cost, Energy, Usage};
use serde_json::{Map, Value};

use crate::status::Status;

/// One try of a call: a retry, or a fallback to another model.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AttemptEntry {
    /// How it ended.
    pub status: Status,
    /// Whom it went to, where it differs from the call's provider.
    pub provider: Option<String>,
    /// The model that was asked for, where it differs from the call's.
    pub model: Option<String>,
    /// The model that answered.
    pub response_model: Option<String>,
    /// What it used.
    pub usage: Usage,
    /// What it cost.
    pub cost: Option<Cost>,
    /// Why it has no cost.
    pub unpriced: Option<String>,
    /// The energy it took.
    pub energy: Option<Energy>,
    /// Why its energy is not known.
    pub energy_unknown: Option<String>,
    /// The kind of error, of low cardinality.
    pub error_type: Option<String>,
    /// Why the model stopped.
    pub finish_reasons: Vec<String>,
    /// How long it took.
    pub latency: Option<Duration>,
    /// When it began, from the start of the call.
    pub started_after: Option<Duration>,
    /// What is known of the answer beside its model and usage.
    pub response: Map<String, Value>,
    /// Everything that has no place above.
    pub more: Map<String, Value>,
}

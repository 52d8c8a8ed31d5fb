//! One try inside a call.

use std::sync::Arc;
use std::time::Duration;

use crate::cost::Cost;
use crate::outcome::Outcome;
use crate::response::Response;
use crate::semconv::Provider;
use crate::usage::Usage;

/// One try inside a call: a retry, or a fallback to another model.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AttemptRecord {
    /// Whom it went to, where it differs from the call's provider.
    pub provider: Option<Provider>,
    /// The model asked for, where it differs from the call's.
    pub model: Option<Arc<str>>,
    /// What was answered.
    pub response: Response,
    /// What it used.
    pub usage: Usage,
    /// What it cost.
    pub cost: Option<Cost>,
    /// How it ended.
    pub outcome: Outcome,
    /// The low-cardinality kind of error, for every outcome that is a failure.
    pub error_type: Option<Arc<str>>,
    /// How long it took.
    pub duration: Duration,
}

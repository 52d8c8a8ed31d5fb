//! One try inside a call.

use std::sync::Arc;
use std::time::Duration;

use crate::cost::{Cost, Unpriced};
use crate::energy::{Energy, UnknownEnergy};
use crate::outcome::Outcome;
use crate::response::Response;
use crate::semconv::Provider;
use crate::usage::Usage;

/// One try inside a call: a retry, or a fallback to another model. Made explicitly, or seen by a tap: where a client
/// asks again inside of one guard, each exchange that used something or was refused is one.
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
    /// Why a pricing gave it no cost.
    pub unpriced: Option<Unpriced>,
    /// The energy it took.
    pub energy: Option<Box<Energy>>,
    /// Why its energy is not known.
    pub energy_unknown: Option<UnknownEnergy>,
    /// How it ended.
    pub outcome: Outcome,
    /// The low-cardinality kind of error, for every outcome that is a failure.
    pub error_type: Option<Arc<str>>,
    /// When it began, from the start of the call.
    pub started_after: Duration,
    /// How long it took.
    pub duration: Duration,
}

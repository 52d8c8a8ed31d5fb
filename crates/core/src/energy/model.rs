//! Who answers what energy a call took.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Energy, UnknownEnergy};
use crate::semconv::{ModelOperation, Provider};
use crate::usage::Usage;

/// Says what energy a usage took: rates, a published method, or your own meter.
///
/// It is asked once for each attempt that used something, when that is over, and not for what a cache of the application
/// answered. It must not block. A panic is caught and counted, and leaves the energy unknown. Nothing asks where none is
/// configured.
pub trait EnergyModel: Send + Sync {
    /// The energy of one attempt.
    ///
    /// # Errors
    ///
    /// Why it is not known. Unknown is not zero.
    fn energy(&self, question: &EnergyQuestion<'_>) -> Result<Energy, UnknownEnergy>;
}

impl<T: EnergyModel + ?Sized> EnergyModel for Arc<T> {
    fn energy(&self, question: &EnergyQuestion<'_>) -> Result<Energy, UnknownEnergy> {
        (**self).energy(question)
    }
}

/// What an energy depends on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct EnergyQuestion<'a> {
    /// What was done.
    pub operation: &'a ModelOperation,
    /// What was used.
    pub usage: &'a Usage,
    /// When the request was made.
    pub at: SystemTime,
    /// How long it took, from the request to the end of the answer; zero where that is not known.
    pub duration: Duration,
    /// Who was called.
    pub provider: Option<&'a Provider>,
    /// The server's host name.
    pub server_address: Option<&'a str>,
    /// The model that answered. It comes before the one that was asked for.
    pub response_model: Option<&'a str>,
    /// The model that was asked for.
    pub request_model: Option<&'a str>,
}

impl<'a> EnergyQuestion<'a> {
    /// A question about `usage` of nobody yet, at the beginning of 1970, of no known length.
    #[must_use]
    pub const fn new(operation: &'a ModelOperation, usage: &'a Usage) -> Self {
        Self {
            operation,
            usage,
            at: SystemTime::UNIX_EPOCH,
            duration: Duration::ZERO,
            provider: None,
            server_address: None,
            response_model: None,
            request_model: None,
        }
    }
}

//! Who answers what a call cost.

use std::sync::Arc;
use std::time::SystemTime;

use super::{Cost, Unpriced};
use crate::semconv::{ModelOperation, Provider};
use crate::usage::Usage;

/// Says what a usage cost: a price book, or your own code.
///
/// It is asked once for each attempt that used something, when that is over, and neither for what the caller or the
/// provider put a price on nor for what a cache answered. It must not block. A panic is caught and counted, and leaves
/// the call without a cost.
pub trait Pricing: Send + Sync {
    /// The cost of one attempt.
    ///
    /// # Errors
    ///
    /// Why it has none. Unknown is not zero: what is free costs 0.
    fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced>;
}

impl<T: Pricing + ?Sized> Pricing for Arc<T> {
    fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
        (**self).price(question)
    }
}

/// What a price depends on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PriceQuestion<'a> {
    /// What was done.
    pub operation: &'a ModelOperation,
    /// What was used.
    pub usage: &'a Usage,
    /// When the request was made: its time decides which price holds.
    pub at: SystemTime,
    /// Who was called.
    pub provider: Option<&'a Provider>,
    /// The server's host name, which decides where the provider is not known.
    pub server_address: Option<&'a str>,
    /// The model that answered. It comes before the one that was asked for.
    pub response_model: Option<&'a str>,
    /// The model that was asked for.
    pub request_model: Option<&'a str>,
    /// The service tier: that of the answer or, where it says none, the one that was asked for.
    pub service_tier: Option<&'a str>,
    /// Further conditions that prices depend on, such as `processing` = `batch`, by key.
    pub conditions: &'a [(Arc<str>, Arc<str>)],
}

impl<'a> PriceQuestion<'a> {
    /// A question about `usage` of nobody yet.
    #[must_use]
    pub const fn new(operation: &'a ModelOperation, usage: &'a Usage, at: SystemTime) -> Self {
        Self {
            operation,
            usage,
            at,
            provider: None,
            server_address: None,
            response_model: None,
            request_model: None,
            service_tier: None,
            conditions: &[],
        }
    }
}

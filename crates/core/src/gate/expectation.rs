//! What a call is expected to take.

use crate::cost::{Cost, Money};
use crate::usage::Usage;

/// What a call is expected to take, as its caller says. For gates: nothing of it is told.
///
/// ```
/// use genai_otel_core::{Expectation, Usage};
///
/// let expected: Expectation = Usage::estimated(1_200, 400).into();
/// assert_eq!(expected.usage.total(), Some(1_600));
/// assert_eq!(expected.cost, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expectation {
    /// What it will use. What is missing is for the gate to estimate.
    pub usage: Usage,
    /// What it will cost, where the caller knows better than a price.
    pub cost: Option<Money>,
}

impl Expectation {
    /// With this cost.
    #[must_use]
    pub const fn cost(mut self, cost: Money) -> Self {
        self.cost = Some(cost);
        self
    }
}

impl From<Usage> for Expectation {
    fn from(usage: Usage) -> Self {
        Self { usage, cost: None }
    }
}

impl From<Money> for Expectation {
    fn from(cost: Money) -> Self {
        Self { usage: Usage::default(), cost: Some(cost) }
    }
}

impl From<Cost> for Expectation {
    fn from(cost: Cost) -> Self {
        cost.amount.into()
    }
}

//! Money, what a call cost, and who answers that.

mod asked;
mod basis;
mod conditions;
mod money;
mod names;
mod origin;
mod pricing;
mod unpriced;

use std::sync::Arc;

pub(crate) use self::asked::{Asked, spent};
pub use self::basis::{BookVersion, CostBasis, CostComponent, CostFactor, CostHours, CostSide};
pub use self::conditions::Conditions;
pub use self::money::{Currency, Money, ParseMoneyError};
pub(crate) use self::names::CostFact;
pub use self::names::{CostNames, ParseCostNamesError};
pub use self::origin::CostOrigin;
pub use self::pricing::{PriceQuestion, Pricing};
pub use self::unpriced::Unpriced;

/// What a call (or one attempt of it) cost, who says so, and how it was computed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Cost {
    /// The amount.
    pub amount: Money,
    /// Who says so.
    pub origin: CostOrigin,
    /// The part of the amount that the input cost, where it is known apart.
    pub input: Option<Money>,
    /// The part of the amount that the output cost, where it is known apart.
    pub output: Option<Money>,
    /// Whether a count that it was computed from is an estimate.
    pub estimated: bool,
    /// Whether something that was used is not in it, so that the call cost at least this.
    pub incomplete: bool,
    /// How it was computed; nothing where somebody else said it, and for a sum over several attempts that cost
    /// something, each of which has its own.
    pub basis: Option<Arc<CostBasis>>,
}

impl Cost {
    /// A cost that the caller knows. It wins over every other.
    #[must_use]
    pub const fn from_caller(amount: Money) -> Self {
        Self::bare(amount, CostOrigin::Caller)
    }

    /// A cost that the provider stated in its answer. It wins over a computed one.
    #[must_use]
    pub const fn from_provider(amount: Money) -> Self {
        Self::bare(amount, CostOrigin::Provider)
    }

    /// A cost computed from a price: `amount` must be the sum of the components of `basis`.
    #[must_use]
    pub fn computed(amount: Money, basis: CostBasis) -> Self {
        let side = |side| basis.sum_of(side, amount.currency());
        let (input, output) = (side(CostSide::Input), side(CostSide::Output));
        Self {
            input,
            output,
            basis: Some(Arc::new(basis)),
            ..Self::bare(amount, CostOrigin::Computed)
        }
    }

    /// Nothing: the application's own cache answered, and no provider was asked.
    #[must_use]
    pub const fn from_cache() -> Self {
        Self::bare(Money::from_pico(0, Currency::USD), CostOrigin::Cache)
    }

    /// The cost of both, where their currencies agree.
    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        let part = |a: Option<Money>, b: Option<Money>| a?.checked_add(b?);
        Some(Self {
            amount: self.amount.checked_add(other.amount)?,
            origin: self.origin.with(other.origin),
            input: part(self.input, other.input),
            output: part(self.output, other.output),
            estimated: self.estimated || other.estimated,
            incomplete: self.incomplete || other.incomplete,
            basis: None,
        })
    }

    const fn bare(amount: Money, origin: CostOrigin) -> Self {
        Self {
            amount,
            origin,
            input: None,
            output: None,
            estimated: false,
            incomplete: false,
            basis: None,
        }
    }
}

impl From<Money> for Cost {
    fn from(amount: Money) -> Self {
        Self::from_caller(amount)
    }
}

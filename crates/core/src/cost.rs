//! Money and what a call cost.

mod money;

pub use self::money::{Currency, Money, ParseMoneyError};

/// What a call cost, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Cost {
    /// The amount.
    pub amount: Money,
    /// Where the amount comes from.
    pub origin: CostOrigin,
}

impl Cost {
    /// A cost that the caller knows.
    #[must_use]
    pub const fn from_caller(amount: Money) -> Self {
        Self { amount, origin: CostOrigin::Caller }
    }

    /// A cost that the provider stated in its answer.
    #[must_use]
    pub const fn from_provider(amount: Money) -> Self {
        Self { amount, origin: CostOrigin::Provider }
    }

    /// The cost of both, where their currencies agree. The weaker origin wins: caller over provider.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let origin = if self.origin == other.origin { self.origin } else { CostOrigin::Caller };
        Some(Self { amount: self.amount.checked_add(other.amount)?, origin })
    }
}

impl From<Money> for Cost {
    fn from(amount: Money) -> Self {
        Self::from_caller(amount)
    }
}

/// Who says what a call cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CostOrigin {
    /// The caller set it.
    Caller,
    /// The provider stated it.
    Provider,
}

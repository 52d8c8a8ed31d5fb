//! Why something has no cost.

use crate::usage::Contradiction;

/// Why a usage has no cost. Unknown is a value of its own, never 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Unpriced {
    /// Nobody said what was used.
    #[error("the answer does not say what was used")]
    NoUsage,
    /// The provider is not in the price book.
    #[error("the price book has no such provider")]
    UnknownProvider,
    /// No rule of the provider's matches the model.
    #[error("the price book has no such model")]
    UnknownModel,
    /// The model has prices, and none that held when the call was made.
    #[error("no price of the model held then")]
    NotInForce,
    /// The model has no price for something that was used.
    #[error("the model has no price for `{unit}`")]
    NoRate {
        /// The unit.
        unit: &'static str,
    },
    /// A count is missing without which what was used cannot be told apart.
    #[error("`{unit}` is not known, and the price depends on it")]
    MissingCount {
        /// The unit.
        unit: &'static str,
    },
    /// The usage contradicts itself.
    #[error("the usage contradicts itself: {0}")]
    Contradictory(Contradiction),
    /// More of a priced unit is said to be part of `unit` than there is of it.
    #[error("the parts of `{unit}` exceed it")]
    PartsExceed {
        /// The unit.
        unit: &'static str,
    },
    /// The amount, or a count, is beyond all reason.
    #[error("the amount is too large")]
    TooLarge,
    /// The pricing panicked.
    #[error("the pricing panicked")]
    Panicked,
}

impl Unpriced {
    /// The reason as a word for telemetry, one of a few.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::NoUsage => "no_usage",
            Self::UnknownProvider => "unknown_provider",
            Self::UnknownModel => "unknown_model",
            Self::NotInForce => "not_in_force",
            Self::NoRate { .. } => "no_rate",
            Self::MissingCount { .. } => "missing_count",
            Self::Contradictory(_) | Self::PartsExceed { .. } => "contradictory_usage",
            Self::TooLarge => "too_large",
            Self::Panicked => "panicked",
        }
    }
}

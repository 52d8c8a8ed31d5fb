//! Who says what a call cost.

/// Who says what a call cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CostOrigin {
    /// The caller set it.
    Caller,
    /// The provider stated it.
    Provider,
    /// It was computed from usage and price.
    Computed,
    /// The application's own cache answered: nothing was bought.
    Cache,
    /// The parts of the sum come from different origins.
    Mixed,
}

impl CostOrigin {
    /// The word on telemetry.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Provider => "provider",
            Self::Computed => "computed",
            Self::Cache => "cache",
            Self::Mixed => "mixed",
        }
    }

    /// The origin of a sum. What a cache gave adds nothing.
    pub(super) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Cache, rest) | (rest, Self::Cache) => rest,
            (a, b) if a == b => a,
            _ => Self::Mixed,
        }
    }
}

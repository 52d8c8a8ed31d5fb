//! Why an energy is not known.

/// Why it is not known what energy something took. Unknown is a value of its own, never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum UnknownEnergy {
    /// Nobody said what was used.
    #[error("the answer does not say what was used")]
    NoUsage,
    /// The energy model knows nothing of this model. None stands in for it.
    #[error("nothing is known of the energy of this model")]
    UnknownModel,
    /// A count is missing that the energy depends on.
    #[error("a count that the energy depends on is not known")]
    MissingCount,
    /// The energy, or a count, is beyond all reason.
    #[error("the energy is too large")]
    TooLarge,
    /// The energy model panicked.
    #[error("the energy model panicked")]
    Panicked,
}

impl UnknownEnergy {
    /// The reason as a word for telemetry, one of a few.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::NoUsage => "no_usage",
            Self::UnknownModel => "unknown_model",
            Self::MissingCount => "missing_count",
            Self::TooLarge => "too_large",
            Self::Panicked => "panicked",
        }
    }
}

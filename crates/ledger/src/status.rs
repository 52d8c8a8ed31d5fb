//! How a call ended, as the ledger says it.

use std::fmt;

use genai_otel_core::Outcome;

/// How a call ended, as the ledger says it: an [`Outcome`], with the common word for the good end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums, reason = "the ends of a call, no other")]
pub enum Status {
    /// It completed.
    #[default]
    Success,
    /// It failed.
    Error,
    /// It took too long.
    Timeout,
    /// It was dropped while it ran.
    Cancelled,
    /// It was left before its end.
    Abandoned,
    /// It panicked.
    Panicked,
}

impl Status {
    /// All there are.
    pub const ALL: [Self; 6] = [
        Self::Success,
        Self::Error,
        Self::Timeout,
        Self::Cancelled,
        Self::Abandoned,
        Self::Panicked,
    ];

    /// As it stands in a line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
            Self::Abandoned => "abandoned",
            Self::Panicked => "panicked",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether the call failed: as [`Outcome::is_failure`] says, so that whoever goes away is no failure.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Error | Self::Timeout | Self::Panicked)
    }
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Completed => Self::Success,
            Outcome::Error => Self::Error,
            Outcome::Timeout => Self::Timeout,
            Outcome::Cancelled => Self::Cancelled,
            Outcome::Abandoned => Self::Abandoned,
            Outcome::Panicked => Self::Panicked,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! How a call ended.

use std::fmt;

/// How a call, or one attempt of it, ended. Every call ends in exactly one of these ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums, reason = "the design names these six ends and no other")]
pub enum Outcome {
    /// The work was done: finished by the caller, or dropped after a recorded success.
    #[default]
    Completed,
    /// The work failed: failed by the caller, or dropped after a recorded error.
    Error,
    /// The error was classified as a timeout, or a deadline set on the call had passed.
    Timeout,
    /// The running future was dropped.
    Cancelled,
    /// A stream was dropped before its end, or the call was never run.
    Abandoned,
    /// The thread was unwinding.
    Panicked,
}

impl Outcome {
    /// The value written to telemetry.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Error => "error",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
            Self::Abandoned => "abandoned",
            Self::Panicked => "panicked",
        }
    }

    /// Whether the span's status becomes an error: for errors, timeouts and panics. Being cancelled
    /// or abandoned is the caller's decision and no failure.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Error | Self::Timeout | Self::Panicked)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

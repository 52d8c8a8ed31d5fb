//! How a command ends.

use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "the exit codes are a promise")]
pub enum Exit {
    /// With an answer: 0.
    Answered = 0,
    /// Without one: no price, nothing found, a file that is wrong. 1.
    Nothing = 1,
    /// With a command line or a file that could not be read: 2.
    Failed = 2,
}

impl Exit {
    /// The one of both with the higher code.
    pub(crate) const fn worse(self, other: Self) -> Self {
        if self as u8 > other as u8 { self } else { other }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

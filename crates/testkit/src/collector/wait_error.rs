use std::time::Duration;

use thiserror::Error;

/// What was waited for did not arrive in time.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("only {seen} of {wanted} {what} arrived within {timeout:?}")]
pub struct WaitError {
    what: &'static str,
    wanted: usize,
    seen: usize,
    timeout: Duration,
}

impl WaitError {
    pub(super) fn new(what: &'static str, wanted: usize, seen: usize, timeout: Duration) -> Self {
        Self { what, wanted, seen, timeout }
    }

    /// How many there were when the time was over.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.seen
    }
}

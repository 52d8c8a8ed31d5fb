//! What all handles of one ledger hold, and what its end does.

use std::sync::Arc;
use std::time::Duration;

use super::error::LedgerFlushError;
use super::queue::Unfinished;
use super::shared::Shared;
use super::status::WriterStatus;

/// What all handles of one ledger hold. The thread holds no such thing, so that the last handle's drop is the end.
#[derive(Debug)]
pub(super) struct Handle {
    pub(super) shared: Arc<Shared>,
    /// Who opened it. A child that was forked off later has no thread.
    process: u32,
}

impl Handle {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, process: std::process::id() }
    }

    #[cfg(test)]
    pub(super) fn of_another_process(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), process: self.process.wrapping_add(1) }
    }

    pub(super) fn is_forked(&self) -> bool {
        self.process != std::process::id()
    }

    pub(super) fn flush(&self, timeout: Duration) -> Result<(), LedgerFlushError> {
        if self.is_forked() {
            return Err(LedgerFlushError::Forked);
        }
        self.shared.queue.wait_written(timeout).map_err(|unfinished| told(unfinished, timeout))
    }

    pub(super) fn shutdown(&self, timeout: Duration) -> Result<(), LedgerFlushError> {
        if self.is_forked() {
            return Err(LedgerFlushError::Forked);
        }
        self.shared.queue.close(timeout).map_err(|unfinished| told(unfinished, timeout))
    }

    pub(super) fn status(&self) -> WriterStatus {
        if self.is_forked() {
            // Whoever held a lock at the fork is not here to give it back.
            let last_error = Some(LedgerFlushError::Forked.to_string());
            return WriterStatus { last_error, ..WriterStatus::default() };
        }
        self.shared.status()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.is_forked() || self.shared.queue.is_ended() {
            return;
        }
        if let Err(error) = self.shutdown(AT_DROP) {
            tracing::warn!(target: "genai_otel", %error, "the ledger is incomplete");
        }
    }
}

fn told(unfinished: Unfinished, after: Duration) -> LedgerFlushError {
    let Unfinished { waiting, lost, trouble: last_error } = unfinished;
    if lost > 0 {
        return LedgerFlushError::Lost { calls: lost, last_error };
    }
    LedgerFlushError::TimedOut { after, waiting, last_error }
}

/// How long the last handle's drop waits.
const AT_DROP: Duration = Duration::from_secs(5);

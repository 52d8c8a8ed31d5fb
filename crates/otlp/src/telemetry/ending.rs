//! A flush or shutdown of the exporter and of what accompanies it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::completion::Completion;
use crate::{FlushError, companion::Companion};

/// A flush or shutdown of the exporter, which has begun, and of what accompanies it.
#[derive(Debug)]
pub(super) struct Ending {
    pub(super) completion: Arc<Completion>,
    pub(super) companions: Vec<Arc<dyn Companion>>,
    pub(super) shuts_down: bool,
}

impl Ending {
    /// Whether there is nothing to wait for.
    pub(super) fn is_over(&self) -> bool {
        self.completion.is_complete() && self.companions.is_empty()
    }

    /// Waits for the companions, which have files to write, and then for the exporter, all within this time.
    pub(super) fn wait(&self, timeout: Duration) -> Result<(), FlushError> {
        let start = now();
        let left = || timeout.saturating_sub(now().saturating_duration_since(start));
        let mut reasons = Vec::new();
        for companion in &self.companions {
            let ended =
                if self.shuts_down { companion.shutdown(left()) } else { companion.flush(left()) };
            reasons.extend(ended.err().map(|reason| format!("{}: {reason}", companion.name())));
        }
        // The bound that was given stands in the error, unless a companion took of it.
        let left = if self.companions.is_empty() { timeout } else { left() };
        let exported = self.completion.wait(left);
        if reasons.is_empty() {
            return exported;
        }
        match exported {
            Ok(()) => {}
            Err(FlushError::NotDelivered { reason }) => reasons.insert(0, reason),
            Err(error) => reasons.insert(0, error.to_string()),
        }
        Err(FlushError::NotDelivered { reason: reasons.join("; ") })
    }
}

#[allow(clippy::disallowed_methods, reason = "the seam: a bound that several share")]
fn now() -> Instant {
    Instant::now()
}

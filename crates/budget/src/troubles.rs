//! What goes wrong inside, counted and logged.

use std::fmt::Display;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::caught::caught;

/// Counts of what goes wrong. Each kind is logged once a minute at most.
#[derive(Debug, Default)]
pub(crate) struct Troubles {
    counts: [AtomicU64; KINDS],
    /// Seconds on the monotonic clock, plus one, until which a kind is silent; 0 was never logged.
    quiet_until: [AtomicU64; KINDS],
}

/// What may go wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trouble {
    EstimatorPanic,
    CallbackPanic,
    Unwritten,
    Unrestored,
}

impl Troubles {
    pub(crate) fn report(&self, trouble: Trouble, now: Duration, detail: &dyn Display) {
        let kind = trouble as usize;
        let total = self.counts[kind].fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let seconds = now.as_secs().saturating_add(1);
        let quiet_until = &self.quiet_until[kind];
        let seen = quiet_until.load(Ordering::Relaxed);
        let next = seconds.saturating_add(60);
        let is_due = seen == 0 || seconds >= seen;
        if is_due
            && quiet_until
                .compare_exchange(seen, next, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            // The application's subscriber runs here.
            caught(
                || tracing::warn!(target: "genai_otel", kind = ?trouble, total, "budget: {detail}"),
            );
        }
    }

    pub(crate) fn count(&self, trouble: Trouble) -> u64 {
        self.counts[trouble as usize].load(Ordering::Relaxed)
    }
}

const KINDS: usize = 4;

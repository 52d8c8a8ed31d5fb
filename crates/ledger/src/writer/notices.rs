//! What went wrong is told to the log, once a minute for each kind.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use genai_otel_journal::What;

/// A kind of trouble of the writer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trouble {
    /// Calls found the queue full.
    QueueFull,
    /// The disk cannot be written now.
    Disk,
    /// Calls that will not be written.
    Lost,
    /// A call came after the end.
    Ended,
    /// A call came in a process that was forked off.
    Forked,
    /// Something happened to the files.
    Incident,
    /// Closed files went as the settings have it, which is none.
    Retention,
}

impl Trouble {
    /// What something that happened to the files is.
    pub(super) const fn of(incident: &What) -> Self {
        match incident {
            What::Deleted { .. } | What::Archived { .. } => Self::Retention,
            _ => Self::Incident,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::QueueFull => "ledger_queue_full",
            Self::Disk => "ledger_disk",
            Self::Lost => "ledger_lost",
            Self::Ended => "ledger_ended",
            Self::Forked => "ledger_forked",
            Self::Incident => "ledger_incident",
            Self::Retention => "ledger_retention",
        }
    }
}

/// When each kind may be told again.
#[derive(Debug, Default)]
pub(super) struct Notices {
    /// Seconds on the monotonic clock, plus one; 0 was never told.
    quiet_until: [AtomicU64; 7],
    /// Calls since the last time.
    untold: [AtomicU64; 7],
}

impl Notices {
    /// Tells that this happened, to so many calls.
    pub(super) fn tell(
        &self,
        trouble: Trouble,
        calls: u64,
        now: Duration,
        what: &dyn fmt::Display,
    ) {
        let kind = trouble as usize;
        self.untold[kind].fetch_add(calls, Ordering::Relaxed);
        let quiet_until = &self.quiet_until[kind];
        let seen = quiet_until.load(Ordering::Relaxed);
        let seconds = now.as_secs().saturating_add(1);
        // What happens to the files is rare, and each time something else.
        if seen != 0 && seconds < seen && !matches!(trouble, Trouble::Incident | Trouble::Retention)
        {
            return;
        }
        let next = seconds.saturating_add(INTERVAL);
        if quiet_until.compare_exchange(seen, next, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let calls = self.untold[kind].swap(0, Ordering::Relaxed);
            let kind = trouble.as_str();
            // The application's subscriber runs here; its panic is not to end the thread.
            let _panic = catch_unwind(AssertUnwindSafe(|| match trouble {
                Trouble::Retention => tracing::info!(target: "genai_otel", kind, calls, "{what}"),
                _ => tracing::warn!(target: "genai_otel", kind, calls, "{what}"),
            }));
        }
    }
}

/// Seconds for which a kind stays silent after it was told.
const INTERVAL: u64 = 60;

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn what_the_settings_have_done_to_closed_files_is_no_incident() {
        let kind = |what: What| Trouble::of(&what).as_str();
        assert_eq!(kind(What::Deleted { bytes: 7 }), "ledger_retention");
        assert_eq!(kind(What::Archived { to: PathBuf::new() }), "ledger_retention");
        assert_eq!(kind(What::FileRemoved { bytes: 7 }), "ledger_incident");
    }
}

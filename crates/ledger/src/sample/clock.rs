//! Time that is moved by hand.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use genai_otel_core::Clock;

/// The clock of the calls that are made up.
#[derive(Debug, Default)]
pub(super) struct StageClock {
    /// Nanoseconds since 1970.
    now: AtomicU64,
    /// Nanoseconds that have passed; goes on when the time of day goes back to an earlier scene.
    passed: AtomicU64,
}

impl StageClock {
    pub(super) fn set(&self, now: u64) {
        self.now.store(now, Ordering::Relaxed);
    }

    pub(super) fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        self.now.fetch_add(by, Ordering::Relaxed);
        self.passed.fetch_add(by, Ordering::Relaxed);
    }
}

impl Clock for StageClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_nanos(self.now.load(Ordering::Relaxed))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_nanos(self.passed.load(Ordering::Relaxed))
    }
}

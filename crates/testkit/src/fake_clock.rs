use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use genai_otel_core::Clock;

use crate::lock::lock;

/// A clock that stands still until it is told otherwise. Clones show the same time.
///
/// It starts at 2026-01-01T00:00:00Z.
///
/// ```
/// use std::time::Duration;
///
/// use genai_otel_core::Clock;
/// use genai_otel_testkit::FakeClock;
///
/// let clock = FakeClock::new();
/// let before = clock.now();
/// clock.advance(Duration::from_millis(1_500));
/// assert_eq!(clock.now(), before + Duration::from_millis(1_500));
/// assert_eq!(clock.monotonic(), Duration::from_millis(1_500));
///
/// // Somebody sets the time of day back; durations do not notice.
/// clock.set(before);
/// assert_eq!(clock.now(), before);
/// assert_eq!(clock.monotonic(), Duration::from_millis(1_500));
/// ```
#[derive(Clone, Debug)]
pub struct FakeClock {
    hands: Arc<Mutex<Hands>>,
}

impl FakeClock {
    /// A clock that shows 2026-01-01T00:00:00Z.
    #[must_use]
    pub fn new() -> Self {
        let hands = Hands { now: SystemTime::UNIX_EPOCH + NEW_YEAR, monotonic: Duration::ZERO };
        Self { hands: Arc::new(Mutex::new(hands)) }
    }

    /// Lets time pass, on both the time of day and the monotonic reading.
    ///
    /// # Panics
    ///
    /// Past the end of what [`SystemTime`] can express.
    pub fn advance(&self, by: Duration) {
        let mut hands = lock(&self.hands);
        hands.now += by;
        hands.monotonic += by;
    }

    /// Sets the time of day, forth or back, as a person or NTP would. The monotonic reading stays.
    pub fn set(&self, now: SystemTime) {
        lock(&self.hands).now = now;
    }
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> SystemTime {
        lock(&self.hands).now
    }

    fn monotonic(&self) -> Duration {
        lock(&self.hands).monotonic
    }
}

#[derive(Debug)]
struct Hands {
    now: SystemTime,
    monotonic: Duration,
}

/// 2026-01-01T00:00:00Z since the Unix epoch.
const NEW_YEAR: Duration = Duration::from_secs(1_767_225_600);

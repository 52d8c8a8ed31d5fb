//! Where time comes from.

use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime};

/// A source of time. Every instant that a call records comes from the clock of its
/// [`Instrumentation`](crate::Instrumentation), so that tests can hold it. It must not panic: of all
/// that can be plugged in, it is the one thing that is not guarded against.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time of day.
    fn now(&self) -> SystemTime;

    /// Time since an arbitrary but fixed origin. Never goes back.
    fn monotonic(&self) -> Duration;
}

impl<T: Clock + ?Sized> Clock for Arc<T> {
    fn now(&self) -> SystemTime {
        (**self).now()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }
}

/// The clock of the operating system.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SystemClock;

#[expect(clippy::disallowed_methods, reason = "this is the seam through which all time is read")]
impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
        // The origin first: a reading taken before it would be negative.
        let origin = *ORIGIN;
        Instant::now().saturating_duration_since(origin)
    }
}

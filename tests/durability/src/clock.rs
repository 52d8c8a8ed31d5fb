use std::time::{Instant, SystemTime, UNIX_EPOCH};

#[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

#[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(crate) fn time() -> SystemTime {
    SystemTime::now()
}

/// A seed that nobody chose.
#[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(crate) fn seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::from(since.subsec_micros()) + since.as_secs() % 1_000 * 1_000_000
}

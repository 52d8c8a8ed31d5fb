//! Times as they are written: nanoseconds since 1970, which last until the year 2554. What lies outside is moved to
//! the nearest one.

use std::time::{Duration, SystemTime};

pub(crate) fn from_system(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

pub(crate) fn to_system(nanos: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_nanos(nanos)
}

/// The latest time that is older than `max_age`, none where nothing can be.
pub(crate) fn cutoff(max_age: Duration, now: SystemTime) -> Option<u64> {
    let age = u64::try_from(max_age.as_nanos()).ok()?;
    from_system(now).checked_sub(age)?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_outside_are_moved_to_the_nearest() {
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(from_system(before), 0);
        let far = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::MAX / 2_000_000_000) * 3;
        assert_eq!(from_system(far), u64::MAX);
        assert_eq!(from_system(to_system(1_234)), 1_234);
    }

    #[test]
    fn nothing_is_older_than_an_age_that_reaches_before_1970() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(10);
        assert_eq!(cutoff(Duration::from_secs(4), now), Some(5_999_999_999));
        assert_eq!(cutoff(Duration::from_secs(11), now), None);
        assert_eq!(cutoff(Duration::MAX, now), None);
    }
}

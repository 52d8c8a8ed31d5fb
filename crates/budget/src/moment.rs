//! Time as accounts keep it: milliseconds since 1970.

use std::time::{Duration, SystemTime};

/// Milliseconds since 1970, rounded down, so that a moment is never in a later window than its time.
pub(crate) fn millis(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => of(since),
        Err(before) => {
            let before = before.duration();
            let whole = before.subsec_nanos().is_multiple_of(1_000_000);
            of(before).saturating_neg().saturating_sub(i64::from(!whole))
        }
    }
}

/// The time of a moment; nothing for the ends of all time.
pub(crate) fn time(millis: i64) -> Option<SystemTime> {
    if millis == i64::MIN || millis == i64::MAX {
        return None;
    }
    let distance = Duration::from_millis(millis.unsigned_abs());
    if millis < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(distance)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(distance)
    }
}

/// A duration in milliseconds, rounded down.
pub(crate) fn of(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_rounded_down_on_both_sides_of_1970() {
        let nanos = Duration::from_nanos;
        assert_eq!(millis(SystemTime::UNIX_EPOCH + nanos(1_999_999)), 1);
        assert_eq!(millis(SystemTime::UNIX_EPOCH - nanos(1_000_000)), -1);
        assert_eq!(millis(SystemTime::UNIX_EPOCH - nanos(1_000_001)), -2);
        assert_eq!(time(-2), Some(SystemTime::UNIX_EPOCH - nanos(2_000_000)));
        assert_eq!((time(i64::MAX), time(i64::MIN)), (None, None));
    }
}

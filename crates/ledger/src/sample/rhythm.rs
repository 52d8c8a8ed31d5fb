//! When calls begin.

use jiff::Timestamp;

use super::random::Random;

/// The moments at which calls begin, one after the other: as random as customers are, more of them in office hours.
#[derive(Debug)]
pub(super) struct Rhythm {
    since: i64,
    until: i64,
    /// Of the whole weight, how much lies before the current hour, and how much there is.
    before: f64,
    total: f64,
    /// The beginning of the current hour, in seconds.
    hour: i64,
    left: u64,
    /// The part of the weight that has passed.
    passed: f64,
}

impl Rhythm {
    pub(super) fn new(calls: u64, since: Timestamp, until: Timestamp) -> Self {
        let (since, until) = (since.as_second(), until.as_second());
        let first = since.div_euclid(HOUR) * HOUR;
        let mut rhythm =
            Self { since, until, before: 0.0, total: 0.0, hour: first, left: calls, passed: 0.0 };
        while rhythm.hour < until {
            rhythm.total += rhythm.weight();
            rhythm.hour += HOUR;
        }
        rhythm.hour = first;
        rhythm
    }

    /// The next one; none after the last.
    pub(super) fn next(&mut self, random: &mut Random) -> Option<Timestamp> {
        // The least of n uniform numbers, so that all come out in their order, without being kept.
        let least = 1.0 - libm::exp(libm::log(1.0 - random.unit()) / self.left as f64);
        self.left = self.left.checked_sub(1)?;
        self.passed += (1.0 - self.passed) * least;
        let target = self.passed * self.total;
        while self.before + self.weight() <= target && self.hour + HOUR < self.until {
            self.before += self.weight();
            self.hour += HOUR;
        }
        let (from, to) = self.bounds();
        let part = ((target - self.before) / self.weight()).clamp(0.0, 1.0);
        let nanos = (part * (to - from) as f64 * 1e9) as i128;
        let last = i128::from(to) * 1_000_000_000 - 1;
        Timestamp::from_nanosecond((i128::from(from) * 1_000_000_000 + nanos).min(last)).ok()
    }

    /// The part of the current hour that counts.
    fn bounds(&self) -> (i64, i64) {
        (self.hour.max(self.since), (self.hour + HOUR).min(self.until))
    }

    fn weight(&self) -> f64 {
        let (from, to) = self.bounds();
        let day = self.hour.div_euclid(24 * HOUR);
        // The first day of 1970 was a Thursday.
        let is_weekend = (day + 3).rem_euclid(7) >= 5;
        let hour = self.hour.rem_euclid(24 * HOUR) / HOUR;
        let busy = f64::from(BUSY[usize::try_from(hour).unwrap_or(0)]);
        let busy = if is_weekend { busy / 4.0 + 2.0 } else { busy };
        busy * (to - from) as f64 / HOUR as f64
    }
}

const HOUR: i64 = 3600;

/// How busy each hour of a working day is, in UTC.
const BUSY: [u8; 24] =
    [4, 3, 3, 3, 4, 7, 14, 30, 52, 62, 64, 60, 48, 56, 64, 66, 60, 48, 34, 24, 18, 13, 9, 6];

//! What time it is, when several threads say so.

/// The latest moment that anybody saw.
///
/// A thread may read the clock before midnight and come here after one that read it behind midnight; judged by its own
/// reading it would get into a day that is over. So time does not go back by less than a minute. By more it does: the clock
/// was set, and another era begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Present {
    /// In milliseconds since 1970.
    pub(crate) at: i64,
    /// How often the clock was set back.
    pub(crate) era: u32,
}

impl Present {
    /// Before anybody saw anything.
    pub(crate) const fn never() -> Self {
        Self { at: i64::MIN, era: 0 }
    }

    /// Takes a reading of the clock. Says whether it was set back.
    pub(crate) const fn see(&mut self, now: i64) -> bool {
        if now >= self.at {
            self.at = now;
            return false;
        }
        let is_set_back = self.at.saturating_sub(now) > LATE;
        if is_set_back {
            self.at = now;
            self.era = self.era.wrapping_add(1);
        }
        is_set_back
    }
}

/// How late a reading may come, in milliseconds.
const LATE: i64 = 60_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_stands_still_for_a_minute_and_then_begins_another_era() {
        let mut present = Present::never();
        for (now, shown) in [
            (100_000, (100_000, 0)),
            (40_000, (100_000, 0)),
            (39_999, (39_999, 1)),
            (50_000, (50_000, 1)),
        ] {
            present.see(now);
            assert_eq!((present.at, present.era), shown);
        }
    }
}

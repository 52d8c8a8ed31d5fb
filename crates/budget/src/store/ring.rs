//! What was spent in a sliding window.

use crate::budget::MAX_THRESHOLDS;

/// What was spent in the time just past, in parts of a sixtieth of it. The part that is not over and sixty whole ones
/// count, so that a call counts at least as long as the window is.
#[derive(Clone, Debug)]
pub(crate) struct Ring {
    /// The length of a part in milliseconds.
    part: i64,
    /// The number of the newest part.
    newest: i64,
    sum: i128,
    parts: [i128; BUCKETS],
    /// When thresholds were told.
    pub(crate) told: [Option<i64>; MAX_THRESHOLDS],
}

impl Ring {
    pub(crate) fn new(length: i64, now: i64) -> Self {
        let part = length.saturating_add(PARTS - 1).div_euclid(PARTS).max(1);
        let newest = now.div_euclid(part);
        Self { part, newest, sum: 0, parts: [0; BUCKETS], told: [None; MAX_THRESHOLDS] }
    }

    pub(crate) const fn sum(&self) -> i128 {
        self.sum
    }

    /// The newest moment that it knows of.
    pub(crate) const fn at(&self) -> i64 {
        self.newest.saturating_mul(self.part)
    }

    /// Forgets what is too long ago.
    pub(crate) fn advance(&mut self, now: i64) {
        let newest = now.div_euclid(self.part);
        if newest <= self.newest {
            return;
        }
        if newest.saturating_sub(self.newest) >= BUCKETS as i64 {
            self.parts = [0; BUCKETS];
            self.sum = 0;
        } else {
            for number in self.newest + 1..=newest {
                let gone = std::mem::take(&mut self.parts[place(number)]);
                self.sum = self.sum.saturating_sub(gone);
            }
        }
        self.newest = newest;
    }

    /// Adds what was spent then, unless it is too long ago. What is yet to come counts as now.
    pub(crate) fn add(&mut self, then: i64, amount: i128) {
        let number = then.div_euclid(self.part).min(self.newest);
        if self.newest.saturating_sub(number) < BUCKETS as i64 {
            let part = &mut self.parts[place(number)];
            *part = part.saturating_add(amount);
            self.sum = self.sum.saturating_add(amount);
        }
    }

    /// The clock was set back: everything counts as now.
    pub(crate) fn set_back(&mut self, now: i64) {
        self.parts = [0; BUCKETS];
        self.newest = now.div_euclid(self.part);
        self.parts[place(self.newest)] = self.sum;
        self.told = [None; MAX_THRESHOLDS];
    }

    /// When at least this much will have left the window.
    pub(crate) fn frees_at(&self, amount: i128) -> Option<i64> {
        let mut freed = 0_i128;
        for (start, spent) in self.spent() {
            freed = freed.saturating_add(spent);
            if freed >= amount {
                return Some(start.saturating_add(self.part.saturating_mul(BUCKETS as i64)));
            }
        }
        None
    }

    /// What was spent, by the start of each part, the oldest first.
    pub(crate) fn spent(&self) -> impl Iterator<Item = (i64, i128)> {
        let oldest = self.newest.saturating_sub(PARTS);
        (oldest..=self.newest)
            .map(|number| (number.saturating_mul(self.part), self.parts[place(number)]))
            .filter(|(_, spent)| *spent != 0)
    }
}

const fn place(number: i64) -> usize {
    number.rem_euclid(BUCKETS as i64) as usize
}

/// Whole parts of a window.
const PARTS: i64 = 60;
/// With the one that is not over.
pub(crate) const BUCKETS: usize = 61;

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn everything_counts_for_the_window_and_at_most_a_part_longer(
            length in 1_i64..5_000,
            steps in prop::collection::vec((0_i64..700, 0_i128..50), 1..80),
        ) {
            let mut ring = Ring::new(length, 0);
            let (mut now, mut spent) = (0, VecDeque::new());
            for (passed, amount) in steps {
                now += passed;
                ring.advance(now);
                ring.add(now, amount);
                spent.push_back((now, amount));
                let sum = |within: i64| -> i128 {
                    spent.iter().filter(|(at, _)| now - at < within).map(|(_, amount)| amount).sum()
                };
                let part = (length + 59) / 60;
                prop_assert!(ring.sum() >= sum(length), "{} of {length} at {now}", ring.sum());
                prop_assert!(ring.sum() <= sum(61 * part), "{} of {length} at {now}", ring.sum());
                if let Some(free) = ring.frees_at(ring.sum()) {
                    let mut later = ring.clone();
                    later.advance(free - 1);
                    prop_assert!(later.sum() > 0 || ring.sum() == 0);
                    later.advance(free);
                    prop_assert_eq!(later.sum(), 0);
                }
            }
        }
    }

    #[test]
    fn what_is_too_long_ago_is_forgotten_and_what_is_yet_to_come_is_now() {
        let mut ring = Ring::new(60, 1_000);
        ring.add(900, 5);
        assert_eq!(ring.sum(), 0);
        ring.add(9_000, 5);
        ring.advance(1_060);
        assert_eq!(ring.sum(), 5);
        ring.advance(1_061);
        assert_eq!(ring.sum(), 0);
    }

    #[test]
    fn a_clock_that_is_set_back_leaves_everything_in_the_window() {
        let mut ring = Ring::new(60, 1_000_000);
        ring.add(1_000_000, 5);
        ring.set_back(10);
        assert_eq!(ring.spent().collect::<Vec<_>>(), [(10, 5)]);
        ring.advance(71);
        assert_eq!(ring.sum(), 0);
    }
}

//! What was found.

use std::fmt;

use super::{Hour, Measure};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Watched {
    /// What is unusual, by hour, the farthest from the usual first.
    pub unusual: Vec<Unusual>,
    /// How many numbers were compared.
    pub judged: u64,
    /// How many could not be, because too few weeks have such an hour.
    pub without_history: u64,
    /// How many weeks were looked at.
    pub weeks: u8,
}

/// A number that is unusual for its hour of the week. Numbers are in small units: thousandths of calls and tokens,
/// pico-units of money, millionths of a rate, nanoseconds. [`Measure::text`] tells them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Unusual {
    /// What was measured.
    pub measure: Measure,
    /// Of whose calls: a value for each key after the hour; nothing in it where calls have none.
    pub group: Vec<Option<String>>,
    /// In which hour.
    pub hour: Hour,
    /// The number.
    pub value: i128,
    /// The median of the weeks before.
    pub median: i128,
    /// The usual spread around it.
    pub spread: f64,
    /// How many weeks the median is of.
    pub weeks: usize,
    /// How many times the spread the number lies above the median; below, where it is negative.
    pub score: f64,
}

impl Watched {
    pub(super) fn sort(&mut self) {
        self.unusual.sort_by(|a, b| {
            let by_score = b.score.abs().total_cmp(&a.score.abs());
            a.hour.cmp(&b.hour).then(by_score).then_with(|| a.group.cmp(&b.group))
        });
    }
}

/// `cost 12.4 USD at 2026-11-29T13 is 9.1 times the usual spread above the median 1.1 USD of 8 weeks`.
impl fmt::Display for Unusual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} at {} is {:.1} times the usual spread {} the median {} of {} weeks",
            self.measure,
            self.measure.text(self.value),
            self.hour,
            self.score.abs(),
            if self.score < 0.0 { "below" } else { "above" },
            self.measure.text(self.median),
            self.weeks,
        )
    }
}

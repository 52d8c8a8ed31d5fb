//! The last days, without gaps.

use genai_otel_ledger::{Group, Totals};
use jiff::civil::Date;

/// A day.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    /// Which.
    pub(crate) date: Date,
    /// Its sums; nothing where there was no call.
    pub(crate) totals: Option<Totals>,
}

/// The days up to the last one with a call, at most [`MOST`], those without a call too.
pub(super) fn last(groups: Vec<Group>) -> Vec<Day> {
    let with_calls = groups.into_iter().filter_map(|group| {
        let day: Date = group.values.into_iter().next()??.parse().ok()?;
        Some((day, group.totals))
    });
    let mut days: Vec<Day> = Vec::new();
    for (date, totals) in with_calls {
        let mut gap = days.last().and_then(|day| day.date.tomorrow().ok());
        // What comes long after is seen without what was before.
        if gap.is_some_and(|gap| (date - gap).get_days() > MOST as i32) {
            days.clear();
            gap = None;
        }
        while let Some(day) = gap.filter(|day| *day < date) {
            days.push(Day { date: day, totals: None });
            gap = day.tomorrow().ok();
        }
        days.push(Day { date, totals: Some(totals) });
    }
    days.split_off(days.len().saturating_sub(MOST))
}

/// How many days are told.
const MOST: usize = 60;

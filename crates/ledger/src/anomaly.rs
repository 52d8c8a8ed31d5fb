//! What is unusual for the hour of the week.

mod hour;
mod measure;
mod spread;
mod sums;
mod unusual;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use self::hour::Hour;
pub use self::measure::Measure;
use self::spread::Usual;
use self::sums::Sums;
pub use self::unusual::{Unusual, Watched};
use crate::query::Report;

/// Compares hours with the same hour of the week in the weeks before, by median and median absolute deviation.
///
/// `docs/reference/anomalies.md` has the method, with every number in it, and how often it is wrong.
#[derive(Clone, Debug)]
pub struct Watch {
    zone: TimeZone,
    weeks: u8,
}

impl Watch {
    /// Hours of this time zone, against [`Self::WEEKS`] weeks.
    #[must_use]
    pub const fn new(zone: TimeZone) -> Self {
        Self { zone, weeks: Self::WEEKS }
    }

    /// Against so many weeks. With fewer than [`Self::LEAST`] nothing can be judged.
    #[must_use]
    pub const fn weeks(mut self, weeks: u8) -> Self {
        self.weeks = weeks;
        self
    }

    /// From when to when calls matter for these hours; nothing where there is no hour.
    #[must_use]
    pub fn span(&self, hours: &[Hour]) -> Option<(Timestamp, Timestamp)> {
        let first = hours.iter().min()?.weeks_before(self.weeks)?;
        Some((first.start(&self.zone)?, hours.iter().max()?.end(&self.zone)?))
    }

    /// Judges hours, each group by itself. `report` is by hour first and then by whatever else, in the same time zone,
    /// over [`span`](Self::span).
    #[must_use]
    pub fn judge(&self, report: &Report, hours: &[Hour]) -> Watched {
        self.judge_by(report, hours, |group| group)
    }

    /// [`judge`](Self::judge) of all groups together.
    #[must_use]
    pub fn judge_together(&self, report: &Report, hours: &[Hour]) -> Watched {
        self.judge_by(report, hours, |_| &[])
    }

    fn judge_by(
        &self,
        report: &Report,
        hours: &[Hour],
        of: fn(&[Option<String>]) -> &[Option<String>],
    ) -> Watched {
        let mut watched = Watched { weeks: self.weeks, ..Watched::default() };
        let Some(first) = report.total.first else { return watched };
        let mut sums: BTreeMap<(&[Option<String>], &str), Sums> = BTreeMap::new();
        let mut groups: BTreeSet<&[Option<String>]> = BTreeSet::new();
        for group in &report.groups {
            let Some((Some(hour), rest)) = group.values.split_first() else { continue };
            let Some(hour) = hour.get(..Hour::TEXT_LENGTH) else { continue };
            let rest = of(rest);
            groups.insert(rest);
            sums.entry((rest, hour)).or_default().add(&group.totals);
        }
        for group in groups {
            let of = |hour: &Hour| sums.get(&(group, hour.to_string().as_str())).cloned();
            for hour in hours {
                let before = (1..=self.weeks).filter_map(|weeks| hour.weeks_before(weeks));
                let before = before.filter(|hour| hour.end(&self.zone) > Some(first));
                let sized = |hour: &Hour| {
                    let length = hour.length(&self.zone);
                    (length > 0).then(|| of(hour).unwrap_or_default().per_hour(length))
                };
                let history: Vec<_> = before.filter_map(|hour| sized(&hour)).collect();
                let Some(now) = sized(hour) else { continue };
                for measure in Measure::of(std::iter::once(&now).chain(&history)) {
                    self.judge_one((measure, group, *hour), &now, &history, &mut watched);
                }
            }
        }
        watched.sort();
        watched
    }

    fn judge_one(
        &self,
        (measure, group, hour): (Measure, &[Option<String>], Hour),
        now: &Sums,
        history: &[Sums],
        watched: &mut Watched,
    ) {
        let Some(value) = measure.value(now, Measure::LEAST_CALLS) else { return };
        let known =
            history.iter().filter_map(|sums| measure.value(sums, Measure::LEAST_CALLS_BEFORE));
        let known: Vec<_> = known.collect();
        if known.len() < usize::from(Self::LEAST) {
            watched.without_history += 1;
            return;
        }
        watched.judged += 1;
        let calls: Vec<_> = history.iter().map(|sums| sums.calls).collect();
        let Some(usual) = Usual::of(&known) else { return };
        let Some(usual_calls) = Usual::of(&calls) else { return };
        let floor = measure.floor(usual.median, usual_calls.median, now.calls);
        let spread = usual.spread().max(floor);
        let score = (value - usual.median) as f64 / spread;
        if score.abs() >= Self::SCORE {
            let (group, weeks) = (group.to_vec(), known.len());
            let median = usual.median;
            watched.unusual.push(Unusual {
                measure,
                group,
                hour,
                value,
                median,
                spread,
                weeks,
                score,
            });
        }
    }

    /// How many weeks are looked at by default.
    pub const WEEKS: u8 = 8;
    /// How many of them must have had the hour, and something to measure in it.
    pub const LEAST: u8 = 4;
    /// From how many times the usual spread on something is unusual.
    pub const SCORE: f64 = 5.0;
}

//! Stretches of the calendar.

use std::ops::Range;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Period {
    /// `2026-11-29T13`. Where clocks are set back, both hours of that name.
    Hour,
    /// `2026-11-29`.
    Day,
    /// `2026-W48`, from Monday, by ISO 8601.
    Week,
    /// `2026-11`.
    Month,
}

impl Period {
    /// All there are.
    pub(crate) const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    /// As it is typed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.as_str() == name)
    }

    /// What the stretch is called that this moment lies in.
    pub(crate) fn label(self, moment: Timestamp, zone: &TimeZone) -> String {
        let format = match self {
            Self::Hour => "%Y-%m-%dT%H",
            Self::Day => "%Y-%m-%d",
            Self::Week => "%G-W%V",
            Self::Month => "%Y-%m",
        };
        ZonedDateTime::new(moment, zone.clone()).strftime(format).to_string()
    }
}

/// What the stretch is called that moments lie in. That of the moment before is kept, and from when to when it is.
#[derive(Debug)]
pub(crate) struct Labels {
    period: Period,
    zone: TimeZone,
    label: String,
    /// Empty at first.
    stretch: Range<Timestamp>,
}

impl Labels {
    pub(crate) fn new(period: Period, zone: TimeZone) -> Self {
        let stretch = Timestamp::UNIX_EPOCH..Timestamp::UNIX_EPOCH;
        Self { period, zone, label: String::new(), stretch }
    }

    pub(crate) fn of(&mut self, moment: Timestamp) -> &str {
        if !self.stretch.contains(&moment) {
            self.label = self.period.label(moment, &self.zone);
            self.stretch = self.hour(moment).unwrap_or(moment..moment);
        }
        &self.label
    }

    /// The part of the hour around a moment in which the zone has one offset. All stretches begin and end with an hour of
    /// the zone, or where its offset changes.
    fn hour(&self, moment: Timestamp) -> Option<Range<Timestamp>> {
        let offset = i64::from(self.zone.to_offset(moment).seconds());
        let second = moment.as_second() - i64::from(moment.subsec_nanosecond() < 0);
        let start = second - (second + offset).rem_euclid(3_600);
        let just_after = moment.checked_add(SignedDuration::from_nanos(1)).ok()?;
        let last = self.zone.preceding(just_after).next().map(|change| change.timestamp());
        let next = self.zone.following(moment).next().map(|change| change.timestamp());
        let start = Some(Timestamp::from_second(start).ok()?).max(last)?;
        let end = Timestamp::from_second(start.as_second() + 3_600).ok()?;
        let end =
            Timestamp::from_second(end.as_second() - (end.as_second() + offset).rem_euclid(3_600))
                .ok()?;
        Some(start..next.map_or(end, |next| next.min(end)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(moment: &str, zone: &TimeZone) -> [String; 4] {
        let moment: Timestamp = moment.parse().unwrap();
        Period::ALL.map(|period| period.label(moment, zone))
    }

    #[test]
    fn a_moment_lies_in_the_stretches_of_its_zone() {
        let utc = labels("2027-01-01T23:30:00Z", &TimeZone::UTC);
        assert_eq!(utc, ["2027-01-01T23", "2027-01-01", "2026-W53", "2027-01"]);
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let twice = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"];
        let names = twice.map(|moment| labels(moment, &berlin)[0].clone());
        assert_eq!(names, ["2026-10-25T02", "2026-10-25T02"]);
        assert_eq!(labels("2026-10-24T22:00:00Z", &berlin)[1], "2026-10-25");
        assert_eq!(labels("2026-10-25T22:59:59Z", &berlin)[1], "2026-10-25");
        assert_eq!(labels("2026-10-25T23:00:00Z", &berlin)[1], "2026-10-26");
    }

    proptest! {
        #[test]
        fn labels_that_are_kept_are_those_of_each_moment(
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia"]),
            start in -1_000_000_000_i64..2_000_000_000,
            steps in prop::collection::vec((0_i64..5_000, 0..1_000_000_000), 1..60),
        ) {
            let zone = TimeZone::get(zone).unwrap();
            for period in Period::ALL {
                let mut labels = Labels::new(period, zone.clone());
                let mut second = start;
                for (step, nanos) in &steps {
                    second += step;
                    let moment = Timestamp::new(second, *nanos).unwrap();
                    prop_assert_eq!(labels.of(moment), period.label(moment, &zone));
                }
            }
        }
    }
}

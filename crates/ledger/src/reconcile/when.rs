//! Times of an export.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use crate::query::Period;

/// A time of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A day of the calendar, in the time zone that is asked for.
    Day(Date),
    /// A time of day without an offset, in that time zone too.
    Local(DateTime),
    Moment(Timestamp),
}

impl When {
    /// A day, a moment by RFC 3339, or seconds since 1970.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is neither a day such as `2026-11-25` nor a moment such as `2026-11-25T08:00:00Z` nor \
                 seconds since 1970 such as `1795939200`; others need a time format"
            )
        };
        // No eight digits, which would be a day, and no thirteen, which would be milliseconds.
        if matches!(text.len(), 10 | 11) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let seconds = text.parse().map_err(|_| wrong())?;
            return Timestamp::from_second(seconds).map(Self::Moment).map_err(|_| wrong());
        }
        match text.len() {
            10 => text.parse().map(Self::Day).map_err(|_| wrong()),
            _ => text.parse().map(Self::Moment).map_err(|_| wrong()),
        }
    }

    /// What is written in this format of `strftime`.
    pub(super) fn parse_as(format: &str, text: &str) -> Result<Self, String> {
        let wrong = |error| format!("`{text}` is no time such as `{format}`: {error}");
        let read = strtime::parse(format, text).map_err(wrong)?;
        if read.offset().is_some() || read.iana_time_zone().is_some() || read.timestamp().is_some()
        {
            return read.to_timestamp().map(Self::Moment).map_err(wrong);
        }
        match read.hour() {
            Some(_) => read.to_datetime().map(Self::Local).map_err(wrong),
            None => read.to_date().map(Self::Day).map_err(wrong),
        }
    }

    /// What the stretch is called that it lies in.
    pub(super) fn label(self, period: Period, zone: &TimeZone) -> Result<String, String> {
        let moment = match (self, period) {
            (Self::Moment(moment), _) => moment,
            (Self::Day(_), Period::Hour) => {
                return Err("a day has no hour: group by day, week or month".to_owned());
            }
            (Self::Day(day), _) => {
                let begin = day.to_zoned_datetime(zone.clone());
                begin.map_err(|_| format!("`{day}` has no beginning in the time zone"))?.timestamp()
            }
            (Self::Local(time), _) => {
                let there = time.to_zoned_datetime(zone.clone());
                there.map_err(|_| format!("`{time}` is no moment of the time zone"))?.timestamp()
            }
        };
        Ok(period.label(moment, zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_day_a_moment_or_seconds() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let day = |text: &str| When::parse(text).and_then(|when| when.label(Period::Day, &berlin));
        for text in
            ["2026-11-26", "2026-11-25T23:30:00Z", "2026-11-26T00:30:00+01:00", "1795649400"]
        {
            assert_eq!(day(text).as_deref(), Ok("2026-11-26"), "{text}");
        }
        for text in [
            "",
            "20261126",
            "1795649400000",
            "2026-11-26 10:00",
            "26.11.2026",
            "-1795649400",
            "now",
        ] {
            assert!(day(text).unwrap_err().contains("is neither a day"), "{text}");
        }
    }

    #[test]
    fn a_time_is_read_by_its_format() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let hour = |format: &str, text: &str| {
            When::parse_as(format, text).and_then(|when| when.label(Period::Hour, &berlin))
        };
        let day = When::parse_as("%m/%d/%Y", "11/26/2026");
        assert_eq!(day, Ok(When::Day(Date::constant(2026, 11, 26))));
        let local = hour("%d.%m.%Y %H:%M", "26.11.2026 00:30");
        assert_eq!(local, hour("%Y-%m-%d %H:%M:%S %z", "2026-11-25 23:30:00 +0000"));
        assert_eq!(local, hour("%s", "1795649400"));
        assert!(hour("%m/%d/%Y", "26/11/2026").unwrap_err().starts_with("`26/11/2026` is no time"));
        assert!(hour("%Q!", "26").unwrap_err().starts_with("`26` is no time such as `%Q!`"));
    }

    #[test]
    fn a_day_lies_in_its_week_and_month_and_in_no_hour() {
        let label =
            |period| When::parse("2027-01-01").and_then(|day| day.label(period, &TimeZone::UTC));
        assert_eq!(label(Period::Week).as_deref(), Ok("2026-W53"));
        assert_eq!(label(Period::Month).as_deref(), Ok("2027-01"));
        assert!(label(Period::Hour).unwrap_err().starts_with("a day has no hour"));
    }
}

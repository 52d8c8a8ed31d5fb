//! Where windows begin and end.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::Window;

/// The windows of one budget.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    pub(crate) window: Window,
    pub(crate) zone: TimeZone,
    pub(crate) week_start: Weekday,
}

/// From one moment until before another, in milliseconds. All time for windows that do not begin anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

impl Period {
    pub(crate) const ALWAYS: Self = Self { start: i64::MIN, end: i64::MAX };

    pub(crate) const fn contains(self, at: i64) -> bool {
        self.start <= at && at < self.end
    }
}

impl Calendar {
    /// The window that a moment is in. A day lasts as long as it does where the clocks are changed.
    pub(crate) fn period(&self, at: i64) -> Period {
        let bounds = |first: Date, next: Option<Date>| Period {
            // A day that begins with an hour left out begins behind it.
            start: self.start_of(first).map_or(i64::MIN, |start| start.min(at)),
            end: next.and_then(|next| self.start_of(next)).map_or(i64::MAX, |end| end.max(at + 1)),
        };
        let (first, last) = (Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
        let at = at.clamp(first, last);
        let Ok(moment) = Timestamp::from_millisecond(at) else { return Period::ALWAYS };
        let date = self.zone.to_datetime(moment).date();
        match self.window {
            Window::Sliding(_) | Window::Total => Period::ALWAYS,
            Window::Day => bounds(date, date.tomorrow().ok()),
            Window::Month => bounds(date.first_of_month(), date.last_of_month().tomorrow().ok()),
            Window::Week => {
                let days = date.weekday().since(self.week_start);
                let first = back(date, days).unwrap_or(date);
                let next = (0..7 - days).try_fold(date, |date, _| date.tomorrow().ok());
                bounds(first, next)
            }
        }
    }

    fn start_of(&self, date: Date) -> Option<i64> {
        let start = date.to_zoned_datetime(self.zone.clone()).ok()?;
        Some(start.timestamp().as_millisecond())
    }
}

fn back(date: Date, days: i8) -> Option<Date> {
    (0..days).try_fold(date, |date, _| date.yesterday().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(window: Window, zone: &str, at: &str) -> (String, String, i64) {
        let calendar =
            Calendar { window, zone: TimeZone::get(zone).unwrap(), week_start: Weekday::Monday };
        shown(&calendar, at)
    }

    /// Start and end as they are read there, and the hours between.
    fn shown(calendar: &Calendar, at: &str) -> (String, String, i64) {
        let at: Timestamp = at.parse().unwrap();
        let period = calendar.period(at.as_millisecond());
        assert!(period.contains(at.as_millisecond()));
        let read = |millis| {
            let moment = Timestamp::from_millisecond(millis).unwrap();
            calendar.zone.to_datetime(moment).to_string()
        };
        let hours = (period.end - period.start) / 3_600_000;
        (read(period.start), read(period.end), hours)
    }

    fn told(start: &str, end: &str, hours: i64) -> (String, String, i64) {
        (format!("{start}:00"), format!("{end}:00"), hours)
    }

    #[test]
    fn days_have_23_and_25_hours_where_clocks_are_changed() {
        let berlin = |at| period(Window::Day, "Europe/Berlin", at);
        assert_eq!(
            berlin("2026-03-29T10:00:00Z"),
            told("2026-03-29T00:00", "2026-03-30T00:00", 23)
        );
        assert_eq!(
            berlin("2026-10-25T23:30:00Z"),
            told("2026-10-26T00:00", "2026-10-27T00:00", 24)
        );
        // Half past two comes twice that night, and both are of that day.
        for at in [
            "2026-10-24T22:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T22:59:59.999Z",
        ] {
            assert_eq!(berlin(at), told("2026-10-25T00:00", "2026-10-26T00:00", 25));
        }
    }

    #[test]
    fn a_day_begins_behind_a_midnight_that_is_left_out() {
        let cairo = |at| period(Window::Day, "Africa/Cairo", at);
        assert_eq!(cairo("2026-04-24T10:00:00Z"), told("2026-04-24T01:00", "2026-04-25T00:00", 23));
        assert_eq!(cairo("2026-04-23T21:59:59Z"), told("2026-04-23T00:00", "2026-04-24T01:00", 24));
    }

    #[test]
    fn months_end_with_their_last_day_in_leap_years_too() {
        let month = |at| period(Window::Month, "America/New_York", at);
        assert_eq!(
            month("2028-02-29T12:00:00Z"),
            told("2028-02-01T00:00", "2028-03-01T00:00", 29 * 24)
        );
        assert_eq!(
            month("2027-03-01T04:59:59Z"),
            told("2027-02-01T00:00", "2027-03-01T00:00", 28 * 24)
        );
        assert_eq!(
            month("2027-03-01T05:00:00Z"),
            told("2027-03-01T00:00", "2027-04-01T00:00", 31 * 24 - 1)
        );
        assert_eq!(
            month("2026-12-31T12:00:00Z"),
            told("2026-12-01T00:00", "2027-01-01T00:00", 31 * 24)
        );
    }

    #[test]
    fn weeks_begin_on_the_day_that_they_are_told_to() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let week = |week_start, at| {
            shown(&Calendar { window: Window::Week, zone: zone.clone(), week_start }, at)
        };
        // 2026-11-29 is a Sunday.
        let (monday, sunday) = (Weekday::Monday, Weekday::Sunday);
        let before = told("2026-11-23T00:00", "2026-11-30T00:00", 168);
        assert_eq!(week(monday, "2026-11-29T22:59:59Z"), before);
        assert_eq!(week(monday, "2026-11-29T23:00:00Z").0, "2026-11-30T00:00:00");
        assert_eq!(
            week(sunday, "2026-11-29T12:00:00Z"),
            told("2026-11-29T00:00", "2026-12-06T00:00", 168)
        );
        assert_eq!(week(sunday, "2026-10-24T12:00:00Z").0, "2026-10-18T00:00:00");
        assert_eq!(week(monday, "2026-10-25T12:00:00Z").2, 169);
    }

    #[test]
    fn the_ends_of_time_are_in_windows_too() {
        for window in [Window::Day, Window::Week, Window::Month, Window::Total] {
            for zone in ["Pacific/Kiritimati", "Pacific/Niue"] {
                let zone = TimeZone::get(zone).unwrap();
                let calendar = Calendar { window, zone, week_start: Weekday::Monday };
                for at in [i64::MIN, -62_135_596_800_000, 0, 253_402_300_799_999, i64::MAX] {
                    let period = calendar.period(at);
                    assert!(period.start < period.end, "{window} at {at}");
                }
            }
        }
    }
}

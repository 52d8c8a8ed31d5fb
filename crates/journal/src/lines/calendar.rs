use std::time::SystemTime;

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

/// At which turns of the calendar a new file of lines is begun.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Calendar {
    /// At none.
    #[default]
    None,
    /// With each day of this time zone.
    Day(TimeZone),
    /// With each month of this time zone.
    Month(TimeZone),
}

impl Calendar {
    /// When the period ends that this moment is in; none where it has no end.
    pub(crate) fn end_of(&self, time: SystemTime) -> Option<SystemTime> {
        let date = |zone: &TimeZone| -> Option<Date> {
            Some(zone.to_datetime(Timestamp::try_from(time).ok()?).date())
        };
        let (zone, last) = match self {
            Self::None => return None,
            Self::Day(zone) => (zone, date(zone)?),
            Self::Month(zone) => (zone, date(zone)?.last_of_month()),
        };
        let next = last.tomorrow().ok()?.to_datetime(Time::midnight());
        SystemTime::try_from(zone.to_timestamp(next).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end_of(calendar: &Calendar, time: &str) -> Result<String, jiff::Error> {
        let time: Timestamp = time.parse()?;
        let end = calendar.end_of(SystemTime::try_from(time)?).unwrap_or(SystemTime::UNIX_EPOCH);
        Ok(Timestamp::try_from(end)?.to_string())
    }

    #[test]
    fn a_period_ends_where_the_next_one_begins_in_its_zone() -> Result<(), jiff::Error> {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let day = Calendar::Day(zone.clone());
        assert_eq!(end_of(&day, "2026-11-29T21:59:59.9Z")?, "2026-11-29T22:00:00Z");
        assert_eq!(end_of(&day, "2026-11-29T22:00:00Z")?, "2026-11-30T22:00:00Z");
        let month = Calendar::Month(zone);
        assert_eq!(end_of(&month, "2026-12-31T21:59:59Z")?, "2026-12-31T22:00:00Z");
        assert_eq!(end_of(&month, "2026-12-31T22:00:00Z")?, "2027-01-31T22:00:00Z");
        assert_eq!(Calendar::None.end_of(SystemTime::UNIX_EPOCH), None);
        Ok(())
    }
}

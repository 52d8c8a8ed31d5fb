//! Days of the calendar, in UTC.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A day in UTC, as the number of days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// The day of a moment, and the seconds since its midnight.
    #[must_use]
    pub fn of(moment: SystemTime) -> (Self, u32) {
        let seconds = match moment.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            // Begun seconds before the epoch count as whole ones.
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                -whole.saturating_add(i64::from(before.subsec_nanos() > 0))
            }
        };
        let day = seconds.div_euclid(SECONDS_A_DAY);
        let day = i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX });
        let rest = u32::try_from(seconds.rem_euclid(SECONDS_A_DAY)).unwrap_or_default();
        (Self(day), rest)
    }

    /// Midnight at its beginning. Nothing beyond what the system's clock can say.
    #[must_use]
    pub fn midnight(self) -> Option<SystemTime> {
        let seconds = u64::from(self.0.unsigned_abs()).saturating_mul(86_400);
        let span = std::time::Duration::from_secs(seconds);
        if self.0 < 0 { UNIX_EPOCH.checked_sub(span) } else { UNIX_EPOCH.checked_add(span) }
    }
}

impl FromStr for Date {
    type Err = ParseDateError;

    /// Parses `2026-11-29`.
    fn from_str(text: &str) -> Result<Self, ParseDateError> {
        let error = || ParseDateError { text: text.chars().take(64).collect() };
        // Jiff takes more forms than files should use.
        let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let date: jiff::civil::Date = text.parse().map_err(|_| error())?;
        let days = date.since(epoch()).map_err(|_| error())?.get_days();
        if is_plain { Ok(Self(days)) } else { Err(error()) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match epoch().checked_add(jiff::SignedDuration::from_hours(i64::from(self.0) * 24)) {
            Ok(date) => date.fmt(f),
            Err(_) => write!(f, "day {}", self.0),
        }
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no date such as `2026-11-29`")]
#[non_exhaustive]
pub struct ParseDateError {
    /// The text, at most its first 64 characters.
    pub text: String,
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            i32::deserialize(deserializer).map(Self)
        }
    }
}

const fn epoch() -> jiff::civil::Date {
    jiff::civil::date(1970, 1, 1)
}

const SECONDS_A_DAY: i64 = 86_400;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn dates_print_what_was_parsed() {
        for text in ["1969-12-31", "1970-01-01", "2024-02-29", "2026-11-29", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2026-02-30", "20261129", "2026-11-29T00:00", "2026-1-9", "yesterday"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_is_of_its_day_in_utc() {
        let noon = UNIX_EPOCH + Duration::from_secs(1_795_910_400 + 43_200);
        assert_eq!(Date::of(noon), ("2026-11-29".parse().unwrap(), 43_200));
        let before = UNIX_EPOCH - Duration::from_millis(1);
        assert_eq!(Date::of(before), ("1969-12-31".parse().unwrap(), 86_399));
    }
}

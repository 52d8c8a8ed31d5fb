//! Moments: `2026-10-01` (its beginning in UTC), `2026-10-01T20:00:00Z`.

use std::time::SystemTime;

use genai_otel_pricing::Date;

/// Parses a day, which stands for its first second in UTC, or a moment by RFC 3339.
pub(crate) fn parse_moment(text: &str) -> Result<SystemTime, ParseMomentError> {
    let day = text.parse::<Date>().ok().and_then(Date::midnight);
    let moment = || SystemTime::try_from(text.parse::<jiff::Timestamp>().ok()?).ok();
    day.or_else(moment).ok_or(ParseMomentError)
}

/// A moment by RFC 3339, in UTC: `2026-10-01T20:00:00Z`.
pub(crate) fn moment_text(moment: SystemTime) -> String {
    let timestamp = jiff::Timestamp::try_from(moment);
    timestamp.map_or_else(|_| "beyond the calendar".to_owned(), |timestamp| timestamp.to_string())
}

/// A text that is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is neither a day such as `2026-10-01` nor a moment such as `2026-10-01T20:00:00Z`")]
pub(crate) struct ParseMomentError;

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_day_is_its_first_second_and_a_moment_has_a_zone() {
        for (text, seconds) in [
            ("2026-11-29", 1_795_910_400),
            ("2026-11-29T00:00:00Z", 1_795_910_400),
            ("2026-11-29T01:00:00+01:00", 1_795_910_400),
            ("2026-11-29t12:00:00z", 1_795_953_600),
        ] {
            let expected = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(parse_moment(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn moments_are_told_as_they_can_be_typed() {
        let text = "2026-11-29T12:00:00.5Z";
        assert_eq!(moment_text(parse_moment(text).unwrap()), text);
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in
            ["", "yesterday", "2026-13-01", "2026-11-29T12:00:00", "1795910400", "29.11.2026"]
        {
            assert_eq!(parse_moment(text), Err(ParseMomentError), "{text}");
        }
    }
}

//! Over which time a budget counts.

mod calendar;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

pub(crate) use self::calendar::{Calendar, Period};

/// Over which time a budget counts. A call counts in the window in which it started, as in the ledger.
///
/// ```
/// use std::time::Duration;
///
/// use genai_otel_budget::Window;
///
/// assert_eq!("month".parse(), Ok(Window::Month));
/// assert_eq!("90m".parse(), Ok(Window::Sliding(Duration::from_secs(5_400))));
/// # Ok::<(), genai_otel_budget::ParseWindowError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Window {
    /// The time just past, of this length: from a millisecond to ten years. A call counts at least so long, and at most
    /// a sixtieth longer (a millisecond where that is more), because it is kept in sixty parts.
    Sliding(Duration),
    /// The day of the budget's time zone.
    Day,
    /// The week, which begins on a Monday unless [`Budget::week_start`](crate::Budget::week_start) says otherwise.
    Week,
    /// The month.
    Month,
    /// All time: it never begins again.
    Total,
}

impl Window {
    /// Whether it can be kept.
    pub(crate) fn is_valid(self) -> bool {
        match self {
            Self::Sliding(length) => (Duration::from_millis(1)..=LONGEST).contains(&length),
            Self::Day | Self::Week | Self::Month | Self::Total => true,
        }
    }
}

/// As it is configured: `month`, `90m`. A length that is no whole number of seconds in milliseconds: `1500ms`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sliding(length) => {
                let millis = length.as_millis();
                let fit = UNITS.into_iter().find(|(_, unit)| millis.is_multiple_of(*unit));
                let (word, unit) = fit.unwrap_or(("ms", 1));
                write!(f, "{}{word}", millis / unit)
            }
            Self::Day => f.write_str("day"),
            Self::Week => f.write_str("week"),
            Self::Month => f.write_str("month"),
            Self::Total => f.write_str("total"),
        }
    }
}

impl FromStr for Window {
    type Err = ParseWindowError;

    /// Parses `day`, `week`, `month`, `total`, or the length of a sliding window: a whole number of `ms`, `s`, `m`, `h`
    /// or `d` (of 24 hours).
    fn from_str(text: &str) -> Result<Self, ParseWindowError> {
        let error = || ParseWindowError { text: text.chars().take(64).collect() };
        let text = text.trim();
        match text {
            "day" => return Ok(Self::Day),
            "week" => return Ok(Self::Week),
            "month" => return Ok(Self::Month),
            "total" => return Ok(Self::Total),
            _ => {}
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, word) = text.split_at(digits);
        let unit = UNITS.into_iter().find(|(known, _)| *known == word).ok_or_else(error)?.1;
        let number: u64 = number.parse().map_err(|_| error())?;
        let millis = u64::try_from(unit).ok().and_then(|unit| number.checked_mul(unit));
        let window = Self::Sliding(Duration::from_millis(millis.ok_or_else(error)?));
        if window.is_valid() { Ok(window) } else { Err(error()) }
    }
}

/// A text that is no window.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no window: `day`, `week`, `month`, `total`, or a length such as `90s`, `15m`, `1h`, `7d`, of at most ten years"
)]
#[non_exhaustive]
pub struct ParseWindowError {
    /// The text, at most its first 64 characters.
    pub text: String,
}

/// Units of length in milliseconds, the longest first.
const UNITS: [(&str, u128); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

const LONGEST: Duration = Duration::from_secs(3_660 * 86_400);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_what_is_configured() {
        for text in ["day", "week", "month", "total", "1500ms", "90s", "15m", "25h", "7d"] {
            assert_eq!(text.parse::<Window>().unwrap().to_string(), text);
        }
        assert_eq!("3600s".parse::<Window>().unwrap().to_string(), "1h");
    }

    #[test]
    fn what_is_no_window_is_refused() {
        for text in ["", "year", "0s", "h", "-1h", "1.5h", "1 h", "4000d", "99999999999999999999d"]
        {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
    }
}

use std::time::Duration;

use crate::{SetupError, error::Origin};

/// The values a number may have, both ends included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub(crate) least: u64,
    pub(crate) most: u64,
}

impl Range {
    /// What the specification asks every implementation to support; longer ones overflow clocks on some platforms.
    pub(crate) const FROM_ZERO: Self = Self { least: 0, most: i32::MAX as u64 };
    pub(crate) const FROM_ONE: Self = Self { least: 1, ..Self::FROM_ZERO };

    fn contains(self, number: u64) -> bool {
        (self.least..=self.most).contains(&number)
    }
}

/// Reads a whole number.
pub(crate) fn whole_number(origin: Origin, text: &str, range: Range) -> Result<u64, SetupError> {
    text.parse().ok().filter(|number| range.contains(*number)).ok_or_else(|| {
        origin.invalid(text, format!("a whole number between {} and {}", range.least, range.most))
    })
}

/// Reads a whole number of milliseconds, the only unit of time in the specification's variables.
pub(crate) fn milliseconds(
    origin: Origin,
    text: &str,
    range: Range,
) -> Result<Duration, SetupError> {
    text.parse()
        .ok()
        .filter(|number| range.contains(*number))
        .map(Duration::from_millis)
        .ok_or_else(|| {
            origin.invalid(
                text,
                format!(
                    "a whole number of milliseconds between {} and {}",
                    range.least, range.most
                ),
            )
        })
}

/// Checks a duration given in code against the range that the environment has.
pub(crate) fn duration_in(
    setting: &'static str,
    duration: Duration,
    range: Range,
) -> Result<Duration, SetupError> {
    let (least, most) = (Duration::from_millis(range.least), Duration::from_millis(range.most));
    if (least..=most).contains(&duration) {
        Ok(duration)
    } else {
        let expected = format!("a duration between {least:?} and {most:?}");
        Err(Origin::Setting(setting).invalid(format!("{duration:?}"), expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: Origin = Origin::Variable("OTEL_BSP_SCHEDULE_DELAY");

    #[test]
    fn only_whole_numbers_in_range_are_read() {
        for (text, expected) in
            [("1", Some(1)), ("2147483647", Some(i32::MAX as u64)), ("+5", Some(5))]
        {
            assert_eq!(whole_number(ORIGIN, text, Range::FROM_ONE).ok(), expected, "{text}");
        }
        for text in
            ["0", "-1", "2147483648", "1.5", "1e3", "5s", "99999999999999999999", "NaN", "٣"]
        {
            assert!(whole_number(ORIGIN, text, Range::FROM_ONE).is_err(), "{text}");
            assert!(milliseconds(ORIGIN, text, Range::FROM_ONE).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_in_code_have_the_range_of_the_environment() {
        assert!(duration_in("timeout", Duration::ZERO, Range::FROM_ZERO).is_ok());
        assert_eq!(
            duration_in("timeout", Duration::MAX, Range::FROM_ONE).unwrap_err().to_string(),
            "the setting `timeout` is `18446744073709551615.999999999s`, expected a duration between 1ms and 2147483.647s"
        );
    }
}

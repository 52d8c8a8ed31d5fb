//! Lengths of time: `90`, `2.5`, `1m30s`, `1h`, `500ms`.

use std::time::Duration;

/// Parses seconds (`2.5`), or numbers with units (`1h2m3.5s`, `500ms`), each unit once and the greatest first.
pub(crate) fn parse_span(text: &str) -> Result<Duration, ParseSpanError> {
    if text.starts_with('-') {
        return Err(ParseSpanError::Negative);
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return part(text, NANOS_A_SECOND).map(Duration::from_nanos);
    }
    let mut rest = text;
    let mut greatest = u64::MAX;
    let mut total = 0_u64;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, behind) = rest.split_at(end.ok_or(ParseSpanError::Malformed)?);
        let unit = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit);
        let nanos = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, nanos)| *nanos);
        let nanos = nanos.ok_or(ParseSpanError::Malformed)?;
        if nanos >= greatest {
            return Err(ParseSpanError::Malformed);
        }
        let sum = total.checked_add(part(number, nanos)?);
        (total, greatest, rest) = (sum.ok_or(ParseSpanError::TooLarge)?, nanos, behind);
    }
    Ok(Duration::from_nanos(total))
}

/// `number` times `nanos`, exactly.
fn part(number: &str, nanos: u64) -> Result<u64, ParseSpanError> {
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return Err(ParseSpanError::Malformed),
        Some((whole, fraction)) => (whole, fraction.trim_end_matches('0')),
        None => (number, ""),
    };
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(ParseSpanError::Malformed);
    }
    let whole: u64 = whole.parse().map_err(|_| ParseSpanError::TooLarge)?;
    let whole = whole.checked_mul(nanos).ok_or(ParseSpanError::TooLarge)?;
    if fraction.is_empty() {
        return Ok(whole);
    }
    let scale = u32::try_from(fraction.len()).ok().and_then(|places| 10_u128.checked_pow(places));
    let (scale, digits) = scale.zip(fraction.parse().ok()).ok_or(ParseSpanError::TooFine)?;
    let product = u128::checked_mul(digits, u128::from(nanos)).ok_or(ParseSpanError::TooFine)?;
    if product % scale != 0 {
        return Err(ParseSpanError::TooFine);
    }
    let fraction = u64::try_from(product / scale).map_err(|_| ParseSpanError::TooLarge)?;
    whole.checked_add(fraction).ok_or(ParseSpanError::TooLarge)
}

const NANOS_A_SECOND: u64 = 1_000_000_000;

const UNITS: [(&str, u64); 4] = [
    ("h", 3600 * NANOS_A_SECOND),
    ("m", 60 * NANOS_A_SECOND),
    ("s", NANOS_A_SECOND),
    ("ms", NANOS_A_SECOND / 1000),
];

/// A text that is no length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseSpanError {
    /// No length of time at all.
    #[error("is no length of time such as `90` or `2.5` (seconds), `1m30s`, `1h` or `500ms`")]
    Malformed,
    /// Parts of a nanosecond.
    #[error("is finer than a nanosecond")]
    TooFine,
    /// Less than nothing.
    #[error("is negative")]
    Negative,
    /// More than 64 bits hold.
    #[error("is too large: at most some 584 years")]
    TooLarge,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_are_read_to_the_nanosecond() {
        for (text, nanos) in [
            ("0", 0),
            ("90", 90_000_000_000),
            ("2.5", 2_500_000_000),
            ("2.500000000000", 2_500_000_000),
            ("0.000000001", 1),
            ("2.5s", 2_500_000_000),
            ("1m30s", 90_000_000_000),
            ("1h", 3_600_000_000_000),
            ("1.5h", 5_400_000_000_000),
            ("1h2m3.5s4ms", 3_723_504_000_000),
            ("500ms", 500_000_000),
        ] {
            assert_eq!(parse_span(text), Ok(Duration::from_nanos(nanos)), "{text}");
        }
    }

    #[test]
    fn what_is_no_span_is_refused_with_the_reason() {
        use ParseSpanError::{Malformed, Negative, TooFine, TooLarge};

        for (text, why) in [
            ("", Malformed),
            (".", Malformed),
            ("5.", Malformed),
            ("1.2.3", Malformed),
            ("s", Malformed),
            ("1m30", Malformed),
            ("1s1m", Malformed),
            ("1s2s", Malformed),
            ("1 m", Malformed),
            ("1d", Malformed),
            ("-3", Negative),
            ("0.0000000001", TooFine),
            ("0.0000001ms", TooFine),
            ("0.00000000000000000000000000000000000000000000001", TooFine),
            ("18446744074", TooLarge),
            ("99999999999999999999", TooLarge),
            ("5124095h5124095m", TooLarge),
        ] {
            assert_eq!(parse_span(text), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[0-9hms. -]{0,24}|.{0,12}") {
            let _ = parse_span(&text).map(|span| span.as_nanos());
        }

        #[test]
        fn a_span_is_read_as_it_was_written(nanos: u64) {
            let text = format!("{}.{:09}", nanos / NANOS_A_SECOND, nanos % NANOS_A_SECOND);
            prop_assert_eq!(parse_span(&text), Ok(Duration::from_nanos(nanos)));
        }
    }
}

//! Counts: `2006`, `1_000`, `1,000`, `1.5M`.

use std::iter;

/// Parses a whole number, with `_` or `,` between its digits and with `k` (1,000) or `M` (1,000,000) behind it.
pub(crate) fn parse_count(text: &str) -> Result<u64, ParseCountError> {
    if text.starts_with('-') {
        return Err(ParseCountError::Negative);
    }
    let (number, places) = match text.strip_suffix(['k', 'K']) {
        Some(number) => (number, 3),
        None => text.strip_suffix('M').map_or((text, 0), |number| (number, 6)),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return Err(ParseCountError::Malformed),
        Some((whole, fraction)) => (whole, fraction.trim_end_matches('0')),
        None => (number, ""),
    };
    let whole = without_separators(whole).ok_or(ParseCountError::Malformed)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ParseCountError::Malformed);
    }
    let missing = usize::checked_sub(places, fraction.len()).ok_or(ParseCountError::NotWhole)?;
    let digits = whole.chars().chain(fraction.chars()).chain(iter::repeat_n('0', missing));
    digits.collect::<String>().parse().map_err(|_| ParseCountError::TooLarge)
}

/// The digits of `12_345` or `12,345`; nothing for `1,2345`, where the comma may be meant as a point.
fn without_separators(text: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if text.contains(',') {
        let mut groups = text.split(',');
        let first = groups.next()?;
        let well_formed = digits(first)
            && first.len() <= 3
            && groups.all(|group| group.len() == 3 && digits(group));
        return well_formed.then(|| text.replace(',', ""));
    }
    text.split('_').all(digits).then(|| text.replace('_', ""))
}

/// A text that is no count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseCountError {
    /// No number at all.
    #[error("is no whole number such as `2006`, `1_000`, `1,000`, `20k` or `1.5M`")]
    Malformed,
    /// Something is left of a whole.
    #[error("is not a whole number")]
    NotWhole,
    /// Less than zero.
    #[error("is negative")]
    Negative,
    /// More than 64 bits hold.
    #[error("is too large: at most 18,446,744,073,709,551,615")]
    TooLarge,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_are_read_as_people_write_them() {
        for (text, count) in [
            ("0", 0),
            ("2006", 2006),
            ("1_000", 1000),
            ("1,000", 1000),
            ("12,345,678", 12_345_678),
            ("20k", 20_000),
            ("20K", 20_000),
            ("1.5M", 1_500_000),
            ("0.000001M", 1),
            ("3.0", 3),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(parse_count(text), Ok(count), "{text}");
        }
    }

    #[test]
    fn what_is_no_count_is_refused_with_the_reason() {
        use ParseCountError::{Malformed, Negative, NotWhole, TooLarge};

        for (text, why) in [
            ("", Malformed),
            ("k", Malformed),
            (".5M", Malformed),
            ("5.", Malformed),
            ("1,5", Malformed),
            ("1000,000", Malformed),
            ("1__0", Malformed),
            ("_1", Malformed),
            ("1m", Malformed),
            ("+1", Malformed),
            ("1e3", Malformed),
            ("٣", Malformed),
            ("twelve", Malformed),
            ("-5", Negative),
            ("1.5", NotWhole),
            ("1.2345k", NotWhole),
            ("18446744073709551616", TooLarge),
            ("99999999999999999999M", TooLarge),
        ] {
            assert_eq!(parse_count(text), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,24}") {
            let _unused = parse_count(&text).map(|count| count.to_string());
        }

        #[test]
        fn every_count_is_read_as_it_was_written(count: u64, thousands in 0_u64..1_000_000_000) {
            prop_assert_eq!(parse_count(&count.to_string()), Ok(count));
            prop_assert_eq!(parse_count(&format!("{thousands}k")), Ok(thousands * 1000));
            prop_assert_eq!(parse_count(&crate::digits::grouped(u128::from(count))), Ok(count));
        }
    }
}

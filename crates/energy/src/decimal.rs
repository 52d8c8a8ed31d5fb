//! Exact decimal numbers.

/// A decimal number that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` {problem}")]
pub struct ParseDecimalError {
    /// The text, or its beginning.
    pub(crate) text: String,
    pub(crate) problem: &'static str,
}

/// The number of a text such as `0.0003` or `7.5e-05`, in steps of 10^-`decimals`. Nothing is rounded.
pub(crate) fn parse(text: &str, decimals: i64) -> Result<u64, ParseDecimalError> {
    let fault = |problem| ParseDecimalError { text: text.chars().take(64).collect(), problem };
    let malformed = || fault("is no decimal number of zero or more, such as 0.0003");
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().map_err(|_| malformed())?),
        None => (text, 0_i64),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return Err(malformed());
    }
    let digits = [whole, fraction].concat();
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return Ok(0);
    }
    let behind = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let zeros = behind(digits.len() - kept.len());
    // How many places behind the point the last digit is that is not 0.
    let places = behind(fraction.len()).saturating_sub(zeros).saturating_sub(exponent);
    let missing = decimals.saturating_sub(places);
    if missing < 0 {
        return Err(fault("has too many decimals"));
    }
    let power = u32::try_from(missing).ok().and_then(|missing| 10_u64.checked_pow(missing));
    let number = kept.parse::<u64>().ok().zip(power);
    number.and_then(|(kept, power)| kept.checked_mul(power)).ok_or_else(|| fault("is too large"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_exactly_or_refused() {
        let read = |text: &str| parse(text, 6).map_err(|error| error.to_string());
        for (text, micro) in [
            ("0", 0),
            ("0.000000", 0),
            ("1", 1_000_000),
            ("007.50", 7_500_000),
            ("7.5e-05", 75),
            ("1e3", 1_000_000_000),
            ("12.5E+1", 125_000_000),
            ("18446744073709.551615", u64::MAX),
        ] {
            assert_eq!(read(text), Ok(micro), "{text}");
        }
        for (text, problem) in [
            ("0.0000001", "has too many decimals"),
            ("1e-7", "has too many decimals"),
            ("18446744073709.551616", "is too large"),
            ("1e99", "is too large"),
            ("1e9223372036854775807", "is too large"),
            ("1e-9223372036854775808", "has too many decimals"),
            ("", "is no decimal number of zero or more, such as 0.0003"),
            ("-1", "is no decimal number of zero or more, such as 0.0003"),
            ("nan", "is no decimal number of zero or more, such as 0.0003"),
            ("1.", "is no decimal number of zero or more, such as 0.0003"),
            ("1e", "is no decimal number of zero or more, such as 0.0003"),
        ] {
            assert_eq!(read(text), Err(format!("`{text}` {problem}")), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_number_of_so_many_steps_is_read_to_itself(steps in any::<u64>()) {
            let text = format!("{}.{:012}", steps / 1_000_000_000_000, steps % 1_000_000_000_000);
            prop_assert_eq!(parse(&text, 12), Ok(steps));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9.eE+-]{0,24}|\\PC{0,12}", decimals in 0_i64..13) {
            let _read = parse(&text, decimals);
        }
    }
}

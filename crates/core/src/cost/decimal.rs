//! Amounts from decimal numbers, exactly.

use super::{Currency, Money};

impl Money {
    /// The amount in US dollars that a decimal number writes, perhaps with an exponent (`7.5e-05`). What is finer than a
    /// pico-dollar is rounded half to even. Nothing for a text that is no number, and for more than an `i128` holds.
    pub(crate) fn from_decimal(text: &str) -> Option<Self> {
        let (is_negative, number) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match number.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (number, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() || whole.len() + fraction.len() > MAX_DIGITS {
            return None;
        }
        let mut value = 0_i128;
        for digit in whole.bytes().chain(fraction.bytes()) {
            let digit = digit.is_ascii_digit().then(|| i128::from(digit - b'0'))?;
            value = value.checked_mul(10)?.checked_add(digit)?;
        }
        // Few digits, as just seen.
        let shift = exponent.checked_add(DECIMALS)?.checked_sub(fraction.len() as i32)?;
        let pico = shifted(value, shift)?;
        Some(Self::from_pico(if is_negative { -pico } else { pico }, Currency::USD))
    }

    /// The amount in US dollars that the shortest decimal number for this float writes: a float of JSON stands for the
    /// digits that were sent. Nothing for what is not finite, and for more than an `i128` holds.
    pub(crate) fn from_shortest(dollars: f64) -> Option<Self> {
        dollars.is_finite().then(|| Self::from_decimal(&format!("{dollars:e}")))?
    }
}

/// `value` times ten to the power of `shift`, rounded half to even.
fn shifted(value: i128, shift: i32) -> Option<i128> {
    let power = 10_i128.checked_pow(shift.unsigned_abs());
    match (shift >= 0, power) {
        _ if value == 0 => Some(0),
        (true, power) => value.checked_mul(power?),
        // Less than half a pico-unit: a value has fewer digits than such a power.
        (false, None) => Some(0),
        (false, Some(power)) => {
            let (quotient, rest) = (value / power, value % power);
            let is_up = match rest.cmp(&(power - rest)) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => quotient % 2 == 1,
                std::cmp::Ordering::Greater => true,
            };
            Some(quotient + i128::from(is_up))
        }
    }
}

/// Decimals of a pico-unit.
const DECIMALS: i32 = 12;

/// The most digits of a number. No amount has more, and a text may be long.
const MAX_DIGITS: usize = 64;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pico(text: &str) -> Option<i128> {
        Money::from_decimal(text).map(Money::pico)
    }

    #[test]
    fn decimals_are_taken_as_they_are_written() {
        for (text, expected) in [
            ("0", 0),
            ("-0", 0),
            ("0.00609", 6_090_000_000),
            ("7.5e-05", 75_000_000),
            ("1E+2", 100_000_000_000_000),
            ("0.0076509169000000005", 7_650_916_900),
            ("2.5e-12", 2),
            ("3.5e-12", 4),
            ("2.50001e-12", 3),
            ("1e-300", 0),
            ("0e999", 0),
            ("-1.5", -1_500_000_000_000),
        ] {
            assert_eq!(pico(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_or_too_large_is_no_amount() {
        let long = "1".repeat(65);
        for text in [
            "",
            ".5",
            "-",
            "e5",
            "1e",
            "1e5.5",
            "NaN",
            "inf",
            "1,5",
            "1 USD",
            "1e27",
            "1e99999999999",
            &long,
        ] {
            assert_eq!(pico(text), None, "{text}");
        }
        for float in [f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(Money::from_shortest(float), None);
        }
    }

    proptest! {
        #[test]
        fn a_float_is_the_number_that_was_written(pico in 0_u64..1_000_000_000_000_000) {
            let exact = Money::from_pico(pico.into(), Currency::USD);
            let text = exact.to_string();
            let number = text.trim_end_matches(" USD");
            prop_assert_eq!(Money::from_decimal(number), Some(exact));
            prop_assert_eq!(Money::from_shortest(number.parse().unwrap()), Some(exact));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "[-+]?[0-9.eE]{0,80}") {
            let _: Option<Money> = Money::from_decimal(&text);
        }
    }
}

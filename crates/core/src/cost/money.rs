//! Exact money.

use std::fmt;
use std::str::FromStr;

/// An exact amount of money: a whole number of pico-units (10^-12) of a currency. Never a float, so
/// a million small amounts add up to the last digit in any order.
///
/// ```
/// use genai_otel_core::{Currency, Money};
///
/// let price: Money = "0.0000025".parse()?; // US dollars unless another currency follows
/// assert_eq!(price, Money::from_pico(2_500_000, Currency::USD));
/// assert_eq!(price.to_string(), "0.0000025 USD");
/// assert_eq!("1.5 EUR".parse::<Money>()?.currency().as_str(), "EUR");
/// # Ok::<(), genai_otel_core::ParseMoneyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    pico: i128,
    currency: Currency,
}

impl Money {
    /// An amount in pico-units (10^-12) of `currency`.
    #[must_use]
    pub const fn from_pico(pico: i128, currency: Currency) -> Self {
        Self { pico, currency }
    }

    /// An amount in US dollars from a float: from the shortest decimal number that stands for it, so that `0.1` is a
    /// tenth. Rounded to whole pico-dollars, half to even. Nothing for NaN, infinities and amounts of more than 10^15
    /// dollars.
    #[must_use]
    pub fn from_usd(dollars: f64) -> Option<Self> {
        let limit = 1e15;
        // What is printed of a float is the shortest decimal number that stands for it.
        let decimal = (dollars.is_finite() && dollars.abs() <= limit).then(|| dollars.to_string());
        decimal.and_then(|text| parse_pico(&text)).map(|pico| Self::from_pico(pico, Currency::USD))
    }

    /// The amount in pico-units.
    #[must_use]
    pub const fn pico(self) -> i128 {
        self.pico
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The nearest float, for exits that know nothing better. Never compute with it.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        if self.pico.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS {
            // Both are floats exactly, so that the division alone rounds.
            self.pico as f64 / PICO_PER_UNIT as f64
        } else {
            self.decimal().parse().unwrap_or(f64::INFINITY)
        }
    }

    /// The exact amount without its currency and without trailing zeros: `0.0042`.
    #[must_use]
    pub fn decimal(self) -> String {
        let magnitude = self.pico.unsigned_abs();
        let unit = PICO_PER_UNIT.unsigned_abs();
        let sign = if self.pico < 0 { "-" } else { "" };
        let number = format!("{sign}{}.{:012}", magnitude / unit, magnitude % unit);
        number.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// The sum, or nothing when the currencies differ or the sum overflows.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.pico.checked_add(other.pico))
            .flatten()
            .map(|pico| Self::from_pico(pico, self.currency))
    }
}

impl fmt::Display for Money {
    /// Writes the exact amount without trailing zeros, then the currency: `0.0042 USD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

impl FromStr for Money {
    type Err = ParseMoneyError;

    /// Parses a decimal number, with or without an exponent, optionally followed by a space and a currency (`0.0042`,
    /// `7.5e-05`, `-1.5 EUR`). What is finer than a pico-unit is rounded, half to even.
    fn from_str(text: &str) -> Result<Self, ParseMoneyError> {
        let error = || ParseMoneyError { text: text.chars().take(64).collect() };
        let trimmed = text.trim();
        let (number, currency) = match trimmed.split_once(' ') {
            Some((number, code)) => (number, Currency::new(code.trim()).ok_or_else(error)?),
            None => (trimmed, Currency::USD),
        };
        let pico = parse_pico(number).ok_or_else(error)?;
        Ok(Self::from_pico(pico, currency))
    }
}

/// A text that is not an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an amount such as `0.0042`, `7.5e-05` or `1.5 EUR`")]
#[non_exhaustive]
pub struct ParseMoneyError {
    /// The text, at most its first 64 characters.
    pub text: String,
}

/// A currency by its three-letter code (ISO 4217).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");

    /// The currency with this code of three ASCII letters, in any case.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The code, in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII letters get in, so the empty text never comes out.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The decimal number in whole pico-units, rounded half to even.
fn parse_pico(number: &str) -> Option<i128> {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (number, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let length = whole.len() + fraction.len();
    if whole.is_empty() || length > MAX_DIGITS || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let digits = [whole, fraction].concat();
    // How many of the digits make whole pico-units.
    let kept = i64::try_from(whole.len()).ok()? + exponent + DECIMALS;
    let pico = match usize::try_from(kept) {
        Ok(kept) if kept <= length => rounded(digits.split_at(kept))?,
        Ok(kept) => {
            let zeros = u32::try_from(kept - length).ok()?;
            match significant(&digits)? {
                0 => 0,
                number => number.checked_mul(10_i128.checked_pow(zeros)?)?,
            }
        }
        // Less than a tenth of a pico-unit.
        Err(_) => 0,
    };
    Some(if negative { -pico } else { pico })
}

/// The number of the first digits, rounded by the rest half to even.
fn rounded((kept, rest): (&str, &str)) -> Option<i128> {
    let number = significant(kept)?;
    let up = match rest.as_bytes().split_first() {
        Some((b'5', more)) if more.iter().all(|digit| *digit == b'0') => number % 2 == 1,
        Some((first, _)) => *first >= b'5',
        None => false,
    };
    number.checked_add(i128::from(up))
}

/// Nothing where the digits are too many for the type.
fn significant(digits: &str) -> Option<i128> {
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() { Some(0) } else { digits.parse().ok() }
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let exponent: i64 = digits.parse().ok().filter(|_| is_number)?;
    Some(if text.starts_with('-') { -exponent } else { exponent })
}

const DECIMALS: i64 = 12;
/// More than any amount has, and few enough to be read at once.
const MAX_DIGITS: usize = 400;
const PICO_PER_UNIT: i128 = 1_000_000_000_000;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_float_of_an_amount_is_the_nearest_to_its_text(pico in any::<i128>(), shift in 1_u32..127) {
            let money = Money::from_pico(pico >> shift, Currency::USD);
            prop_assert_eq!(money.to_f64(), money.decimal().parse::<f64>().unwrap());
            prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
        }

        #[test]
        fn any_text_is_read_or_refused(text in r"-?[0-9]{0,30}(\.[0-9]{0,30})?([eE][+-]?[0-9]{0,3})?") {
            let read = text.parse::<Money>().is_ok();
            prop_assert!(!read || text.parse::<f64>().is_ok(), "{text}");
        }
    }

    #[test]
    fn amounts_print_exactly_what_was_parsed() {
        for text in ["0.0000025 USD", "-1.5 EUR", "0 USD", "12345678901234567890.000000000001 USD"]
        {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        let huge = "9".repeat(40);
        let long = "0".repeat(500);
        for text in [
            "", ".5", "e3", "1e", "1e+", "1e-+3", "1e99999", "1e40", "NaN", "1,5", "1 dollar",
            "1 E1R", "--1", "1e1.5", &huge, &long,
        ] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn exponents_are_read_and_what_is_too_fine_is_rounded_half_to_even() {
        for (text, amount) in [
            ("7.5e-05", "0.000075 USD"),
            ("1e3 EUR", "1000 EUR"),
            ("1.5E+2", "150 USD"),
            ("12.34e-1", "1.234 USD"),
            ("0e9999", "0 USD"),
            ("1e-9999", "0 USD"),
            ("0.0000000000005", "0 USD"),
            ("0.0000000000015", "0.000000000002 USD"),
            ("0.0000000000025", "0.000000000002 USD"),
            ("0.00000000000250001", "0.000000000003 USD"),
            ("-0.0000000000015", "-0.000000000002 USD"),
            ("5e-13", "0 USD"),
            ("6e-13", "0.000000000001 USD"),
            ("5e-14", "0 USD"),
        ] {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), amount, "{text}");
        }
    }

    #[test]
    fn floats_are_read_as_they_are_printed_or_are_refused() {
        for (dollars, text) in [
            (0.1, "0.1 USD"),
            (7.5e-5, "0.000075 USD"),
            (0.000_308_333_333, "0.000308333333 USD"),
            (123_456.789, "123456.789 USD"),
            (1e-13, "0 USD"),
            (-2.5, "-2.5 USD"),
        ] {
            assert_eq!(Money::from_usd(dollars).unwrap().to_string(), text);
        }
        for dollars in [f64::NAN, f64::INFINITY, 1e16] {
            assert_eq!(Money::from_usd(dollars), None);
        }
    }

    #[test]
    fn different_currencies_do_not_add() {
        let eur = Money::from_pico(1, Currency::new("eur").unwrap());
        assert_eq!(eur.checked_add(Money::from_pico(1, Currency::USD)), None);
    }
}

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

    /// An amount in US dollars from a float, rounded to the nearest pico-dollar. Nothing for NaN,
    /// infinities and amounts of more than 10^15 dollars.
    #[must_use]
    pub fn from_usd(dollars: f64) -> Option<Self> {
        let limit = 1e15;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the range was checked; i128 holds 10^27"
        )]
        (dollars.is_finite() && dollars.abs() <= limit).then(|| {
            Self::from_pico((dollars * PICO_PER_UNIT as f64).round() as i128, Currency::USD)
        })
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
        self.pico as f64 / PICO_PER_UNIT as f64
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
        let magnitude = self.pico.unsigned_abs();
        let unit = PICO_PER_UNIT.unsigned_abs();
        let sign = if self.pico < 0 { "-" } else { "" };
        write!(f, "{sign}{}", magnitude / unit)?;
        let fraction = format!("{:012}", magnitude % unit);
        let fraction = fraction.trim_end_matches('0');
        if !fraction.is_empty() {
            write!(f, ".{fraction}")?;
        }
        write!(f, " {}", self.currency)
    }
}

impl FromStr for Money {
    type Err = ParseMoneyError;

    /// Parses a plain decimal number with at most twelve decimals, optionally followed by a space
    /// and a currency (`0.0042`, `-1.5 EUR`).
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
#[error("`{text}` is not an amount such as `0.0042` or `1.5 EUR` with at most twelve decimals")]
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

fn parse_pico(number: &str) -> Option<i128> {
    let (negative, digits) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || fraction.len() > DECIMALS || !all_digits(whole) || !all_digits(fraction)
    {
        return None;
    }
    let whole: i128 = whole.parse().ok()?;
    let fraction: i128 = format!("{fraction:0<DECIMALS$}").parse().ok()?;
    let pico = whole.checked_mul(PICO_PER_UNIT)?.checked_add(fraction)?;
    Some(if negative { -pico } else { pico })
}

const DECIMALS: usize = 12;
const PICO_PER_UNIT: i128 = 1_000_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_exactly_what_was_parsed() {
        for text in ["0.0000025 USD", "-1.5 EUR", "0 USD", "12345678901234567890.000000000001 USD"]
        {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", ".5", "1e3", "NaN", "1,5", "0.0000000000001", "1 dollar", "1 E1R", "--1"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn floats_round_to_the_nearest_pico_dollar_or_are_refused() {
        assert_eq!(Money::from_usd(0.1).unwrap(), Money::from_pico(100_000_000_000, Currency::USD));
        assert_eq!(Money::from_usd(f64::NAN), None);
        assert_eq!(Money::from_usd(1e16), None);
    }

    #[test]
    fn different_currencies_do_not_add() {
        let eur = Money::from_pico(1, Currency::new("eur").unwrap());
        assert_eq!(eur.checked_add(Money::from_pico(1, Currency::USD)), None);
    }
}

//! Prices and factors as whole numbers, from decimal text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The price of [`Unit::per`](crate::Unit::per) units, in pico-units (10^-12) of a currency. Never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(i64);

impl Price {
    /// A price in pico-units; nothing for a negative one.
    #[must_use]
    pub const fn from_pico(pico: i64) -> Option<Self> {
        if pico < 0 { None } else { Some(Self(pico)) }
    }

    /// The price in pico-units.
    #[must_use]
    pub const fn pico(self) -> i64 {
        self.0
    }
}

/// What a price is multiplied by, in thousand-millionths: 1.1 is 1,100,000,000. Never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(i64);

impl Factor {
    /// What a factor is a multiple of.
    pub const ONE: Self = Self(1_000_000_000);

    /// The factor in thousand-millionths.
    #[must_use]
    pub const fn nano(self) -> i64 {
        self.0
    }
}

impl FromStr for Price {
    type Err = ParseDecimalError;

    /// Parses decimal text, also with an exponent (`7.5e-05`). More than twelve decimals are rounded half to even.
    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        decimal(text, 12).map(Self)
    }
}

impl FromStr for Factor {
    type Err = ParseDecimalError;

    /// Parses decimal text. More than nine decimals are rounded half to even.
    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        decimal(text, 9).map(Self)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0, 12)
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0, 9)
    }
}

/// A text that is no amount of zero or more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` {problem}")]
#[non_exhaustive]
pub struct ParseDecimalError {
    /// The text, at most its first 64 characters.
    pub text: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// A decimal number of zero or more as a multiple of 10^-`places`.
fn decimal(text: &str, places: i32) -> Result<i64, ParseDecimalError> {
    let error = |problem| ParseDecimalError { text: text.chars().take(64).collect(), problem };
    let malformed = || error("is no decimal number such as `2.5` or `7.5e-05`");
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| malformed())?),
        None => (text, 0),
    };
    if mantissa.starts_with('-') {
        return Err(error("is negative"));
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return Err(malformed());
    }
    // The digits count 10^-scale.
    let scale = i64::try_from(fraction.len()).map_err(|_| malformed())? - i64::from(exponent);
    let shift = i64::from(places) - scale;
    let mut value: i128 = 0;
    // What falls off: the first digit of it, and whether any other is not zero.
    let (mut first, mut more) = (0, false);
    let digits = whole.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0');
    let digits: Vec<u8> = digits.map(|digit| digit - b'0').collect();
    let kept = i64::try_from(digits.len()).map_err(|_| malformed())? + shift.min(0);
    for (index, digit) in (0_i64..).zip(&digits) {
        if index < kept {
            value = value.saturating_mul(10).saturating_add(i128::from(*digit));
        } else if index == kept {
            first = *digit;
        } else {
            more |= *digit != 0;
        }
    }
    // A number below half of the last place: all of it falls off, and its first digit is not the next one.
    if kept < 0 {
        (first, more) = (0, true);
    }
    if value > 0 {
        for _ in 0..shift.max(0) {
            value = value.saturating_mul(10);
            if value > i128::from(i64::MAX) {
                break;
            }
        }
    }
    let up = first > 5 || (first == 5 && (more || value % 2 == 1));
    i64::try_from(value + i128::from(up)).map_err(|_| error("is too large"))
}

fn write_decimal(f: &mut fmt::Formatter<'_>, value: i64, places: usize) -> fmt::Result {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { f.pad(whole) } else { f.pad(&format!("{whole}.{fraction}")) }
}

impl Serialize for Price {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer, Self)
    }
}

impl Serialize for Factor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer, Self)
    }
}

fn serialize<S: serde::Serializer>(
    text: &impl fmt::Display,
    value: i64,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(text)
    } else {
        serializer.serialize_u128(packed(value))
    }
}

fn deserialize<'de, D, T>(deserializer: D, wrap: impl Fn(i64) -> T) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: FromStr<Err = ParseDecimalError>,
{
    use serde::de::Error;

    if deserializer.is_human_readable() {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    } else {
        let value = u128::deserialize(deserializer)?;
        let value = unpacked(value).ok_or_else(|| D::Error::custom("no amount of zero or more"))?;
        Ok(wrap(value))
    }
}

/// A number that is short in bytes where the value has few digits before its zeros: those digits, and how many zeros.
fn packed(value: i64) -> u128 {
    let mut digits = u128::from(value.unsigned_abs());
    let mut zeros = 0;
    while zeros < MOST_ZEROS && digits > 0 && digits % 10 == 0 {
        digits /= 10;
        zeros += 1;
    }
    (digits << 4) | zeros
}

fn unpacked(packed: u128) -> Option<i64> {
    let zeros = u32::try_from(packed & MOST_ZEROS).ok()?;
    (packed >> 4).checked_mul(10_u128.checked_pow(zeros)?)?.try_into().ok()
}

/// What fits in four bits.
const MOST_ZEROS: u128 = 15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_is_read_to_the_last_place() {
        for (text, pico) in [
            ("2.5", 2_500_000_000_000),
            ("7.5e-05", 75_000_000),
            ("0", 0),
            ("0e5", 0),
            ("1E2", 100_000_000_000_000),
            ("0.0000000000005", 0),
            ("0.0000000000015", 2),
            ("0.00000000000051", 1),
            ("9e-13", 1),
            ("9e-14", 0),
            ("0.000000000000000000001", 0),
            ("9223372.036854775807", i64::MAX),
        ] {
            assert_eq!(text.parse::<Price>(), Ok(Price(pico)), "{text}");
        }
    }

    #[test]
    fn what_is_no_price_is_refused_with_the_reason() {
        for (text, problem) in [
            ("-1", "is negative"),
            ("1e30", "is too large"),
            ("1e999999999", "is too large"),
            ("9223372.036854775808", "is too large"),
            ("", "is no decimal number such as `2.5` or `7.5e-05`"),
            ("1,5", "is no decimal number such as `2.5` or `7.5e-05`"),
            (".5", "is no decimal number such as `2.5` or `7.5e-05`"),
            ("NaN", "is no decimal number such as `2.5` or `7.5e-05`"),
            ("1e", "is no decimal number such as `2.5` or `7.5e-05`"),
        ] {
            assert_eq!(text.parse::<Price>().unwrap_err().problem, problem, "{text}");
        }
    }

    #[test]
    fn packed_values_are_the_same_values_and_short_where_they_are_round() {
        for value in [0, 1, 10, 15, 16, 1_000_000_000_000, 2_500_000_000_000, i64::MAX] {
            assert_eq!(unpacked(packed(value)), Some(value));
        }
        assert!(packed(1_000_000_000_000) < 128);
        assert_eq!(unpacked(u128::MAX), None);
        assert_eq!(unpacked((u128::from(i64::MAX.unsigned_abs()) << 4) | 1), None);
    }

    #[test]
    fn prices_print_plain_and_short() {
        assert_eq!("7.50e-5".parse::<Price>().unwrap().to_string(), "0.000075");
        assert_eq!("1.10".parse::<Factor>().unwrap().to_string(), "1.1");
        assert_eq!(Price::default().to_string(), "0");
    }
}

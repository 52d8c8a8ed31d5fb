//! Decimal numbers, exactly.

use std::cmp::Ordering;
use std::fmt;

use anyhow::{Context, bail};

/// A decimal number of zero or more: `digits` × 10^-`places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: u128,
    places: u32,
}

impl Decimal {
    /// Parses `2.5`, `7.5e-05` or `3`.
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits {
            bail!("`{text}` is no price");
        }
        let exponent: i32 = exponent.parse().with_context(|| format!("`{text}` is no price"))?;
        let digits = format!("{whole}{fraction}").parse()?;
        let places = i32::try_from(fraction.len())? - exponent;
        let padding = 10_u128.checked_pow(u32::try_from((-places).max(0))?);
        let digits = padding.and_then(|padding| padding.checked_mul(digits));
        let digits = digits.with_context(|| format!("`{text}` is too large"))?;
        Ok(Self { digits, places: u32::try_from(places.max(0))? }.shortest())
    }

    /// The product with a whole number.
    pub(super) fn times(self, factor: u64) -> anyhow::Result<Self> {
        let digits = self.digits.checked_mul(u128::from(factor)).context("a price is too large")?;
        Ok(Self { digits, ..self }.shortest())
    }

    /// The number with at most so many decimals, rounded half to even.
    pub(super) fn rounded(self, places: u32) -> Self {
        let Some(step) = self.places.checked_sub(places).and_then(|more| 10_u128.checked_pow(more))
        else {
            return self;
        };
        let (kept, rest) = (self.digits / step, (self.digits % step) * 2);
        let up = rest > step || (rest == step && kept % 2 == 1);
        Self { digits: kept + u128::from(up), places }.shortest()
    }

    /// The larger of both in hundredths of the smaller, without what is left over. Nothing where one is zero.
    pub(super) fn hundredths(self, other: Self) -> Option<u128> {
        let (own, others) = self.aligned(other)?;
        own.max(others).checked_mul(100)?.checked_div(own.min(others))
    }

    pub(super) fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// Both as whole numbers of the same unit.
    fn aligned(self, other: Self) -> Option<(u128, u128)> {
        let places = self.places.max(other.places);
        let scaled = |one: Self| 10_u128.checked_pow(places - one.places)?.checked_mul(one.digits);
        Some((scaled(self)?, scaled(other)?))
    }

    fn shortest(mut self) -> Self {
        while self.places > 0 && self.digits.is_multiple_of(10) {
            self = Self { digits: self.digits / 10, places: self.places - 1 };
        }
        self
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Some((own, others)) => own.cmp(&others),
            // Prices have far fewer digits. The one with fewer places is then the larger one.
            None => other.places.cmp(&self.places),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    /// Writes it plain: without an exponent and trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.places as usize;
        let digits = format!("{:0>width$}", self.digits, width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        if fraction.is_empty() { f.write_str(whole) } else { write!(f, "{whole}.{fraction}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_per_token_becomes_one_per_million_exactly() {
        for (text, million) in [
            ("7.5e-08", "0.075"),
            ("0.0", "0"),
            ("1", "1000000"),
            ("2.4e-05", "24"),
            ("1e2", "100000000"),
        ] {
            let price = Decimal::parse(text).unwrap().times(1_000_000).unwrap();
            assert_eq!(price.to_string(), million, "{text}");
        }
    }

    #[test]
    fn rounding_is_half_to_even_and_keeps_what_is_short() {
        for (text, rounded) in
            [("0.125", "0.12"), ("0.375", "0.38"), ("0.1251", "0.13"), ("0.1", "0.1")]
        {
            assert_eq!(Decimal::parse(text).unwrap().rounded(2).to_string(), rounded, "{text}");
        }
    }

    #[test]
    fn what_is_no_price_is_an_error() {
        for text in ["", "-1", "x", "1e", ".5", "1e40"] {
            assert!(Decimal::parse(text).is_err(), "{text}");
        }
    }
}

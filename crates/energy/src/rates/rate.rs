//! Kilowatt-hours for a thousand tokens.

use std::str::FromStr;

use crate::decimal::{self, ParseDecimalError};

/// Kilowatt-hours for 1,000 tokens, between two bounds.
///
/// ```
/// use genai_otel_energy::Rate;
///
/// let one: Rate = "0.0003".parse()?;
/// let range = Rate::between("1.44e-3".parse()?, "2.4e-3".parse()?);
/// assert_ne!(one, range);
/// assert_eq!("-1".parse::<Rate>().unwrap_err().to_string(), "`-1` is no decimal number of zero or more, such as 0.0003");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// In steps of 10^-12.
    low: u64,
    high: u64,
}

impl Rate {
    /// Between two bounds, in either order.
    #[must_use]
    pub const fn between(one: Self, other: Self) -> Self {
        let low = if one.low < other.low { one.low } else { other.low };
        Self { low, high: if one.high > other.high { one.high } else { other.high } }
    }

    /// In steps of 10^-12, at least and at most.
    pub(super) const fn pico(self) -> [u64; 2] {
        [self.low, self.high]
    }
}

/// A decimal number up to 1,000,000, with at most twelve decimals: `0.0003`, `3e-4`.
impl FromStr for Rate {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let pico = decimal::parse(text, 12)?;
        if pico > MOST {
            let text = text.chars().take(64).collect();
            return Err(ParseDecimalError { text, problem: "is too large; rates end at 1000000" });
        }
        Ok(Self { low: pico, high: pico })
    }
}

const MOST: u64 = 1_000_000_000_000_000_000;

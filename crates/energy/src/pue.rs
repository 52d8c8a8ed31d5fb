//! How much more a data centre takes than its computers.

use std::str::FromStr;

use genai_otel_core::Provider;

use crate::decimal::{self, ParseDecimalError};

/// Power usage effectiveness: all energy of a data centre divided by that of its computers, between two bounds, at least
/// 1.
///
/// ```
/// use genai_otel_energy::Pue;
///
/// let own: Pue = "1.2".parse()?;
/// assert!("0.9".parse::<Pue>().is_err());
/// assert_eq!(Pue::default(), "1".parse()?);
/// assert_ne!(own, Pue::default());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pue {
    /// In millionths.
    low: u64,
    high: u64,
}

impl Pue {
    /// Between two bounds, in either order.
    #[must_use]
    pub const fn between(one: Self, other: Self) -> Self {
        let (low, high) = if one.low < other.low { (one, other) } else { (other, one) };
        Self { low: low.low, high: if low.high > high.high { low.high } else { high.high } }
    }

    /// What EcoLogits 0.11 takes for this provider; nothing for those it does not know.
    #[must_use]
    pub fn of_provider(provider: &Provider) -> Option<Self> {
        let of = |low, high| Some(Self { low, high });
        match provider {
            Provider::OpenAi => of(1_200_000, 1_200_000),
            Provider::Anthropic => of(1_090_000, 1_140_000),
            Provider::Gemini | Provider::VertexAi | Provider::GcpGenAi => of(1_090_000, 1_090_000),
            Provider::Mistral => of(1_160_000, 1_160_000),
            Provider::Cohere => of(1_090_000, 1_090_000),
            _ => None,
        }
    }

    /// In millionths, at least and at most.
    pub(crate) const fn micro(self) -> [u64; 2] {
        [self.low, self.high]
    }

    /// At least and at most.
    pub(crate) fn factors(self) -> [f64; 2] {
        self.micro().map(|micro| micro as f64 / ONE as f64)
    }
}

/// Exactly 1: what is multiplied by it stays as it is.
impl Default for Pue {
    fn default() -> Self {
        Self { low: ONE, high: ONE }
    }
}

/// A decimal number from 1 to 10, with at most six decimals.
impl FromStr for Pue {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let micro = decimal::parse(text, 6)?;
        if !(ONE..=10 * ONE).contains(&micro) {
            let text = text.chars().take(64).collect();
            return Err(ParseDecimalError { text, problem: "is no number from 1 to 10" });
        }
        Ok(Self { low: micro, high: micro })
    }
}

const ONE: u64 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_in_their_order() {
        let [low, high] = ["1.09", "1.14"].map(|text| text.parse::<Pue>().unwrap());
        let both = Pue::between(high, low);
        assert_eq!(both, Pue::between(low, high));
        assert_eq!(both.micro(), [1_090_000, 1_140_000]);
        assert_eq!(Pue::of_provider(&Provider::Anthropic), Some(both));
        assert_eq!(Pue::of_provider(&Provider::from("acme")), None);
    }
}

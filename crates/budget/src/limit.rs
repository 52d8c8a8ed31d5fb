//! How much may be used.

use std::fmt;
use std::str::FromStr;

use genai_otel_core::Money;

use crate::amount::{Amount, Unit};

/// How much may be used in a window.
///
/// ```
/// use genai_otel_budget::Limit;
///
/// assert_eq!("500 USD".parse(), Ok(Limit::Money("500".parse()?)));
/// assert_eq!("2_000_000 tokens".parse(), Ok(Limit::Tokens(2_000_000)));
/// assert_eq!("1000 calls".parse::<Limit>()?.to_string(), "1000 calls");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Money of one currency. Costs in another have no price here.
    Money(Money),
    /// Tokens: of a call its total, else what is known of input and output.
    Tokens(u64),
    /// Calls to models and services.
    Calls(u64),
}

impl Limit {
    /// In what it is counted.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Money(money) => Unit::Money(money.currency()),
            Self::Tokens(_) => Unit::Tokens,
            Self::Calls(_) => Unit::Calls,
        }
    }

    /// As an amount.
    #[must_use]
    pub const fn amount(self) -> Amount {
        Amount::new(self.unit(), self.count())
    }

    /// In pico-units of money, tokens or calls.
    pub(crate) const fn count(self) -> i128 {
        match self {
            Self::Money(money) => money.pico(),
            Self::Tokens(count) | Self::Calls(count) => count as i128,
        }
    }
}

/// As it is configured: `500 USD`, `2000000 tokens`, `1000 calls`.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.amount().fmt(f)
    }
}

impl FromStr for Limit {
    type Err = ParseLimitError;

    /// Parses a number and its unit: a currency, `tokens` or `calls`. Digits may be grouped (`2_000_000`).
    fn from_str(text: &str) -> Result<Self, ParseLimitError> {
        let error = || ParseLimitError { text: text.chars().take(64).collect() };
        let (number, unit) = text.trim().split_once(' ').ok_or_else(error)?;
        let number: String = number.chars().filter(|digit| *digit != '_').collect();
        let count = || match number.bytes().all(|digit| digit.is_ascii_digit()) {
            true => number.parse().map_err(|_| error()),
            false => Err(error()),
        };
        match unit.trim() {
            "token" | "tokens" => count().map(Self::Tokens),
            "call" | "calls" => count().map(Self::Calls),
            currency => {
                let money: Money = format!("{number} {currency}").parse().map_err(|_| error())?;
                if money.pico() < 0 { Err(error()) } else { Ok(Self::Money(money)) }
            }
        }
    }
}

/// A text that is no limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no limit such as `500 USD`, `2_000_000 tokens` or `1000 calls`")]
#[non_exhaustive]
pub struct ParseLimitError {
    /// The text, at most its first 64 characters.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_what_is_configured() {
        for text in ["500 USD", "0.000000000001 EUR", "2000000 tokens", "1 token", "0 calls"] {
            assert_eq!(text.parse::<Limit>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for text in [
            "",
            "500",
            "USD",
            "-1 USD",
            "1.5 tokens",
            "-1 calls",
            "+1 calls",
            " calls",
            "1 dollar",
            "99999999999999999999 calls",
            "NaN USD",
        ] {
            assert!(text.parse::<Limit>().is_err(), "{text}");
        }
    }
}

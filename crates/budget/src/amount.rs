//! How much was used, is held or is left.

use std::fmt;

use genai_otel_core::{Currency, Money};

/// In what a budget counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Money of this currency.
    Money(Currency),
    /// Tokens.
    Tokens,
    /// Calls.
    Calls,
}

/// The unit as OpenTelemetry writes it: `USD`, `{token}`, `{call}`.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(currency) => currency.fmt(f),
            Self::Tokens => f.write_str("{token}"),
            Self::Calls => f.write_str("{call}"),
        }
    }
}

/// An exact amount of what a budget counts. Below zero where more was used than there was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    unit: Unit,
    count: i128,
}

impl Amount {
    pub(crate) const fn new(unit: Unit, count: i128) -> Self {
        Self { unit, count }
    }

    /// In what it is counted.
    #[must_use]
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// How many tokens or calls; of money how many pico-units (10^-12).
    #[must_use]
    pub const fn count(self) -> i128 {
        self.count
    }

    /// The money, where it is some.
    #[must_use]
    pub const fn money(self) -> Option<Money> {
        match self.unit {
            Unit::Money(currency) => Some(Money::from_pico(self.count, currency)),
            Unit::Tokens | Unit::Calls => None,
        }
    }

    /// The nearest float, of money in whole units. Never compute with it.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.money().map_or(self.count as f64, Money::to_f64)
    }

    /// How many hundredths of `whole` it is.
    pub(crate) fn percent_of(self, whole: Self) -> f64 {
        match whole.count {
            0 => 100.0,
            count => self.count as f64 * 100.0 / count as f64,
        }
    }
}

/// With its unit: `0.0042 USD`, `1200 tokens`, `1 call`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match (self.unit, self.count) {
            (Unit::Money(currency), count) => {
                return Money::from_pico(count, currency).fmt(f);
            }
            (Unit::Tokens, 1) => "token",
            (Unit::Tokens, _) => "tokens",
            (Unit::Calls, 1) => "call",
            (Unit::Calls, _) => "calls",
        };
        write!(f, "{} {word}", self.count)
    }
}

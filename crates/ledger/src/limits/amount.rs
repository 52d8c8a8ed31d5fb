//! How much of something.

use std::fmt;
use std::time::Duration;

use genai_otel_core::Money;

use crate::query::Totals;

/// How much of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Amount {
    /// So many.
    Count(u128),
    /// So much money.
    Money(Money),
    /// A part of something.
    Part {
        /// The part.
        part: u64,
        /// Of so many.
        of: u64,
    },
    /// So long.
    Time(Duration),
}

impl Amount {
    /// Whether it is more than `other`, exactly. Amounts of different kinds or currencies do not exceed each other.
    #[must_use]
    pub fn exceeds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Count(a), Self::Count(b)) => a > b,
            (Self::Money(a), Self::Money(b)) => a.currency() == b.currency() && a.pico() > b.pico(),
            (Self::Part { part: a, of }, Self::Part { part: b, of: other }) => {
                u128::from(*a) * u128::from(*other) > u128::from(*b) * u128::from(*of)
            }
            (Self::Time(a), Self::Time(b)) => a > b,
            _ => false,
        }
    }

    /// What calls cost in the currency of `like`.
    pub(super) fn cost(totals: &Totals, like: Money) -> Self {
        let currency = like.currency();
        let known = totals.costs.iter().find(|cost| cost.currency() == currency);
        Self::Money(known.copied().unwrap_or(Money::from_pico(0, currency)))
    }

    /// The sum of both; of amounts of different kinds the first.
    pub(super) fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Count(a), Self::Count(b)) => Self::Count(a.saturating_add(b)),
            (Self::Money(a), Self::Money(b)) => Self::Money(a.checked_add(b).unwrap_or(a)),
            (first, _) => first,
        }
    }
}

/// `12`, `1.25 USD`, `2.5 %`, `1.5 s`: exact but for parts, which have two digits behind the point.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Money(money) => money.fmt(f),
            Self::Part { part, of } => {
                write!(f, "{:.2} %", *part as f64 * 100.0 / (*of).max(1) as f64)
            }
            Self::Time(time) => write!(f, "{} s", time.as_secs_f64()),
        }
    }
}

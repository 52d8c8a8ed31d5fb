//! Limits, and whether calls keep within them.

mod amount;
mod places;

use std::time::Duration;

use genai_otel_core::Money;

pub use self::amount::Amount;
use self::places::Places;
use crate::query::{Field, Key, Period, Report};

/// A limit. What is equal to it is within it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// Tokens in and out on one day.
    TokensPerDay(u64),
    /// Money on one day, of its currency.
    CostPerDay(Money),
    /// Money in one month of the calendar, of its currency.
    CostPerMonth(Money),
    /// Calls on one day.
    CallsPerDay(u64),
    /// Calls that failed, all together.
    Failed(u64),
    /// The part of all calls that failed, in millionths.
    ErrorRate(u32),
    /// The mean latency of all calls.
    AverageLatency(Duration),
    /// The latency below which 99 of 100 calls lie.
    P99Latency(Duration),
    /// Calls that used something and have no price, all together.
    Unpriced(u64),
    /// One of the limits of a day or a month, for the calls of one user.
    OfUser(String, Box<Self>),
}

/// Whether calls keep within a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// The limit.
    pub limit: Limit,
    /// The most that was reached; nothing where no call says anything of it.
    pub most: Option<Reached>,
    /// All that is beyond it, in the order of the calendar. Empty where the limit holds.
    pub broken: Vec<Reached>,
}

/// An amount that was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reached {
    /// On which day or in which month: `2026-11-29`, `2026-11`. Nothing for all calls together.
    pub period: Option<String>,
    /// How much it is.
    pub amount: Amount,
}

impl Limit {
    /// What a report must be grouped by to [`check`](Self::check) these limits.
    #[must_use]
    pub fn keys(limits: &[Self]) -> Vec<Key> {
        let by_user = limits.iter().any(|limit| matches!(limit, Self::OfUser(..)));
        let user = by_user.then_some(Key::Field(Field::User));
        std::iter::once(Key::Period(Period::Day)).chain(user).collect()
    }

    /// Whether a report must have quantiles to [`check`](Self::check) these limits.
    #[must_use]
    pub fn need_quantiles(limits: &[Self]) -> bool {
        limits.iter().any(|limit| matches!(limit, Self::P99Latency(_)))
    }

    /// How much is allowed.
    #[must_use]
    pub fn amount(&self) -> Amount {
        match self {
            Self::TokensPerDay(most)
            | Self::CallsPerDay(most)
            | Self::Failed(most)
            | Self::Unpriced(most) => Amount::Count(u128::from(*most)),
            Self::CostPerDay(most) | Self::CostPerMonth(most) => Amount::Money(*most),
            Self::ErrorRate(millionths) => {
                Amount::Part { of: 1_000_000, part: u64::from(*millionths) }
            }
            Self::AverageLatency(most) | Self::P99Latency(most) => Amount::Time(*most),
            Self::OfUser(_, limit) => limit.amount(),
        }
    }

    /// Checks it. `report` must be by [`keys`](Self::keys).
    #[must_use]
    pub fn check(&self, report: &Report) -> Verdict {
        let reached = self.reached(report);
        let limit = self.amount();
        let most = reached.iter().fold(None, |most: Option<&Reached>, next| match most {
            Some(most) if !next.amount.exceeds(&most.amount) => Some(most),
            _ => Some(next),
        });
        let most = most.cloned();
        let broken = reached.into_iter().filter(|reached| reached.amount.exceeds(&limit));
        Verdict { limit: self.clone(), most, broken: broken.collect() }
    }

    fn reached(&self, report: &Report) -> Vec<Reached> {
        let (user, limit) = match self {
            Self::OfUser(user, limit) => (Some(user.as_str()), &**limit),
            limit => (None, limit),
        };
        let places = Places { report, user };
        let total = &report.total;
        let count = |count: u64| Some(Amount::Count(u128::from(count)));
        let of_all = match limit {
            Self::TokensPerDay(_) => {
                return places.days(|totals| Amount::Count(totals.total_tokens()));
            }
            Self::CallsPerDay(_) => {
                return places.days(|totals| Amount::Count(u128::from(totals.calls)));
            }
            Self::CostPerDay(most) => return places.days(|totals| Amount::cost(totals, *most)),
            Self::CostPerMonth(most) => return places.months(|totals| Amount::cost(totals, *most)),
            Self::Failed(_) => count(total.failed()),
            Self::Unpriced(_) => count(total.unpriced),
            Self::ErrorRate(_) => {
                (total.calls > 0).then(|| Amount::Part { part: total.failed(), of: total.calls })
            }
            Self::AverageLatency(_) => total.mean_latency().map(Amount::Time),
            Self::P99Latency(_) => total.latency_quantile(0.99).map(Amount::Time),
            // A user has limits of a day or a month.
            Self::OfUser(..) => None,
        };
        of_all.map(|amount| Reached { period: None, amount }).into_iter().collect()
    }
}

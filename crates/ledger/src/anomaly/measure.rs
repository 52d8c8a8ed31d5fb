//! What is measured of an hour.

use std::fmt;
use std::time::Duration;

use genai_otel_core::{Currency, Money};

use super::Watch;
use super::sums::{MILLI, Sums};

/// What is measured of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Measure {
    /// How many calls there were.
    Calls,
    /// How many tokens went in and out.
    Tokens,
    /// What they cost, in this currency.
    Cost(Currency),
    /// Which part of the calls failed.
    ErrorRate,
    /// The mean latency.
    AverageLatency,
}

impl Measure {
    /// All that there is in some hours.
    pub(super) fn of<'s>(hours: impl Iterator<Item = &'s Sums>) -> Vec<Self> {
        let mut all = vec![Self::Calls, Self::Tokens, Self::ErrorRate, Self::AverageLatency];
        for cost in hours.flat_map(|sums| &sums.costs) {
            let cost = Self::Cost(cost.currency());
            if !all.contains(&cost) {
                all.push(cost);
            }
        }
        all
    }

    /// What it is called.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Tokens => "tokens",
            Self::Cost(_) => "cost",
            Self::ErrorRate => "error_rate",
            Self::AverageLatency => "average_latency",
        }
    }

    /// A value as people read it: `12.4 USD`, `3.2 %`, `1.5 s`. Calls and tokens of hours that are longer than
    /// others may be broken numbers.
    #[must_use]
    pub fn text(&self, value: i128) -> String {
        match self {
            Self::Calls | Self::Tokens => decimal(value, MILLI),
            Self::Cost(currency) => Money::from_pico(value, *currency).to_string(),
            Self::ErrorRate => format!("{:.1} %", value as f64 / 1e4),
            Self::AverageLatency => {
                let nanos = u64::try_from(value).unwrap_or(0);
                format!("{:.3} s", Duration::from_nanos(nanos).as_secs_f64())
            }
        }
    }

    /// The number, in small units: thousandths, pico-units, millionths, nanoseconds. Nothing where means of so few calls
    /// say nothing.
    pub(super) fn value(self, sums: &Sums, least_calls: i128) -> Option<i128> {
        match self {
            Self::Calls => Some(sums.calls),
            Self::Tokens => Some(sums.tokens),
            Self::Cost(currency) => Some(sums.cost(currency)),
            Self::ErrorRate => {
                let is_enough = sums.calls >= least_calls * MILLI;
                is_enough.then(|| sums.failed * 1_000_000 / sums.calls)
            }
            Self::AverageLatency => {
                let (sum, count) = sums.latency;
                (count >= least_calls).then(|| sum / count)
            }
        }
    }

    /// The least spread that is taken for usual: what chance alone does with so few calls, a tenth of the median, and
    /// what nobody would look at.
    pub(super) fn floor(self, median: i128, calls_before: i128, calls_now: i128) -> f64 {
        let per_calls = |calls: i128| 1.0 / (calls as f64 / MILLI as f64).max(1.0).sqrt();
        let part = (median.saturating_abs()) as f64;
        let chance = match self {
            Self::Calls => 2.0 * part * per_calls(calls_before),
            Self::Tokens | Self::Cost(_) => 3.0 * part * per_calls(calls_before),
            Self::AverageLatency => 3.0 * part * per_calls(calls_now.min(calls_before)),
            Self::ErrorRate => {
                let rate = (part / 1e6).clamp(0.01, 0.99);
                1e6 * (rate * (1.0 - rate)).sqrt() * per_calls(calls_now.min(calls_before))
            }
        };
        let least = match self {
            Self::Calls => 25 * MILLI,
            Self::Tokens => 200_000 * MILLI,
            Self::Cost(_) => 1_000_000_000_000,
            Self::ErrorRate => 50_000,
            Self::AverageLatency => 1_000_000_000,
        };
        chance.max(part / 10.0).max(least as f64 / Watch::SCORE)
    }

    /// How many calls a mean needs to be judged, and how many to be compared with.
    pub(super) const LEAST_CALLS: i128 = 20;
    pub(super) const LEAST_CALLS_BEFORE: i128 = 10;
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ErrorRate => "error rate",
            Self::AverageLatency => "average latency",
            _ => self.as_str(),
        })
    }
}

/// A number of `per`ths, without trailing zeros.
fn decimal(value: i128, per: i128) -> String {
    let text = format!("{}.{:03}", value / per, (value % per).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

//! What groups are sorted by.

use std::cmp::Ordering;

use super::Totals;
use crate::query::EnergyTotals;

/// A number of a group, for sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Measure {
    /// How many calls.
    Calls,
    /// How many failed.
    Failed,
    /// The part that failed.
    ErrorRate,
    /// Tokens in.
    InputTokens,
    /// Tokens out.
    OutputTokens,
    /// Tokens in all.
    Tokens,
    /// What they cost. Where there are several currencies, by the first by its code, then the next: an amount is
    /// never weighed against one of another currency.
    Cost,
    /// The energy that they took at most. What is not known is less than nothing.
    Energy,
    /// The greenhouse gases of that at most.
    Carbon,
    /// The mean latency.
    Latency,
    /// The latency that 99 of 100 do not exceed, where quantiles were asked for.
    P99,
    /// The mean time to the first chunk.
    TimeToFirstChunk,
    /// When the first call began.
    First,
    /// When the last call began.
    Last,
}

impl Measure {
    /// All there are.
    pub const ALL: [Self; 14] = [
        Self::Calls,
        Self::Failed,
        Self::ErrorRate,
        Self::InputTokens,
        Self::OutputTokens,
        Self::Tokens,
        Self::Cost,
        Self::Energy,
        Self::Carbon,
        Self::Latency,
        Self::P99,
        Self::TimeToFirstChunk,
        Self::First,
        Self::Last,
    ];

    /// As it is typed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Failed => "failed",
            Self::ErrorRate => "error_rate",
            Self::InputTokens => "input_tokens",
            Self::OutputTokens => "output_tokens",
            Self::Tokens => "tokens",
            Self::Cost => "cost",
            Self::Energy => "energy",
            Self::Carbon => "carbon",
            Self::Latency => "latency",
            Self::P99 => "p99",
            Self::TimeToFirstChunk => "time_to_first_chunk",
            Self::First => "first",
            Self::Last => "last",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.as_str() == name)
    }

    /// What is unknown is less than everything known.
    pub(super) fn compare(self, a: &Totals, b: &Totals) -> Ordering {
        match self {
            Self::Calls => a.calls.cmp(&b.calls),
            Self::Failed => a.failed().cmp(&b.failed()),
            Self::ErrorRate => {
                a.error_rate().partial_cmp(&b.error_rate()).unwrap_or(Ordering::Equal)
            }
            Self::InputTokens => a.input_tokens().cmp(&b.input_tokens()),
            Self::OutputTokens => a.output_tokens().cmp(&b.output_tokens()),
            Self::Tokens => a.total_tokens().cmp(&b.total_tokens()),
            Self::Cost => by_cost(a, b),
            Self::Energy => by_energy(a, b, |energy| (energy.calls > 0).then_some(energy.high)),
            Self::Carbon => {
                by_energy(a, b, |energy| (energy.carbon_calls > 0).then_some(energy.carbon_high))
            }
            Self::Latency => a.mean_latency().cmp(&b.mean_latency()),
            Self::P99 => a.latency_quantile(0.99).cmp(&b.latency_quantile(0.99)),
            Self::TimeToFirstChunk => {
                a.mean_time_to_first_chunk().cmp(&b.mean_time_to_first_chunk())
            }
            Self::First => a.first.cmp(&b.first),
            Self::Last => a.last.cmp(&b.last),
        }
    }
}

fn by_energy<T: Ord>(
    a: &Totals,
    b: &Totals,
    amount: impl Fn(&EnergyTotals) -> Option<T>,
) -> Ordering {
    let of = |totals: &Totals| totals.energy.as_deref().and_then(&amount);
    of(a).cmp(&of(b))
}

/// By each currency that one of them has, in the order of the codes.
fn by_cost(a: &Totals, b: &Totals) -> Ordering {
    let mut codes: Vec<_> = a.costs.iter().chain(&b.costs).map(|cost| cost.currency()).collect();
    codes.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    let sum = |totals: &Totals, code| {
        totals.costs.iter().find(|cost| cost.currency() == code).map(|cost| cost.pico())
    };
    let by_code = codes.into_iter().map(|code| sum(a, code).cmp(&sum(b, code)));
    by_code.fold(Ordering::Equal, Ordering::then)
}

//! The numbers of some calls by their names: as columns, as fields, to sort by.

mod names;
mod value;

use std::time::Duration;

use genai_otel_core::{Currency, Money};
use genai_otel_ledger::{EnergyTotals, Measure, Totals};

pub(crate) use self::value::Value;

/// A number of some calls, with the name of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    Calls,
    Failed,
    ErrorRate,
    InputTokens,
    OutputTokens,
    TotalTokens,
    CacheReadTokens,
    CacheWriteTokens,
    ReasoningTokens,
    EstimatedTokens,
    WithoutUsage,
    Cost,
    Unpriced,
    InexactCosts,
    EnergyLow,
    EnergyHigh,
    CarbonLow,
    CarbonHigh,
    EnergyUnknown,
    Attempts,
    CacheHits,
    CacheHitRate,
    LatencyMean,
    LatencyQuantile(u8),
    FirstChunkMean,
    FirstChunkQuantile(u8),
    TokensPerSecond,
    First,
    Last,
}

impl Figure {
    /// All there are.
    pub(crate) const ALL: [Self; 33] = [
        Self::Calls,
        Self::Failed,
        Self::ErrorRate,
        Self::InputTokens,
        Self::OutputTokens,
        Self::TotalTokens,
        Self::CacheReadTokens,
        Self::CacheWriteTokens,
        Self::ReasoningTokens,
        Self::EstimatedTokens,
        Self::WithoutUsage,
        Self::Cost,
        Self::Unpriced,
        Self::InexactCosts,
        Self::EnergyLow,
        Self::EnergyHigh,
        Self::CarbonLow,
        Self::CarbonHigh,
        Self::EnergyUnknown,
        Self::Attempts,
        Self::CacheHits,
        Self::CacheHitRate,
        Self::LatencyMean,
        Self::LatencyQuantile(50),
        Self::LatencyQuantile(90),
        Self::LatencyQuantile(99),
        Self::FirstChunkMean,
        Self::FirstChunkQuantile(50),
        Self::FirstChunkQuantile(90),
        Self::FirstChunkQuantile(99),
        Self::TokensPerSecond,
        Self::First,
        Self::Last,
    ];

    /// The one by which a library's measure is shown.
    pub(crate) const fn of_measure(measure: Measure) -> Self {
        match measure {
            Measure::Failed => Self::Failed,
            Measure::ErrorRate => Self::ErrorRate,
            Measure::InputTokens => Self::InputTokens,
            Measure::OutputTokens => Self::OutputTokens,
            Measure::Tokens => Self::TotalTokens,
            Measure::Cost => Self::Cost,
            Measure::Energy => Self::EnergyHigh,
            Measure::Carbon => Self::CarbonHigh,
            Measure::Latency => Self::LatencyMean,
            Measure::P99 => Self::LatencyQuantile(99),
            Measure::TimeToFirstChunk => Self::FirstChunkMean,
            Measure::First => Self::First,
            Measure::Last => Self::Last,
            _ => Self::Calls,
        }
    }

    /// Whether quantiles must be kept for it.
    pub(crate) const fn is_quantile(self) -> bool {
        matches!(self, Self::LatencyQuantile(_) | Self::FirstChunkQuantile(_))
    }

    /// Whether it is of energy, of which most ledgers say nothing.
    pub(crate) const fn is_of_energy(self) -> bool {
        matches!(
            self,
            Self::EnergyLow
                | Self::EnergyHigh
                | Self::CarbonLow
                | Self::CarbonHigh
                | Self::EnergyUnknown
        )
    }

    /// Whether these calls have something to say to it: always, unless it is of energy.
    pub(crate) fn is_there(self, totals: &Totals) -> bool {
        let energy = |known: fn(&EnergyTotals) -> u64| {
            totals.energy.as_deref().is_some_and(|energy| known(energy) > 0)
        };
        match self {
            Self::EnergyLow | Self::EnergyHigh => energy(|energy| energy.calls),
            Self::CarbonLow | Self::CarbonHigh => energy(|energy| energy.carbon_calls),
            Self::EnergyUnknown => energy(|energy| energy.unknown),
            _ => true,
        }
    }

    /// Its value. The cost is that in `currency`.
    pub(crate) fn of(self, totals: &Totals, currency: Option<Currency>) -> Value {
        let count = |count: u64| Value::Count(u128::from(count));
        let time = |time: Option<Duration>| time.map_or(Value::Nothing, Value::Time);
        match self {
            Self::Calls => count(totals.calls),
            Self::Failed => count(totals.failed()),
            Self::ErrorRate => totals.error_rate().map_or(Value::Nothing, Value::Part),
            Self::InputTokens => Value::Count(totals.input_tokens()),
            Self::OutputTokens => Value::Count(totals.output_tokens()),
            Self::TotalTokens => Value::Count(totals.total_tokens()),
            Self::CacheReadTokens => Value::Count(totals.cache_read_tokens()),
            Self::CacheWriteTokens => Value::Count(totals.cache_write_tokens()),
            Self::ReasoningTokens => Value::Count(totals.reasoning_tokens()),
            Self::EstimatedTokens => Value::Count(totals.estimated_tokens()),
            Self::WithoutUsage => count(totals.calls_without_usage),
            Self::Cost => cost(totals, currency).map_or(Value::Nothing, Value::Money),
            Self::Unpriced => count(totals.unpriced),
            Self::InexactCosts => count(totals.inexact_costs),
            Self::EnergyLow
            | Self::EnergyHigh
            | Self::CarbonLow
            | Self::CarbonHigh
            | Self::EnergyUnknown => totals
                .energy
                .as_deref()
                .filter(|_| self == Self::EnergyUnknown || self.is_there(totals))
                .map_or(Value::Nothing, |energy| self.of_energy(energy)),
            Self::Attempts => count(totals.attempts),
            Self::CacheHits => count(totals.cache_hits.0),
            Self::CacheHitRate => match totals.cache_hits {
                (_, 0) => Value::Nothing,
                (hits, asked) => Value::Part(hits as f64 / asked as f64),
            },
            Self::LatencyMean => time(totals.mean_latency()),
            Self::LatencyQuantile(of) => time(totals.latency_quantile(f64::from(of) / 100.0)),
            Self::FirstChunkMean => time(totals.mean_time_to_first_chunk()),
            Self::FirstChunkQuantile(of) => {
                time(totals.time_to_first_chunk_quantile(f64::from(of) / 100.0))
            }
            Self::TokensPerSecond => {
                totals.tokens_per_second().map_or(Value::Nothing, Value::Speed)
            }
            Self::First => totals.first.map_or(Value::Nothing, Value::Moment),
            Self::Last => totals.last.map_or(Value::Nothing, Value::Moment),
        }
    }
}

impl Figure {
    fn of_energy(self, energy: &EnergyTotals) -> Value {
        match self {
            Self::EnergyLow => Value::Millionths(energy.low.micro()),
            Self::EnergyHigh => Value::Millionths(energy.high.micro()),
            Self::CarbonLow => Value::Millionths(energy.carbon_low.micro()),
            Self::CarbonHigh => Value::Millionths(energy.carbon_high.micro()),
            _ => Value::Count(energy.unknown.into()),
        }
    }
}

/// The sum in a currency.
pub(crate) fn cost(totals: &Totals, currency: Option<Currency>) -> Option<Money> {
    totals.costs.iter().copied().find(|money| Some(money.currency()) == currency)
}

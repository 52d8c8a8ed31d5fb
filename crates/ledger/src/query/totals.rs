//! The numbers of some calls.

mod adding;
mod by_status;
mod energy;
mod quantiles;
mod tokens;

use std::time::Duration;

use genai_otel_core::{Currency, Money};
use jiff::Timestamp;

pub use self::by_status::ByStatus;
pub use self::energy::EnergyTotals;
use self::quantiles::{ALLOCATED, Quantiles};
use self::tokens::{Kind, Tokens};

/// The numbers of some calls. Sums are exact.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Totals {
    /// How many.
    pub calls: u64,
    /// How many ended so.
    pub by_status: ByStatus,
    /// Calls of a model of which no tokens are known, neither in nor out nor in all, unless a cache answered.
    pub calls_without_usage: u64,
    /// What they cost, one sum for each currency, in the order of their codes. A sum beyond 10^26 units stays there,
    /// and is an error of a question.
    pub costs: Vec<Money>,
    /// Calls without a cost whose line says why or has tokens. They are in no sum of money.
    pub unpriced: u64,
    /// Calls whose cost is estimated or incomplete.
    pub inexact_costs: u64,
    /// The energy they took; nothing where no line says anything of energy.
    pub energy: Option<Box<EnergyTotals>>,
    /// Tries, at least one a call.
    pub attempts: u64,
    /// Calls that a semantic cache answered, and calls that asked one.
    pub cache_hits: (u64, u64),
    /// Sum of the known latencies, and how many are known.
    pub latency: (Duration, u64),
    /// Sum of the known times to the first chunk, and how many are known.
    pub time_to_first_chunk: (Duration, u64),
    /// When the first one began.
    pub first: Option<Timestamp>,
    /// When the last one began.
    pub last: Option<Timestamp>,
    /// Output tokens of the calls that have some and a known latency, and the nanoseconds that these took.
    speed: (u64, u64),
    tokens: Tokens,
    quantiles: Option<Box<Times>>,
}

/// The latencies and times to the first chunk, one by one.
#[derive(Clone, Debug, Default, PartialEq)]
struct Times {
    latency: Quantiles,
    time_to_first_chunk: Quantiles,
}

impl Totals {
    /// Of no calls yet, with quantiles.
    #[must_use]
    pub fn with_quantiles() -> Self {
        Self { quantiles: Some(Box::default()), ..Self::default() }
    }

    /// Tokens in, cached ones included.
    #[must_use]
    pub fn input_tokens(&self) -> u128 {
        self.tokens.of(Kind::Input)
    }

    /// Tokens out, reasoning included.
    #[must_use]
    pub fn output_tokens(&self) -> u128 {
        self.tokens.of(Kind::Output)
    }

    /// The provider's own total, else what is known of tokens in and out.
    #[must_use]
    pub fn total_tokens(&self) -> u128 {
        self.tokens.of(Kind::Total)
    }

    /// Of the input, read from the provider's cache.
    #[must_use]
    pub fn cache_read_tokens(&self) -> u128 {
        self.tokens.of(Kind::CacheRead)
    }

    /// Of the input, written to the provider's cache.
    #[must_use]
    pub fn cache_write_tokens(&self) -> u128 {
        self.tokens.of(Kind::CacheWrite)
    }

    /// Of the output, reasoning.
    #[must_use]
    pub fn reasoning_tokens(&self) -> u128 {
        self.tokens.of(Kind::Reasoning)
    }

    /// Of input and output, those that were estimated and not reported.
    #[must_use]
    pub fn estimated_tokens(&self) -> u128 {
        self.tokens.of(Kind::Estimated)
    }

    /// The latency below which this share of the calls lies (0.99 for p99), where quantiles were asked for: the least
    /// that as many calls do not exceed. Exact up to 256 known latencies; of more, at most 1 % and a microsecond off.
    #[must_use]
    pub fn latency_quantile(&self, share: f64) -> Option<Duration> {
        self.quantiles.as_ref()?.latency.at(share).map(Duration::from_nanos)
    }

    /// The same of the time to the first chunk.
    #[must_use]
    pub fn time_to_first_chunk_quantile(&self, share: f64) -> Option<Duration> {
        self.quantiles.as_ref()?.time_to_first_chunk.at(share).map(Duration::from_nanos)
    }

    /// The mean of the known latencies.
    #[must_use]
    pub fn mean_latency(&self) -> Option<Duration> {
        mean(self.latency)
    }

    /// The mean of the known times to the first chunk.
    #[must_use]
    pub fn mean_time_to_first_chunk(&self) -> Option<Duration> {
        mean(self.time_to_first_chunk)
    }

    /// Output tokens in a second of the calls that have some: what answers with no tokens took, or a tool, is not in it.
    #[must_use]
    pub fn tokens_per_second(&self) -> Option<f64> {
        let (tokens, nanos) = self.speed;
        (nanos > 0).then(|| tokens as f64 / Duration::from_nanos(nanos).as_secs_f64())
    }

    /// How many failed.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.by_status
            .iter()
            .filter(|(status, _)| status.is_failure())
            .map(|(_, calls)| calls)
            .sum()
    }

    /// The part of the calls that failed, 0 to 1.
    #[must_use]
    pub fn error_rate(&self) -> Option<f64> {
        (self.calls > 0).then(|| self.failed() as f64 / self.calls as f64)
    }

    /// The currency of a sum that stays where sums of money end, and is none any more.
    pub(crate) fn beyond_money(&self) -> Option<Currency> {
        let ends = |sum: &&Money| matches!(sum.pico(), i128::MAX | i128::MIN);
        self.costs.iter().find(ends).map(|sum| sum.currency())
    }

    /// About how many bytes it holds beside itself.
    pub(crate) fn memory(&self) -> usize {
        let times = self.quantiles.as_ref().map_or(0, |times| {
            let lists = times.latency.memory() + times.time_to_first_chunk.memory();
            size_of::<Times>() + ALLOCATED + lists
        });
        let energy = self.energy.as_ref().map_or(0, |_| size_of::<EnergyTotals>() + ALLOCATED);
        let costs = self.costs.capacity() * size_of::<Money>() + ALLOCATED;
        times + energy + self.tokens.memory() + costs
    }
}

fn mean((sum, known): (Duration, u64)) -> Option<Duration> {
    let nanos = sum.as_nanos().checked_div(u128::from(known))?;
    Some(Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)))
}

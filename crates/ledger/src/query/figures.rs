//! What sums take from one call.

mod written;

use genai_otel_core::Money;
use jiff::Timestamp;

use crate::entry::Entry;
use crate::status::Status;

/// What sums take from one call, whichever way its line was read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Figures {
    pub(crate) timestamp: Timestamp,
    pub(crate) status: Status,
    pub(crate) input: Option<u64>,
    pub(crate) output: Option<u64>,
    /// All tokens: the provider's own total, else those that are known of input and output.
    pub(crate) total: Option<u64>,
    pub(crate) cache_read: Option<u64>,
    pub(crate) cache_write: Option<u64>,
    pub(crate) reasoning: Option<u64>,
    pub(crate) input_estimated: bool,
    pub(crate) output_estimated: bool,
    pub(crate) cost: Option<Money>,
    /// Whether the cost is estimated or incomplete.
    pub(crate) inexact: bool,
    /// At least and at most, in microjoules.
    pub(crate) energy: Option<(u64, u64)>,
    /// At least and at most, in micrograms.
    pub(crate) carbon: Option<(u64, u64)>,
    /// Whether the energy is estimated or incomplete.
    pub(crate) energy_inexact: bool,
    /// Whether the line says why the energy is not known.
    pub(crate) energy_unknown: bool,
    /// Whether the line says why there is no cost.
    pub(crate) unpriced: bool,
    /// Whether the call is one of a model.
    pub(crate) of_model: bool,
    /// In nanoseconds.
    pub(crate) latency: Option<u64>,
    /// In nanoseconds.
    pub(crate) time_to_first_chunk: Option<u64>,
    pub(crate) cache_hit: Option<bool>,
    pub(crate) attempts: Option<u64>,
}

impl Figures {
    pub(crate) fn of(entry: &Entry) -> Self {
        // More than 584 years are as long as that.
        let nanos = |time: std::time::Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let (usage, cost, energy) = (&entry.usage, entry.cost.as_ref(), entry.energy.as_ref());
        let carbon = energy.and_then(|energy| energy.carbon);
        Self {
            timestamp: entry.timestamp,
            status: entry.status,
            input: usage.input.value(),
            output: usage.output.value(),
            total: total(usage.total.value(), usage.input.value(), usage.output.value()),
            cache_read: usage.cache_read.value(),
            cache_write: usage.cache_write.value(),
            reasoning: usage.reasoning.value(),
            input_estimated: usage.input.is_estimated(),
            output_estimated: usage.output.is_estimated(),
            cost: cost.map(|cost| cost.amount),
            inexact: cost.is_some_and(|cost| cost.estimated || cost.incomplete),
            energy: energy.map(|energy| (energy.low.micro(), energy.high.micro())),
            carbon: carbon.map(|carbon| (carbon.low.micro(), carbon.high.micro())),
            energy_inexact: energy.is_some_and(|energy| energy.estimated || energy.incomplete),
            energy_unknown: entry.energy_unknown.is_some(),
            unpriced: entry.unpriced.is_some(),
            of_model: entry.model.is_some(),
            latency: entry.latency.map(nanos),
            time_to_first_chunk: entry.time_to_first_chunk.map(nanos),
            cache_hit: entry.cache_hit,
            attempts: entry.attempts,
        }
    }
}

/// Saturates as the sum in a line does.
fn total(total: Option<u64>, input: Option<u64>, output: Option<u64>) -> Option<u64> {
    let known = || [input, output].into_iter().flatten().reduce(u64::saturating_add);
    total.or_else(known)
}

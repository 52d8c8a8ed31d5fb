//! What sums take from a line of ours.

use genai_otel_core::{Currency, Money};

use super::{Figures, total};
use crate::scan::{Found, Moments, Place, scaled};
use crate::status::Status;

impl Figures {
    /// What sums take from a line of ours that was walked. Nothing where it is not written as ours are.
    #[inline]
    pub(crate) fn written(line: &[u8], found: &Found, moments: &mut Moments) -> Option<Self> {
        let number = |place, decimals| match found.get(line, place) {
            Some(written) => scaled(written, decimals).map(Some),
            None => Some(None),
        };
        let flag = |place| found.get(line, place).map(|written| written == b"true");
        let estimated = found.get(line, Place::Estimated).unwrap_or_default();
        let (input, output) = (number(Place::InputTokens, 0)?, number(Place::OutputTokens, 0)?);
        let cost = number(Place::Cost, 12)?;
        let bounds = |low, high| {
            let (low, high) = (number(low, 6)?, number(high, 6)?);
            Some(low.or(high).zip(high.or(low)))
        };
        let energy = bounds(Place::EnergyLow, Place::EnergyHigh)?;
        Some(Self {
            timestamp: moments.read(found.get(line, Place::Timestamp)?)?,
            status: status(found.get(line, Place::Status)?)?,
            input,
            output,
            total: total(number(Place::TotalTokens, 0)?, input, output),
            cache_read: number(Place::CacheReadTokens, 0)?,
            cache_write: number(Place::CacheWriteTokens, 0)?,
            reasoning: number(Place::ReasoningTokens, 0)?,
            input_estimated: names(estimated, b"\"input_tokens\""),
            output_estimated: names(estimated, b"\"output_tokens\""),
            cost: match cost {
                Some(pico) => Some(money(pico, found.get(line, Place::Currency)?)?),
                None => None,
            },
            inexact: flag(Place::CostEstimated) == Some(true)
                || flag(Place::CostIncomplete) == Some(true),
            energy,
            carbon: match energy {
                Some(_) => bounds(Place::CarbonLow, Place::CarbonHigh)?,
                None => None,
            },
            energy_inexact: energy.is_some()
                && (flag(Place::EnergyEstimated) == Some(true)
                    || flag(Place::EnergyIncomplete) == Some(true)),
            energy_unknown: found.has(Place::EnergyUnknown),
            unpriced: found.has(Place::Unpriced),
            of_model: found.has(Place::Model),
            latency: number(Place::LatencyMs, 6)?,
            time_to_first_chunk: number(Place::TimeToFirstChunkMs, 6)?,
            cache_hit: flag(Place::CacheHit),
            attempts: number(Place::Attempts, 0)?,
        })
    }
}

fn status(written: &[u8]) -> Option<Status> {
    Status::ALL.into_iter().find(|status| status.as_str().as_bytes() == written)
}

fn money(pico: u64, currency: &[u8]) -> Option<Money> {
    let currency = match currency {
        b"USD" => Currency::USD,
        code => Currency::new(std::str::from_utf8(code).ok()?)?,
    };
    Some(Money::from_pico(i128::from(pico), currency))
}

/// Whether a list has this name in it.
fn names(list: &[u8], name: &[u8]) -> bool {
    !list.is_empty() && list.windows(name.len()).any(|part| part == name)
}

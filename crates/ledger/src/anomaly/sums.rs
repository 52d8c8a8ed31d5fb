//! The numbers of an hour.

use genai_otel_core::{Currency, Money};

use crate::query::Totals;

/// The numbers of an hour, in whole numbers of small units.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    /// In thousandths.
    pub(super) calls: i128,
    /// Of them, in thousandths.
    pub(super) failed: i128,
    /// In thousandths.
    pub(super) tokens: i128,
    /// One for each currency.
    pub(super) costs: Vec<Money>,
    /// The sum of the known latencies in nanoseconds, and how many are known.
    pub(super) latency: (i128, i128),
}

impl Sums {
    pub(super) fn add(&mut self, totals: &Totals) {
        self.calls += i128::from(totals.calls) * MILLI;
        self.failed += i128::from(totals.failed()) * MILLI;
        let tokens = i128::try_from(totals.total_tokens()).unwrap_or(i128::MAX);
        self.tokens = self.tokens.saturating_add(tokens.saturating_mul(MILLI));
        for cost in &totals.costs {
            let known = self.costs.iter_mut().find(|known| known.currency() == cost.currency());
            match known {
                Some(known) => *known = known.checked_add(*cost).unwrap_or(*known),
                None => self.costs.push(*cost),
            }
        }
        let nanos = i128::try_from(totals.latency.0.as_nanos()).unwrap_or(i128::MAX);
        self.latency.0 = self.latency.0.saturating_add(nanos);
        self.latency.1 += i128::from(totals.latency.1);
    }

    /// As they were in 3,600 seconds, from those of an hour of the calendar with this many.
    pub(super) fn per_hour(mut self, seconds: u32) -> Self {
        let scaled = |amount: i128| amount.saturating_mul(3600) / i128::from(seconds.max(1));
        self.calls = scaled(self.calls);
        self.failed = scaled(self.failed);
        self.tokens = scaled(self.tokens);
        for cost in &mut self.costs {
            *cost = Money::from_pico(scaled(cost.pico()), cost.currency());
        }
        self
    }

    /// What calls cost in this currency, in pico-units.
    pub(super) fn cost(&self, currency: Currency) -> i128 {
        let known = self.costs.iter().find(|cost| cost.currency() == currency);
        known.map_or(0, |cost| cost.pico())
    }
}

/// Thousandths of one.
pub(super) const MILLI: i128 = 1000;

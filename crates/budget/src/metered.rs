//! What a call takes of a budget, in its unit.

use genai_otel_core::{CallRecord, Money, Usage};

use crate::budget::MAX_COUNT;
use crate::estimate::Estimate;
use crate::limit::Limit;
use crate::unpriced_policy::UnpricedPolicy;

/// What a call takes, whatever a budget counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Metered {
    pub(crate) calls: u64,
    pub(crate) tokens: u64,
    pub(crate) cost: Priced,
}

/// What a call costs, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Priced {
    /// It took nothing that costs anything.
    #[default]
    Nothing,
    At(Money),
    /// It took something, and nobody knows what that costs.
    Unknown,
}

/// So much of one budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) amount: i128,
    /// Whether it stands for what is not known.
    pub(crate) unpriced: bool,
}

impl Metered {
    /// What a call will take.
    pub(crate) fn of_estimate(estimate: Estimate) -> Self {
        let cost = estimate.cost.map_or(Priced::Unknown, Priced::At);
        Self { calls: 1, tokens: estimate.tokens, cost }
    }

    /// What a call took. What the application's own cache answered took nothing.
    pub(crate) fn of_record(record: &CallRecord) -> Self {
        let cost = record.cost.as_ref().map(|cost| cost.amount);
        let is_unpriced = record.unpriced.is_some() || !record.usage.is_missing();
        match record.cache_hit {
            Some(true) => Self::default(),
            _ => Self::of_parts(tokens(&record.usage), cost, is_unpriced),
        }
    }

    pub(crate) fn of_parts(tokens: Option<u64>, cost: Option<Money>, is_unpriced: bool) -> Self {
        let cost = match cost {
            Some(cost) => Priced::At(cost),
            None if is_unpriced => Priced::Unknown,
            None => Priced::Nothing,
        };
        Self { calls: 1, tokens: tokens.unwrap_or(0), cost }
    }

    /// How much that is of a budget.
    pub(crate) fn measure(&self, limit: Limit, policy: UnpricedPolicy) -> Measure {
        let known = |amount: i128| Measure { amount: amount.clamp(0, MAX_COUNT), unpriced: false };
        let Limit::Money(limit) = limit else {
            let count = if matches!(limit, Limit::Calls(_)) { self.calls } else { self.tokens };
            return known(count.into());
        };
        match (self.cost, policy) {
            (Priced::Nothing, _) => known(0),
            (Priced::At(cost), _) if cost.currency() == limit.currency() => known(cost.pico()),
            (_, UnpricedPolicy::Assume(money)) => Measure { amount: money.pico(), unpriced: true },
            _ => Measure { amount: 0, unpriced: true },
        }
    }
}

/// All tokens as the ledger has them: the total, else what is known of input and output.
fn tokens(usage: &Usage) -> Option<u64> {
    let known = [usage.input.value(), usage.output.value()];
    usage.total.value().or_else(|| known.into_iter().flatten().reduce(u64::saturating_add))
}

//! The sum of what the parts of a call used and cost.

use crate::cost::{Cost, Unpriced};
use crate::record::CallRecord;
use crate::usage::Usage;

/// A sum of usage and cost.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    usage: Usage,
    cost: Option<Cost>,
    /// Why a part has no cost.
    unpriced: Option<Unpriced>,
    /// How many costs could not be added, because their currency is another.
    mixed: usize,
    /// How many parts are being priced at this moment.
    pending: usize,
}

impl Spent {
    pub(super) fn add(&mut self, usage: &Usage, cost: Option<&Cost>, unpriced: Option<&Unpriced>) {
        self.usage.add(usage);
        self.add_cost(cost, unpriced);
    }

    /// Adds a part whose cost comes later, with [`complete`](Self::complete).
    pub(super) fn expect(&mut self, usage: &Usage) {
        self.usage.add(usage);
        self.pending += 1;
    }

    /// The cost of a part that was expected.
    pub(super) fn complete(&mut self, cost: Option<&Cost>, unpriced: Option<&Unpriced>) {
        self.pending = self.pending.saturating_sub(1);
        self.add_cost(cost, unpriced);
    }

    /// Writes the sum to the record, whose own part is in it. What the caller said the whole call cost stands in place
    /// of the sum of the costs. Says how many costs are not in that because of their currency.
    pub(super) fn conclude(mut self, record: &mut CallRecord) -> usize {
        if record.is_cost_of_whole {
            record.usage = self.usage;
            return 0;
        }
        if let Some(cost) = &mut self.cost {
            cost.incomplete |= self.unpriced.is_some() || self.mixed > 0 || self.pending > 0;
        }
        record.usage = self.usage;
        record.cost = self.cost;
        record.unpriced = self.unpriced;
        self.mixed
    }

    fn add_cost(&mut self, cost: Option<&Cost>, unpriced: Option<&Unpriced>) {
        self.cost = match (self.cost.take(), cost) {
            (Some(sum), Some(cost)) => {
                let total = sum.plus(cost);
                self.mixed += usize::from(total.is_none());
                total.or(Some(sum))
            }
            (sum, cost) => sum.or_else(|| cost.cloned()),
        };
        if self.unpriced.is_none() {
            self.unpriced = unpriced.cloned();
        }
    }
}

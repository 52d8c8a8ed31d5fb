//! The sum of what the parts of a call used, cost and took.

use crate::cost::{Cost, Unpriced};
use crate::energy::{Energy, UnknownEnergy};
use crate::instrumentation::Asks;
use crate::record::{AttemptRecord, CallRecord};
use crate::usage::Usage;

/// A sum of usage, cost and energy.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    usage: Usage,
    cost: Option<Cost>,
    /// Why a part has no cost.
    unpriced: Option<Unpriced>,
    /// How many costs could not be added, because their currency is another.
    mixed: usize,
    energy: Option<Box<Energy>>,
    /// Why the energy of a part is not known.
    energy_unknown: Option<UnknownEnergy>,
    /// Of how many parts the cost is being asked at this moment, and of how many the energy.
    pending: (usize, usize),
}

impl Spent {
    /// Adds what was recorded on a call beside its attempts.
    pub(super) fn add_call(&mut self, call: &CallRecord) {
        self.usage.add(&call.usage);
        self.add_cost(call.cost.as_ref(), call.unpriced.as_ref());
        self.add_energy(call.energy.as_deref(), call.energy_unknown);
    }

    pub(super) fn add_attempt(&mut self, attempt: &AttemptRecord) {
        self.usage.add(&attempt.usage);
        self.add_rest(attempt);
    }

    /// Adds a part, of which comes later with [`complete`](Self::complete) what is asked.
    pub(super) fn expect(&mut self, usage: &Usage, said: Option<Cost>, asks: Asks) {
        self.usage.add(usage);
        self.add_cost(said.as_ref(), None);
        self.pending.0 += usize::from(asks.cost);
        self.pending.1 += usize::from(asks.energy);
    }

    /// What was asked of a part that was expected.
    pub(super) fn complete(&mut self, attempt: &AttemptRecord, asks: Asks) {
        self.pending.0 = self.pending.0.saturating_sub(usize::from(asks.cost));
        self.pending.1 = self.pending.1.saturating_sub(usize::from(asks.energy));
        self.add_rest(attempt);
    }

    /// Writes the sum to the record, whose own part is in it. What the caller said the whole call cost stands in place
    /// of the sum of the costs. Says how many costs are not in that because of their currency.
    pub(super) fn conclude(mut self, record: &mut CallRecord) -> usize {
        if let Some(energy) = &mut self.energy {
            energy.incomplete |= self.energy_unknown.is_some() || self.pending.1 > 0;
        }
        record.energy = self.energy;
        record.energy_unknown = self.energy_unknown;
        if record.is_cost_of_whole {
            record.usage = self.usage;
            return 0;
        }
        if let Some(cost) = &mut self.cost {
            cost.incomplete |= self.unpriced.is_some() || self.mixed > 0 || self.pending.0 > 0;
        }
        record.usage = self.usage;
        record.cost = self.cost;
        record.unpriced = self.unpriced;
        self.mixed
    }

    fn add_rest(&mut self, attempt: &AttemptRecord) {
        self.add_cost(attempt.cost.as_ref(), attempt.unpriced.as_ref());
        self.add_energy(attempt.energy.as_deref(), attempt.energy_unknown);
    }

    fn add_energy(&mut self, energy: Option<&Energy>, unknown: Option<UnknownEnergy>) {
        match (&mut self.energy, energy) {
            (Some(sum), Some(energy)) => sum.add(energy),
            (sum @ None, Some(energy)) => *sum = Some(Box::new(energy.clone())),
            (_, None) => {}
        }
        self.energy_unknown = self.energy_unknown.or(unknown);
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

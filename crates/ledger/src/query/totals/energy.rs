//! The energy of some calls.

use genai_otel_core::{Grams, Joules};

use crate::query::figures::Figures;

/// The energy of some calls, and its greenhouse gases. Sums are exact, up to the most that there can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnergyTotals {
    /// Of how many calls it is known.
    pub calls: u64,
    /// What they took at least.
    pub low: Joules,
    /// What they took at most.
    pub high: Joules,
    /// Of how many calls the greenhouse gases are known.
    pub carbon_calls: u64,
    /// What those emitted at least.
    pub carbon_low: Grams,
    /// What those emitted at most.
    pub carbon_high: Grams,
    /// Calls whose energy is estimated or incomplete.
    pub inexact: u64,
    /// Calls whose energy, or that of a part, is not known, where that was asked. They add nothing that is not known.
    pub unknown: u64,
}

impl EnergyTotals {
    pub(super) fn add(&mut self, call: &Figures) {
        if let Some((low, high)) = call.energy {
            self.calls += 1;
            self.low = self.low.saturating_add(Joules::from_micro(low));
            self.high = self.high.saturating_add(Joules::from_micro(high));
        }
        if let Some((low, high)) = call.carbon {
            self.carbon_calls += 1;
            self.carbon_low = self.carbon_low.saturating_add(Grams::from_micro(low));
            self.carbon_high = self.carbon_high.saturating_add(Grams::from_micro(high));
        }
        self.inexact += u64::from(call.energy_inexact);
        self.unknown += u64::from(call.energy_unknown);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.low = self.low.saturating_add(other.low);
        self.high = self.high.saturating_add(other.high);
        self.carbon_calls += other.carbon_calls;
        self.carbon_low = self.carbon_low.saturating_add(other.carbon_low);
        self.carbon_high = self.carbon_high.saturating_add(other.carbon_high);
        self.inexact += other.inexact;
        self.unknown += other.unknown;
    }
}

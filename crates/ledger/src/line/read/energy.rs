//! What energy it took.

use genai_otel_core::{Carbon, Energy, Grams, Joules};

use super::kind;

/// What a line says of an energy, so far, in millionths.
#[derive(Default)]
pub(super) struct EnergyDraft {
    low: Option<u64>,
    high: Option<u64>,
    method: Option<String>,
    method_version: Option<String>,
    estimated: bool,
    incomplete: bool,
    carbon_low: Option<u64>,
    carbon_high: Option<u64>,
    grid: Option<u64>,
}

impl EnergyDraft {
    /// Takes a member over; says no where it is none of an energy.
    pub(super) fn take(&mut self, key: &str, raw: &str) -> Result<bool, String> {
        match key {
            "energy_low_j" => self.low = kind::millionths(raw)?,
            "energy_high_j" => self.high = kind::millionths(raw)?,
            "energy_method" => self.method = kind::text(raw)?,
            "energy_method_version" => self.method_version = kind::text(raw)?,
            "energy_estimated" => self.estimated = kind::flag(raw)?.unwrap_or_default(),
            "energy_incomplete" => self.incomplete = kind::flag(raw)?.unwrap_or_default(),
            "carbon_low_g" => self.carbon_low = kind::millionths(raw)?,
            "carbon_high_g" => self.carbon_high = kind::millionths(raw)?,
            "carbon_g_per_kwh" => self.grid = kind::millionths(raw)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The energy, where the line has a bound of it. One bound is both, as of a method with one number.
    pub(super) fn finish(self) -> Option<Energy> {
        let method = (self.method.unwrap_or_default(), self.method_version.unwrap_or_default());
        let bounds = [self.low.or(self.high)?, self.high.or(self.low)?];
        let mut energy = Energy::new(method, bounds.map(Joules::from_micro));
        (energy.estimated, energy.incomplete) = (self.estimated, self.incomplete);
        let low = self.carbon_low.or(self.carbon_high);
        let carbon = low.zip(self.carbon_high.or(self.carbon_low)).map(|(low, high)| {
            Carbon::new([low, high].map(Grams::from_micro), self.grid.map(Grams::from_micro))
        });
        energy.carbon = carbon;
        Some(energy)
    }
}

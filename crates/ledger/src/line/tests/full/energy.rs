//! An energy that has everything.

use genai_otel_core::{Carbon, Energy, Grams, Joules};

pub(in super::super) fn energy() -> Energy {
    let bounds = [1_250_000, 4_500_000].map(Joules::from_micro);
    let grams = [133, 480].map(Grams::from_micro);
    let grid = Some(Grams::from_micro(384_000_000));
    let mut energy = Energy::new(("ecologits", "0.11"), bounds).carbon(Carbon::new(grams, grid));
    (energy.estimated, energy.incomplete) = (true, true);
    energy
}

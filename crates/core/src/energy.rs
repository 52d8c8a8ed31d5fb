//! The energy that a call took, the carbon of that, and who answers both.

mod amount;
mod asked;
mod model;
mod unknown;

use std::sync::Arc;

pub use self::amount::{Grams, Joules};
pub(crate) use self::asked::taken;
pub use self::model::{EnergyModel, EnergyQuestion};
pub use self::unknown::UnknownEnergy;
use crate::text;

/// The energy that a call (or one attempt of it) took: between two bounds, and never without the method that says so,
/// because methods disagree by a factor of ten.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Energy {
    /// At least this.
    pub low: Joules,
    /// At most this; the same as `low` where the method gives one number.
    pub high: Joules,
    /// The greenhouse gases of that energy; nothing where the grid is not known.
    pub carbon: Option<Carbon>,
    /// How it was computed: `rates`, `ecologits`; [`MIXED`](Self::MIXED) for a sum over several methods or versions.
    pub method: Arc<str>,
    /// The version of the method and of its numbers.
    pub method_version: Arc<str>,
    /// Whether a count that it was computed from is an estimate.
    pub estimated: bool,
    /// Whether something that was used is not in it, so that it took at least this.
    pub incomplete: bool,
}

/// Greenhouse gases as the carbon dioxide that warms as much (CO2e), between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Carbon {
    /// At least this.
    pub low: Grams,
    /// At most this.
    pub high: Grams,
    /// What the grid emits for a kilowatt-hour; nothing for a sum over several grids.
    pub grid: Option<Grams>,
}

impl Energy {
    /// An energy between two bounds, in either order, by the method of this name and version.
    #[must_use]
    pub fn new(
        (method, version): (impl Into<Arc<str>>, impl Into<Arc<str>>),
        bounds: [Joules; 2],
    ) -> Self {
        let [one, other] = bounds;
        Self {
            low: one.min(other),
            high: one.max(other),
            carbon: None,
            method: method.into(),
            method_version: version.into(),
            estimated: false,
            incomplete: false,
        }
    }

    /// Sets its greenhouse gases.
    #[must_use]
    pub const fn carbon(mut self, carbon: Carbon) -> Self {
        self.carbon = Some(carbon);
        self
    }

    /// The method and the version of a sum over several.
    pub const MIXED: &'static str = "mixed";

    /// Adds what another part took. The carbon is known where that of both is.
    pub(crate) fn add(&mut self, other: &Self) {
        self.low = self.low.saturating_add(other.low);
        self.high = self.high.saturating_add(other.high);
        let parts = self.carbon.zip(other.carbon);
        self.carbon = parts.map(|(one, other)| one.plus(other));
        if !self.is_by_the_method_of(other) {
            self.method = Self::MIXED.into();
            self.method_version = Self::MIXED.into();
        }
        self.estimated |= other.estimated;
        self.incomplete |= other.incomplete;
    }

    /// Whether both are by the same version of the same method.
    pub(crate) fn is_by_the_method_of(&self, other: &Self) -> bool {
        (&self.method, &self.method_version) == (&other.method, &other.method_version)
    }

    /// Makes an answer of other people's code like one of ours: bounds in their order, texts cut.
    fn clean(&mut self) {
        (self.low, self.high) = (self.low.min(self.high), self.low.max(self.high));
        if let Some(carbon) = &mut self.carbon {
            *carbon = Carbon::new([carbon.low, carbon.high], carbon.grid);
        }
        text::clean_shared(&mut self.method);
        text::clean_shared(&mut self.method_version);
    }
}

impl Carbon {
    /// Greenhouse gases between two bounds, in either order. `grid` is what a kilowatt-hour emits.
    #[must_use]
    pub fn new([one, other]: [Grams; 2], grid: Option<Grams>) -> Self {
        Self { low: one.min(other), high: one.max(other), grid }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            high: self.high.saturating_add(other.high),
            grid: self.grid.filter(|grid| Some(*grid) == other.grid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn energy(version: &str, low: u64, grid: Option<u64>) -> Energy {
        let energy = Energy::new(("rates", version), [low, low + 1].map(Joules::from_micro));
        match grid {
            Some(grid) => {
                let grams = [low * 2, low * 3].map(Grams::from_micro);
                energy.carbon(Carbon::new(grams, Some(Grams::from_micro(grid))))
            }
            None => energy,
        }
    }

    #[test]
    fn a_sum_says_what_all_its_parts_say() {
        let sum = |mut one: Energy, other: &Energy| {
            one.add(other);
            let carbon = one.carbon.map(|carbon| (carbon.low.micro(), carbon.grid.is_some()));
            (one.low.micro(), one.high.micro(), carbon, one.method_version.to_string())
        };
        let one = energy("1", 5, Some(458));
        let with = |version: &str, grid| sum(one.clone(), &energy(version, 7, grid));
        assert_eq!(with("1", Some(458)), (12, 14, Some((24, true)), "1".to_owned()));
        assert_eq!(with("1", Some(41)), (12, 14, Some((24, false)), "1".to_owned()));
        assert_eq!(with("2", None), (12, 14, None, "mixed".to_owned()));
        let most = energy("1", u64::MAX - 1, None);
        assert_eq!(sum(one, &most), (u64::MAX, u64::MAX, None, "1".to_owned()));
    }

    #[test]
    fn bounds_in_the_wrong_order_are_put_in_order() {
        let mut energy = energy("1", 5, Some(1));
        (energy.low, energy.high) = (energy.high, energy.low);
        energy.clean();
        assert_eq!((energy.low.micro(), energy.high.micro()), (5, 6));
    }
}

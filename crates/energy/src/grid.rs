//! What the grid emits for a kilowatt-hour.

use std::str::FromStr;

use genai_otel_core::{Carbon, Energy, Grams};

use crate::decimal::{self, ParseDecimalError};

/// What a grid emits for a kilowatt-hour: grams of CO2e.
///
/// ```
/// use genai_otel_energy::Grid;
///
/// let france = Grid::country("FR").ok_or("it is in the table")?;
/// assert_eq!(france.per_kilowatt_hour().to_string(), "41 g");
/// let own: Grid = "12.5".parse()?;
/// assert_eq!(own.per_kilowatt_hour().to_string(), "12.5 g");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grid(Grams);

impl Grid {
    /// That of a country, by its two letters (ISO 3166-1), or of the `world`: national averages as EcoLogits 0.11 has
    /// them. What a data centre is fed with may be far from that.
    #[must_use]
    pub fn country(code: &str) -> Option<Self> {
        let known = COUNTRIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code));
        known.map(|(_, grams)| Self(Grams::from_micro(grams * 1_000_000)))
    }

    /// The countries that are known, and `world`.
    pub fn countries() -> impl Iterator<Item = &'static str> {
        COUNTRIES.iter().map(|(code, _)| *code)
    }

    /// What it emits for a kilowatt-hour.
    #[must_use]
    pub const fn per_kilowatt_hour(self) -> Grams {
        self.0
    }

    /// The energy with what the grid emitted for it, and on top of that `more` (low and high). Nothing where that is beyond
    /// all reason.
    pub(crate) fn emits(self, energy: Energy, more: [u64; 2]) -> Option<Energy> {
        let of = |joules: u64, more: u64| {
            let product = u128::from(joules) * u128::from(self.0.micro());
            let micro = (product + KILOWATT_HOUR / 2) / KILOWATT_HOUR + u128::from(more);
            u64::try_from(micro).ok().map(Grams::from_micro)
        };
        let [low, high] = more;
        let grams = [of(energy.low.micro(), low)?, of(energy.high.micro(), high)?];
        Some(energy.carbon(Carbon::new(grams, Some(self.0))))
    }
}

/// Grams of CO2e for a kilowatt-hour, with at most six decimals.
impl FromStr for Grid {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        decimal::parse(text, 6).map(|micro| Self(Grams::from_micro(micro)))
    }
}

/// In microjoules.
const KILOWATT_HOUR: u128 = 3_600_000_000_000;

/// Grams of CO2e for a kilowatt-hour.
const COUNTRIES: [(&str, u64); 12] = [
    ("world", 458),
    ("AU", 525),
    ("CN", 525),
    ("DE", 330),
    ("FR", 41),
    ("GB", 217),
    ("IE", 257),
    ("IN", 670),
    ("JP", 477),
    ("PL", 589),
    ("SE", 35),
    ("US", 384),
];

#[cfg(test)]
mod tests {
    use genai_otel_core::Joules;

    use super::*;

    fn energy(kilowatt_hours: u64) -> Energy {
        Energy::new(("m", "1"), [Joules::from_micro(kilowatt_hours * 3_600_000_000_000); 2])
    }

    #[test]
    fn a_kilowatt_hour_emits_what_the_country_says() {
        for (code, grams) in [("us", "384 g"), ("FR", "41 g"), ("World", "458 g")] {
            let carbon = Grid::country(code).unwrap().emits(energy(1), [0, 0]).unwrap().carbon;
            assert_eq!(carbon.map(|carbon| carbon.high.to_string()).as_deref(), Some(grams));
        }
        assert_eq!(Grid::country("Mars"), None);
    }

    #[test]
    fn a_grid_beyond_all_reason_is_no_number() {
        let most: Grid = "18446744073709.551615".parse().unwrap();
        assert_eq!(most.emits(energy(2), [0, 0]), None);
        assert!("18446744073709.551616".parse::<Grid>().is_err());
    }
}

//! Energy by rates: so much for a thousand tokens.

mod rate;

use genai_otel_core::{Energy, EnergyQuestion, Joules, UnknownEnergy};

pub use self::rate::Rate;
use crate::grid::Grid;
use crate::method_name::MethodName;
use crate::pue::Pue;

/// Rates of a model: kilowatt-hours for 1,000 tokens, input and output apart. Exact: a call is rounded once, to the
/// microjoule.
///
/// A rate is for all that the tokens took, unless a [`Pue`] is set, by which it is multiplied. Tokens of a side without a
/// rate are not in the energy, which is then incomplete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rates {
    input: Option<Rate>,
    output: Option<Rate>,
    pue: Pue,
    grid: Option<Grid>,
}

impl Rates {
    /// No rate yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The rate of input tokens, cached ones included. None by default.
    #[must_use]
    pub const fn input(mut self, rate: Rate) -> Self {
        self.input = Some(rate);
        self
    }

    /// The rate of output tokens, reasoning included. None by default.
    #[must_use]
    pub const fn output(mut self, rate: Rate) -> Self {
        self.output = Some(rate);
        self
    }

    /// What the rates are multiplied by. 1 by default.
    #[must_use]
    pub const fn pue(mut self, pue: Pue) -> Self {
        self.pue = pue;
        self
    }

    /// The grid, for the carbon. That of the [`Energies`](crate::Energies) by default.
    #[must_use]
    pub const fn grid(mut self, grid: Grid) -> Self {
        self.grid = Some(grid);
        self
    }

    /// Whether there is no rate at all.
    pub(crate) const fn is_empty(&self) -> bool {
        self.input.is_none() && self.output.is_none()
    }

    pub(crate) fn energy(
        &self,
        question: &EnergyQuestion<'_>,
        method: &MethodName,
        grid: Option<Grid>,
    ) -> Result<Energy, UnknownEnergy> {
        let sides = [
            (self.input, question.usage.input.value()),
            (self.output, question.usage.output.value()),
        ];
        if sides.iter().all(|(rate, count)| rate.is_none() || count.is_none()) {
            return Err(UnknownEnergy::MissingCount);
        }
        let bound = |bound: usize| {
            let terms = sides.iter().filter_map(|(rate, count)| Some((rate.as_ref()?, (*count)?)));
            let sum = terms.map(|(rate, count)| u128::from(count) * u128::from(rate.pico()[bound]));
            let sum = sum.reduce(|one, other| one.saturating_add(other)).unwrap_or_default();
            joules(sum, self.pue.micro()[bound]).ok_or(UnknownEnergy::TooLarge)
        };
        let mut energy = method.energy([bound(0)?, bound(1)?]);
        // What was used of a side and has no rate, and what has a rate and nobody counted.
        energy.incomplete = sides.iter().any(|(rate, count)| match rate {
            Some(_) => count.is_none(),
            None => count.is_some_and(|count| count > 0),
        });
        match self.grid.or(grid) {
            Some(grid) => grid.emits(energy, [0, 0]).ok_or(UnknownEnergy::TooLarge),
            None => Ok(energy),
        }
    }
}

/// What so many tokens took, times their rate.
fn joules(tokens_by_rate: u128, pue: u64) -> Option<Joules> {
    let product = tokens_by_rate.checked_mul(u128::from(pue))?;
    // Where that is too large, the result is as well.
    let micro = product.checked_mul(MICROJOULES.0)?.checked_add(MICROJOULES.1 / 2)? / MICROJOULES.1;
    u64::try_from(micro).ok().map(Joules::from_micro)
}

/// What makes microjoules of tokens times a rate (10^-12 kWh for 1,000) times a factor (10^-6): 3,600 J of each token for
/// each kWh, thus 3.6 × 10^9 / 10^18.
const MICROJOULES: (u128, u128) = (36, 10_000_000_000);

#[cfg(test)]
mod tests {
    use genai_otel_core::{ModelOperation, Usage};
    use proptest::prelude::*;

    use super::*;

    const CHAT: ModelOperation = ModelOperation::Chat;

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    fn took(rates: &Rates, usage: &Usage) -> Result<Energy, UnknownEnergy> {
        let question = EnergyQuestion::new(&CHAT, usage);
        rates.energy(&question, &MethodName::rates("1"), None)
    }

    /// In use elsewhere: 5 Wh for 1,000 tokens of gpt-4, input and output alike.
    #[test]
    fn a_simple_rate_is_for_input_and_output_alike() {
        let rates = Rates::new().input(rate("0.005")).output(rate("0.005"));
        let energy = took(&rates, &Usage::tokens(600, 400)).unwrap();
        assert_eq!(
            (energy.low.to_string(), energy.high.to_string()),
            ("18000 J".into(), "18000 J".into())
        );
        assert_eq!((&*energy.method, &*energy.method_version), ("rates", "1"));
        assert_eq!((energy.carbon, energy.incomplete), (None, false));
    }

    #[test]
    fn bounds_and_carbon_follow_exactly() {
        let rates = Rates::new()
            .input(rate("1e-12"))
            .output(Rate::between(rate("0.0024"), rate("0.00144")))
            .pue("1.2".parse().unwrap())
            .grid(Grid::country("US").unwrap());
        let energy = took(&rates, &Usage::tokens(1_000_000, 1_000)).unwrap();
        // 1,000,000 tokens of 10^-12 kWh for 1,000 are 3.6 mJ.
        assert_eq!(energy.low.to_string(), "6220.80432 J");
        assert_eq!(energy.high.to_string(), "10368.00432 J");
        let carbon = energy.carbon.unwrap();
        assert_eq!(
            (carbon.low.to_string(), carbon.high.to_string()),
            ("0.663552 g".into(), "1.10592 g".into())
        );
        assert_eq!(carbon.grid, Some(Grid::country("US").unwrap().per_kilowatt_hour()));
    }

    #[test]
    fn a_side_without_a_rate_or_a_count_is_not_in_the_energy() {
        let output = Rates::new().output(rate("0.001"));
        let both = output.input(rate("0.001"));
        let told = |rates: &Rates, usage: Usage| {
            took(rates, &usage).map(|energy| (energy.high.micro(), energy.incomplete))
        };
        assert_eq!(told(&output, Usage::tokens(0, 1)), Ok((3_600_000, false)));
        assert_eq!(told(&output, Usage::tokens(9, 1)), Ok((3_600_000, true)));
        assert_eq!(told(&output, Usage::input_tokens(9)), Err(UnknownEnergy::MissingCount));
        assert_eq!(told(&both, Usage::input_tokens(1)), Ok((3_600_000, true)));
        assert_eq!(told(&both, Usage::new().pages(1)), Err(UnknownEnergy::MissingCount));
        assert_eq!(told(&both, Usage::tokens(0, 0)), Ok((0, false)));
        // Embeddings have no output.
        let input = Rates::new().input(rate("0.000001"));
        assert_eq!(told(&input, Usage::input_tokens(8)), Ok((28_800, false)));
    }

    #[test]
    fn what_is_beyond_all_reason_is_no_number() {
        let rates = Rates::new().input(rate("1000000")).output(rate("1000000"));
        assert_eq!(took(&rates, &Usage::tokens(u64::MAX, u64::MAX)), Err(UnknownEnergy::TooLarge));
        let grid = rates.grid("18446744073709".parse().unwrap());
        assert!(took(&rates, &Usage::tokens(5_000, 0)).is_ok());
        assert_eq!(took(&grid, &Usage::tokens(5_000, 0)), Err(UnknownEnergy::TooLarge));
    }

    proptest! {
        #[test]
        fn energy_is_tokens_by_rate_to_half_a_microjoule(
            input in 0_u64..1_000_000_000,
            output in 0_u64..1_000_000_000,
            pico in 0_u64..1_000_000_000_000,
            pue in 1_000_000_u64..2_000_000,
        ) {
            let decimal = |micro: u64, digits: usize| {
                let unit = 10_u64.pow(digits as u32);
                format!("{}.{:0digits$}", micro / unit, micro % unit)
            };
            let rate = rate(&decimal(pico, 12));
            let rates = Rates::new().input(rate).output(rate).pue(decimal(pue, 6).parse().unwrap());
            let energy = took(&rates, &Usage::tokens(input, output)).unwrap();
            let exact = (input + output) as f64 * pico as f64 * 3.6e-3 * (pue as f64 / 1e6);
            let found = energy.low.micro() as f64;
            prop_assert!((found - exact).abs() <= 0.5 + exact * 1e-12, "{} {}", found, exact);
            prop_assert_eq!(energy.low, energy.high);
        }
    }
}

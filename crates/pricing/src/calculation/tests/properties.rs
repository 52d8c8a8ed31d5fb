//! What holds for all models and usages.

use std::sync::Arc;

use genai_otel_core::{Cost, Currency, Measured, ModelOperation, Money, Usage};
use proptest::prelude::*;

use super::models::{line, model, noon, whole, with};
use crate::calculation::{Calculated, Quantities, Situation, calculate};
use crate::model::{Model, Rate, Rates, Tier};
use crate::price::{Factor, Price};
use crate::unit::Unit;

/// Tokens of each kind that a call may have, none of which is of two kinds.
#[derive(Clone, Debug)]
struct Atoms([u64; 10]);

/// The units that a token of each kind counts for, in the order of [`Atoms`].
const UNITS_OF_ATOMS: [&[Unit]; 10] = {
    use Unit as U;
    [
        &[U::InputTokens, U::InputTextTokens],
        &[U::InputTokens, U::InputAudioTokens],
        &[U::InputTokens, U::CacheReadTokens, U::InputTextTokens, U::CacheTextReadTokens],
        &[U::InputTokens, U::CacheReadTokens, U::InputAudioTokens, U::CacheAudioReadTokens],
        &[U::InputTokens, U::CacheWriteTokens, U::CacheWrite5mTokens],
        &[U::InputTokens, U::CacheWriteTokens, U::CacheWrite1hTokens],
        &[U::InputTokens, U::CacheWriteTokens],
        &[U::OutputTokens, U::OutputTextTokens],
        &[U::OutputTokens, U::OutputAudioTokens],
        &[U::OutputTokens, U::OutputReasoningTokens],
    ]
};

impl Atoms {
    fn count(&self, unit: Unit) -> u64 {
        let counted = self.0.iter().zip(UNITS_OF_ATOMS);
        counted.filter(|(_, units)| units.contains(&unit)).map(|(count, _)| count).sum()
    }

    fn usage(&self) -> Usage {
        let reported = |unit| Measured::Reported(self.count(unit));
        with(Usage::new(), |it| {
            it.input = reported(Unit::InputTokens);
            it.output = reported(Unit::OutputTokens);
            it.cache_read = reported(Unit::CacheReadTokens);
            it.cache_write = reported(Unit::CacheWriteTokens);
            it.cache_write_5m = reported(Unit::CacheWrite5mTokens);
            it.cache_write_1h = reported(Unit::CacheWrite1hTokens);
            it.reasoning = reported(Unit::OutputReasoningTokens);
            it.input_text = reported(Unit::InputTextTokens);
            it.input_audio = reported(Unit::InputAudioTokens);
            it.output_text = reported(Unit::OutputTextTokens);
            it.output_audio = reported(Unit::OutputAudioTokens);
            it.cache_read_text = reported(Unit::CacheTextReadTokens);
            it.cache_read_audio = reported(Unit::CacheAudioReadTokens);
        })
    }

    fn cost(&self, model: &Model, factors: &[(Arc<str>, Factor)]) -> Calculated {
        let mut quantities = Quantities::of(&self.usage(), &ModelOperation::Chat);
        // Nothing that was written is text or audio, which a usage record cannot say.
        quantities.set(Unit::CacheTextWriteTokens, 0);
        quantities.set(Unit::CacheAudioWriteTokens, 0);
        let situation = Situation { factors, ..Situation::at(noon("2026-11-21")) };
        calculate(model, &quantities, &situation).unwrap()
    }

    /// The cost by another way: each kind of token at the rate of the narrowest unit that it counts for, in fractions of
    /// whole numbers.
    fn slow_cost(&self, model: &Model, factors: &[i128]) -> (i128, Vec<(Unit, u64)>) {
        let rates = &model.prices[0].rates;
        let mut counts = std::collections::BTreeMap::<Unit, u64>::new();
        for (count, units) in self.0.iter().zip(UNITS_OF_ATOMS) {
            // The lists above name narrower units later.
            let priced = units.iter().rev().find(|unit| rates.get(**unit).is_some());
            *counts.entry(*priced.unwrap()).or_default() += count;
        }
        counts.retain(|_, count| *count > 0);
        let mut total = 0;
        for (unit, count) in &counts {
            let rate = rates.get(*unit).unwrap();
            let mut price = rate.base;
            for tier in &rate.tiers {
                if self.count(Unit::InputTokens) > tier.over {
                    price = tier.price;
                }
            }
            let mut numerator = i128::from(*count) * i128::from(price.pico());
            let mut denominator = i128::from(unit.per());
            for thousandths in factors {
                numerator *= thousandths;
                denominator *= 1000;
            }
            total += half_even(numerator, denominator);
        }
        (total, counts.into_iter().collect())
    }
}

/// To the nearest by doubling: a tie is where the double is odd.
fn half_even(numerator: i128, denominator: i128) -> i128 {
    let floor = numerator.div_euclid(denominator);
    match (2 * numerator.rem_euclid(denominator)).cmp(&denominator) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal => floor + floor.rem_euclid(2),
    }
}

fn atoms() -> impl Strategy<Value = Atoms> {
    let count = prop_oneof![2 => Just(0), 3 => 0..1000_u64, 1 => 0..10_000_000_u64];
    prop::collection::vec(count, 10).prop_map(|counts| Atoms(counts.try_into().unwrap()))
}

/// Models that price both totals and any of the rest, with every overlap of what they price.
fn models() -> impl Strategy<Value = Model> {
    let tiers = prop::collection::btree_map(0..10_000_u64, 0..1_000_000_000_000_i64, 0..3);
    let rate = (0..30_000_000_000_000_i64, tiers).prop_map(|(base, tiers)| {
        let mut pico = base;
        let tiers = tiers.into_iter().map(|(over, more)| {
            pico += more;
            Tier { over, price: Price::from_pico(pico).unwrap() }
        });
        let tiers = tiers.collect();
        Rate { base: Price::from_pico(base).unwrap(), tiers }
    });
    let optional = [
        Unit::CacheReadTokens,
        Unit::CacheWriteTokens,
        Unit::CacheWrite5mTokens,
        Unit::CacheWrite1hTokens,
        Unit::InputTextTokens,
        Unit::InputAudioTokens,
        Unit::OutputTextTokens,
        Unit::OutputAudioTokens,
        Unit::OutputReasoningTokens,
        Unit::CacheTextReadTokens,
        Unit::CacheAudioReadTokens,
    ];
    let chosen = prop::sample::subsequence(optional.to_vec(), 0..=optional.len());
    (chosen, prop::collection::vec(rate, 13)).prop_map(|(mut units, rates)| {
        units.extend([Unit::InputTokens, Unit::OutputTokens]);
        for (join, modality) in [
            (Unit::CacheTextReadTokens, Unit::InputTextTokens),
            (Unit::CacheAudioReadTokens, Unit::InputAudioTokens),
        ] {
            let both = units.contains(&Unit::CacheReadTokens) && units.contains(&modality);
            if both && !units.contains(&join) {
                units.push(join);
            }
        }
        let mut model = model(&[]);
        model.prices[0].rates = Rates::new(units.into_iter().zip(rates));
        model
    })
}

/// Any counts at all, also those that contradict each other or are missing.
fn any_quantities() -> impl Strategy<Value = Quantities> {
    let count = prop_oneof![Just(0), 0..100_u64, any::<u64>()];
    let units = prop::sample::select(Unit::ALL.to_vec());
    prop::collection::vec((units, count), 0..12).prop_map(|counts| {
        let mut quantities = Quantities::of(&Usage::new(), &ModelOperation::Chat);
        counts.into_iter().for_each(|(unit, count)| quantities.set(unit, count));
        quantities.derive_wholes();
        quantities
    })
}

fn any_model() -> impl Strategy<Value = Model> {
    let price = prop_oneof![Just(0), 0..10_000_000_000_000_i64, 0..=i64::MAX];
    let rate = price.prop_map(|pico| Rate::from(Price::from_pico(pico).unwrap()));
    let units = || prop::sample::select(Unit::ALL.to_vec());
    let minimums = prop::collection::vec((units(), any::<u64>()), 0..3);
    let rates = prop::collection::vec((units(), rate), 0..12);
    (rates, minimums).prop_map(|(rates, minimums)| {
        let mut model = model(&[]).multiplied("residency=eu", "9223372036.854775807");
        model.prices[0].rates = Rates::new(rates);
        model.minimums = minimums;
        model
    })
}

fn sum(costs: impl IntoIterator<Item = Money>) -> Money {
    let zero = Money::from_pico(0, Currency::USD);
    costs.into_iter().try_fold(zero, Money::checked_add).unwrap()
}

fn components_of(calculated: &Calculated) -> Vec<(Unit, u64)> {
    calculated.components.iter().map(|it| (it.unit.parse().unwrap(), it.count)).collect()
}

proptest! {
    #[test]
    fn another_way_to_compute_comes_to_the_same_pico_dollar(
        model in models(),
        atoms in atoms(),
        factors in prop::collection::vec(0..3000_i128, 0..3),
    ) {
        let named: Vec<_> = factors
            .iter()
            .map(|factor| ("factor".into(), format!("{}.{:03}", factor / 1000, factor % 1000)))
            .map(|(reason, text): (Arc<str>, String)| (reason, text.parse().unwrap()))
            .collect();
        let calculated = atoms.cost(&model, &named);
        let (expected, counts) = atoms.slow_cost(&model, &factors);
        prop_assert_eq!(calculated.amount.pico(), expected);
        prop_assert_eq!(components_of(&calculated), counts);
    }

    #[test]
    fn what_is_billed_adds_up_to_what_was_used(model in models(), atoms in atoms()) {
        let cost = whole(atoms.cost(&model, &[]));
        let basis = cost.basis.clone().unwrap();
        let billed: u64 = basis.components.iter().map(|component| component.count).sum();
        prop_assert_eq!(billed, atoms.0.iter().sum::<u64>());
        prop_assert_eq!(cost.amount, sum(basis.components.iter().map(|it| it.amount)));
        prop_assert_eq!(cost.amount, sum([cost.input.unwrap(), cost.output.unwrap()]));
    }

    #[test]
    fn more_usage_never_costs_less(
        model in models(), atoms in atoms(), which in 0..10_usize, more in 0..1000_u64,
    ) {
        let before = atoms.cost(&model, &[]).amount.pico();
        let mut dearer = atoms;
        dearer.0[which] += more;
        let after = dearer.cost(&model, &[]).amount.pico();
        prop_assert!(after >= before, "{} then {}", before, after);
    }

    #[test]
    fn no_count_and_no_rate_panics_and_every_cost_is_the_sum_of_its_components(
        model in any_model(), quantities in any_quantities(), abroad in any::<bool>(),
    ) {
        let conditions = [("residency".into(), "eu".into())];
        let conditions = if abroad { &conditions[..] } else { &[] };
        let situation = Situation { conditions, ..Situation::at(noon("2026-11-21")) };
        if let Ok(calculated) = calculate(&model, &quantities, &situation) {
            let whole: Cost = whole(calculated.clone());
            prop_assert_eq!(whole.amount, sum(calculated.components.iter().map(|it| it.amount)));
            prop_assert!(i64::try_from(whole.amount.pico()).is_ok());
            prop_assert!(!line(&calculated).is_empty());
        }
    }
}

#[test]
fn a_million_rows_sum_to_the_same_in_any_order_and_any_groups() {
    let model = model(&["input_tokens 0.15", "cache_read_tokens 0.0333333", "output_tokens 0.6"]);
    let costs: Vec<i128> = (0..1_000_000_u64)
        .map(|row| {
            let usage = Usage::tokens(row % 7919, row % 613).cache_read(row % 7919 / 3);
            let quantities = Quantities::of(&usage, &ModelOperation::Chat);
            let situation = Situation::at(std::time::UNIX_EPOCH);
            calculate(&model, &quantities, &situation).unwrap().amount.pico()
        })
        .collect();
    let forwards: i128 = costs.iter().sum();
    assert_eq!(forwards, costs.iter().rev().sum());
    for size in [1, 7, 4096, 333_333] {
        let groups: Vec<i128> = costs.chunks(size).map(|group| group.iter().sum()).collect();
        assert_eq!(forwards, groups.iter().rev().sum(), "groups of {size}");
    }
    // A prime stride visits all rows in another order.
    let shuffled: i128 = (0..costs.len()).map(|step| costs[step * 7_368_787 % costs.len()]).sum();
    assert_eq!(forwards, shuffled);
}

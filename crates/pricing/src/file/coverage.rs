//! Whether every count has a price: a part needs the rate of its whole, and what is part of two the rate of both.

use super::fault::Fault;
use super::problem::PriceFileProblem;
use crate::date::Date;
use crate::model::{DatedPrices, Rates, Variant};
use crate::unit::Unit;

/// Checks the rates in force at any time, under any conditions.
pub(crate) fn check(
    prices: &[(usize, DatedPrices)],
    variants: &[(usize, Variant)],
) -> Result<(), Fault> {
    for (index, (at, own)) in prices.iter().enumerate() {
        let end = end_of(index, prices);
        let in_force: Vec<_> = (0..)
            .zip(variants)
            .filter(|(_, (_, variant))| {
                end.is_none_or(|end| variant.from.is_none_or(|from| from < end))
            })
            .collect();
        let base: Vec<Unit> = units(&own.rates).collect();
        check_units(&base).map_err(|problem| fault(*at, "prices", index, problem))?;
        for (number, (at, variant)) in &in_force {
            let mut all = base.clone();
            all.extend(units(&variant.rates));
            check_units(&all).map_err(|problem| fault(*at, "variants", *number, problem))?;
            let before = in_force.iter().filter(|(earlier, _)| earlier < number);
            for (_, (_, other)) in before.filter(|(_, (_, other))| can_both_hold(variant, other)) {
                let mut both = all.clone();
                both.extend(units(&other.rates));
                check_units(&both).map_err(|problem| fault(*at, "variants", *number, problem))?;
            }
        }
    }
    Ok(())
}

/// The first day on which prices no longer hold: later ones without a time of day replace them.
fn end_of(index: usize, prices: &[(usize, DatedPrices)]) -> Option<Date> {
    let later = prices.iter().skip(index + 1).filter(|(_, later)| later.daily.is_none());
    later.filter_map(|(_, later)| later.from).min()
}

fn can_both_hold(first: &Variant, second: &Variant) -> bool {
    let contradicts = |one: &crate::model::Condition| {
        second.when.iter().any(|other| one.key == other.key && one.value != other.value)
    };
    !first.when.iter().any(contradicts)
}

fn check_units(priced: &[Unit]) -> Result<(), PriceFileProblem> {
    for unit in priced {
        for whole in [Unit::InputTokens, Unit::OutputTokens] {
            if unit.is_part_of(whole) && !priced.contains(&whole) {
                let (part, whole) = (unit.as_str(), whole.as_str());
                return Err(PriceFileProblem::WholeUnpriced { part, whole });
            }
        }
    }
    for (index, first) in priced.iter().enumerate() {
        for second in &priced[index + 1..] {
            if let Some(both) = overlap(*first, *second).filter(|both| !priced.contains(both)) {
                let (first, second) = (first.as_str(), second.as_str());
                let both = both.as_str();
                return Err(PriceFileProblem::OverlapUnpriced { first, second, both });
            }
        }
    }
    Ok(())
}

/// What is part of two units of which neither is part of the other: the widest such unit.
fn overlap(first: Unit, second: Unit) -> Option<Unit> {
    if first == second || first.is_part_of(second) || second.is_part_of(first) {
        return None;
    }
    let parts = || {
        let all = Unit::ALL.iter().copied();
        all.filter(move |unit| unit.is_part_of(first) && unit.is_part_of(second))
    };
    parts().find(|unit| !parts().any(|other| unit.is_part_of(other)))
}

fn units(rates: &Rates) -> impl Iterator<Item = Unit> {
    rates.iter().map(|(unit, _)| unit)
}

fn fault(at: usize, list: &str, index: usize, problem: PriceFileProblem) -> Fault {
    Fault::new(at, problem).within("rates").within(&format!("{list}[{index}]"))
}

//! Whether every count has a price: a part needs the rate of its whole, and what is part of two the rate of both.

use std::sync::LazyLock;

use super::fault::Fault;
use super::problem::PriceFileProblem;
use crate::date::Date;
use crate::model::{Condition, DatedPrices, Rates, Variant};
use crate::unit::Unit;

/// Checks the rates in force at any time, under any conditions.
pub(crate) fn check(
    prices: &[(usize, DatedPrices)],
    variants: &[(usize, Variant)],
) -> Result<(), Fault> {
    for (index, (at, own)) in prices.iter().enumerate() {
        let end = end_of(index, prices);
        let begins_before_end = |variant: &Variant| match (variant.from, end) {
            (Some(from), Some(end)) => from < end,
            _ => true,
        };
        let base = Priced::of(&own.rates);
        base.check().map_err(|problem| fault(*at, "prices", index, problem))?;
        for (number, (at, variant)) in variants.iter().enumerate() {
            if !begins_before_end(variant) {
                continue;
            }
            let fault = |problem| fault(*at, "variants", number, problem);
            let own = base.and(&variant.rates);
            own.check().map_err(fault)?;
            let before = variants.iter().take(number).map(|(_, other)| other);
            for other in before.filter(|other| begins_before_end(other) && may_meet(variant, other))
            {
                own.and(&other.rates).check().map_err(fault)?;
            }
        }
    }
    Ok(())
}

/// The units with a rate, a bit for each.
#[derive(Clone, Copy)]
struct Priced(u128);

impl Priced {
    fn of(rates: &Rates) -> Self {
        Self(0).and(rates)
    }

    fn and(self, rates: &Rates) -> Self {
        Self(rates.iter().fold(self.0, |bits, (unit, _)| bits | bit(unit)))
    }

    fn has(self, unit: Unit) -> bool {
        self.0 & bit(unit) != 0
    }

    fn check(self) -> Result<(), PriceFileProblem> {
        for (part, whole) in PARTS.iter().filter(|(part, _)| self.has(*part)) {
            if !self.has(*whole) {
                let (part, whole) = (part.as_str(), whole.as_str());
                return Err(PriceFileProblem::WholeUnpriced { part, whole });
            }
        }
        for (first, second, both) in OVERLAPS.iter() {
            if self.has(*first) && self.has(*second) && !self.has(*both) {
                let (first, second) = (first.as_str(), second.as_str());
                let both = both.as_str();
                return Err(PriceFileProblem::OverlapUnpriced { first, second, both });
            }
        }
        Ok(())
    }
}

/// Parts whose whole must have a rate. Of other families a list may price one direction alone, such as images that
/// come out.
static PARTS: LazyLock<Vec<(Unit, Unit)>> = LazyLock::new(|| {
    let wholes = [Unit::InputTokens, Unit::OutputTokens].into_iter();
    wholes.flat_map(|whole| parts_of([whole; 2]).map(move |part| (part, whole))).collect()
});

/// Units that overlap, and the widest that is part of both.
static OVERLAPS: LazyLock<Vec<(Unit, Unit, Unit)>> = LazyLock::new(|| {
    let mut overlaps = Vec::new();
    for (index, first) in Unit::ALL.iter().enumerate() {
        for second in &Unit::ALL[index + 1..] {
            if !first.is_part_of(*second) && !second.is_part_of(*first) {
                let both = [*first, *second];
                let mut widest = parts_of(both)
                    .filter(|part| !parts_of(both).any(|other| part.is_part_of(other)));
                overlaps.extend(widest.next().map(|widest| (*first, *second, widest)));
            }
        }
    }
    overlaps
});

fn parts_of([first, second]: [Unit; 2]) -> impl Iterator<Item = Unit> {
    let all = Unit::ALL.iter().copied();
    all.filter(move |unit| unit.is_part_of(first) && unit.is_part_of(second))
}

/// The first day on which prices no longer hold: later ones without a time of day replace them.
fn end_of(index: usize, prices: &[(usize, DatedPrices)]) -> Option<Date> {
    let later = prices.iter().skip(index + 1).filter(|(_, later)| later.daily.is_none());
    later.filter_map(|(_, later)| later.from).min()
}

/// Whether a call can fulfil the conditions of both.
fn may_meet(first: &Variant, second: &Variant) -> bool {
    let contradicts = |one: &Condition| {
        second.when.iter().any(|other| one.key == other.key && one.value != other.value)
    };
    !first.when.iter().any(contradicts)
}

const fn bit(unit: Unit) -> u128 {
    1 << (unit as u8)
}

fn fault(at: usize, list: &str, index: usize, problem: PriceFileProblem) -> Fault {
    Fault::new(at, problem).within("rates").within(&format!("{list}[{index}]"))
}

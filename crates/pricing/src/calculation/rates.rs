//! Which rates and factors hold at a time and under conditions.

use std::sync::Arc;
use std::time::SystemTime;

use super::unit_set::{UNITS, UnitSet};
use crate::date::Date;
use crate::model::{Condition, Daily, DatedPrices, Model, Multiplier, Rate, Variant};
use crate::price::Price;
use crate::unit::Unit;

/// When, and under which conditions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'a> {
    day: Date,
    second: u32,
    conditions: &'a [(Arc<str>, Arc<str>)],
}

/// The rates that hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct RatesInForce<'m> {
    rates: [Option<&'m Rate>; UNITS],
    priced: UnitSet,
    from: Option<Date>,
}

impl<'a> Moment<'a> {
    pub(super) fn new(at: SystemTime, conditions: &'a [(Arc<str>, Arc<str>)]) -> Self {
        let (day, second) = Date::of(at);
        Self { day, second, conditions }
    }

    /// The multipliers of a model that hold.
    pub(super) fn multipliers<'m>(
        self,
        model: &'m Model,
    ) -> impl Iterator<Item = &'m Multiplier> + use<'m, 'a> {
        let holds = move |it: &&Multiplier| self.is_within(it.from, None) && self.fulfils(&it.when);
        model.multipliers.iter().filter(holds)
    }

    /// The variants that hold, and the units whose rates they are the first to name.
    pub(super) fn variants<'m>(
        self,
        model: &'m Model,
    ) -> impl Iterator<Item = (&'m Variant, UnitSet)> + use<'m, 'a> {
        let mut named = UnitSet::EMPTY;
        model.variants.iter().filter_map(move |variant| {
            if !self.is_within(variant.from, variant.daily) || !self.fulfils(&variant.when) {
                return None;
            }
            let all = variant.rates.iter().fold(UnitSet::EMPTY, |set, (unit, _)| set.with(unit));
            let new = all.without(named);
            named = named.or(all);
            Some((variant, new))
        })
    }

    /// The prices of a model that hold: the last ones that do, else the first.
    fn prices(self, model: &Model) -> Option<&DatedPrices> {
        let holds = |prices: &&DatedPrices| self.is_within(prices.from, prices.daily);
        model.prices.iter().rev().find(holds).or_else(|| model.prices.first())
    }

    fn is_within(self, from: Option<Date>, daily: Option<Daily>) -> bool {
        from.is_none_or(|from| from <= self.day)
            && daily.is_none_or(|Daily { from, until }| {
                if from <= until {
                    (from..until).contains(&self.second)
                } else {
                    self.second >= from || self.second < until
                }
            })
    }

    fn fulfils(self, when: &[Condition]) -> bool {
        when.iter().all(|Condition { key, value }| {
            self.conditions.iter().any(|(known, is)| **known == **key && **is == **value)
        })
    }
}

impl<'m> RatesInForce<'m> {
    pub(super) fn of(model: &'m Model, moment: Moment<'_>) -> Self {
        let mut own = Self { rates: [None; UNITS], priced: UnitSet::EMPTY, from: None };
        if let Some(prices) = moment.prices(model) {
            own.from = prices.from;
            for (unit, rate) in prices.rates.iter() {
                own.put(unit, rate);
            }
        }
        for (variant, units) in moment.variants(model) {
            for (unit, rate) in variant.rates.iter().filter(|(unit, _)| units.contains(*unit)) {
                own.put(unit, rate);
            }
        }
        own
    }

    /// The units that have a rate.
    pub(super) const fn priced(&self) -> UnitSet {
        self.priced
    }

    /// Since when the standard rates hold.
    pub(super) const fn from(&self) -> Option<Date> {
        self.from
    }

    /// The price of a unit in a call with so many input tokens, and how many had to be exceeded for it.
    pub(super) fn price(&self, unit: Unit, input: u64) -> Option<(Price, Option<u64>)> {
        let rate = self.rates[unit as usize]?;
        let tier = rate.tiers.iter().rev().find(|tier| input > tier.over);
        Some(tier.map_or((rate.base, None), |tier| (tier.price, Some(tier.over))))
    }

    /// Whether all of these are free, however much is used.
    pub(super) fn are_free(&self, units: UnitSet) -> bool {
        let free = |rate: &Rate| {
            rate.base == Price::default()
                && rate.tiers.iter().all(|tier| tier.price == Price::default())
        };
        units.iter().all(|unit| self.rates[unit as usize].is_none_or(free))
    }

    fn put(&mut self, unit: Unit, rate: &'m Rate) {
        self.rates[unit as usize] = Some(rate);
        self.priced.insert(unit);
    }
}

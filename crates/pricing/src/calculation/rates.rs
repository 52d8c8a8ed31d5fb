//! Which rates and factors hold at a time and under conditions.

use std::sync::Arc;
use std::time::SystemTime;

use super::unit_set::{UNITS, UnitSet};
use crate::date::Date;
use crate::model::{Condition, Daily, DatedPrices, Model, Multiplier, Rate, Rates, Variant};
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
    model: &'m Model,
    standard: Option<&'m DatedPrices>,
    priced: UnitSet,
    /// For each unit the number of the variant, from 1, that names its rate; 0 for the standard rate.
    variants: [u16; UNITS],
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

    /// The variants that hold, by number from 1, and the units whose rates they are the first to name.
    pub(super) fn variants<'m>(
        self,
        model: &'m Model,
    ) -> impl Iterator<Item = (u16, &'m Variant, UnitSet)> + use<'m, 'a> {
        let mut named = UnitSet::EMPTY;
        (1..).zip(&model.variants).filter_map(move |(number, variant)| {
            if !self.is_within(variant.from, variant.daily) || !self.fulfils(&variant.when) {
                return None;
            }
            let all = units_of(&variant.rates);
            let new = all.without(named);
            named = named.or(all);
            Some((number, variant, new))
        })
    }

    /// The conditions of the call that these are.
    pub(super) fn shared<'w>(
        self,
        when: &'w [Condition],
    ) -> impl Iterator<Item = (Arc<str>, Arc<str>)> + use<'a, 'w> {
        when.iter()
            .filter_map(move |wanted| self.conditions.iter().find(|it| is(it, wanted)).cloned())
    }

    /// The prices of a model that hold: the last ones that do. Before the first day there is none.
    fn prices(self, model: &Model) -> Option<&DatedPrices> {
        let holds = |prices: &&DatedPrices| self.is_within(prices.from, prices.daily);
        model.prices.iter().rev().find(holds)
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
        when.iter().all(|wanted| self.conditions.iter().any(|it| is(it, wanted)))
    }
}

impl<'m> RatesInForce<'m> {
    pub(super) fn of(model: &'m Model, moment: Moment<'_>) -> Self {
        let standard = moment.prices(model);
        let priced = standard.map_or(UnitSet::EMPTY, |prices| units_of(&prices.rates));
        let mut own = Self { model, standard, priced, variants: [0; UNITS] };
        for (number, _, units) in moment.variants(model) {
            own.priced = own.priced.or(units);
            units.iter().for_each(|unit| own.variants[unit as usize] = number);
        }
        own
    }

    /// Whether the model has prices then, on top of which variants hold.
    pub(super) const fn are_standard(&self) -> bool {
        self.standard.is_some()
    }

    /// The units that have a rate.
    pub(super) const fn priced(&self) -> UnitSet {
        self.priced
    }

    /// Since when the standard rates hold.
    pub(super) fn from(&self) -> Option<Date> {
        self.standard.and_then(|prices| prices.from)
    }

    /// At which time of day the standard rates hold, where they are the rates of any of `units`.
    pub(super) fn daily(&self, units: UnitSet) -> Option<Daily> {
        let is_standard = units.iter().any(|unit| self.variants[unit as usize] == 0);
        self.standard.filter(|_| is_standard).and_then(|prices| prices.daily)
    }

    /// The price of a unit in a call with so many input tokens, and how many had to be exceeded for it.
    pub(super) fn price(&self, unit: Unit, input: u64) -> Option<(Price, Option<u64>)> {
        let rate = self.rate(unit)?;
        let tier = rate.tiers.iter().rev().find(|tier| input > tier.over);
        Some(tier.map_or((rate.base, None), |tier| (tier.price, Some(tier.over))))
    }

    /// Whether all of these are free, however much is used.
    pub(super) fn are_free(&self, units: UnitSet) -> bool {
        let free = |rate: &Rate| {
            rate.base == Price::default()
                && rate.tiers.iter().all(|tier| tier.price == Price::default())
        };
        units.iter().all(|unit| self.rate(unit).is_none_or(free))
    }

    fn rate(&self, unit: Unit) -> Option<&'m Rate> {
        match self.variants[unit as usize] {
            0 => self.standard?.rates.get(unit),
            number => self.model.variants.get(usize::from(number) - 1)?.rates.get(unit),
        }
    }
}

fn units_of(rates: &Rates) -> UnitSet {
    rates.iter().fold(UnitSet::EMPTY, |set, (unit, _)| set.with(unit))
}

fn is((key, value): &(Arc<str>, Arc<str>), wanted: &Condition) -> bool {
    **key == *wanted.key && **value == *wanted.value
}

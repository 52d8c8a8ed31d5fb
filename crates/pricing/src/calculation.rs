//! What a usage costs at the prices of a model.

mod arithmetic;
mod coverage;
mod leaves;
mod quantities;
mod rates;
mod unit_set;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use genai_otel_core::{
    BookVersion, Cost, CostBasis, CostComponent, CostFactor, CostHours, Currency, Money, Unpriced,
};

use self::arithmetic::Ratio;
pub(crate) use self::quantities::Quantities;
use self::rates::{Moment, RatesInForce};
use self::unit_set::UnitSet;
use crate::date::Date;
use crate::model::{Daily, Model};
use crate::price::Factor;
use crate::unit::Unit;

/// What a price depends on beside model and usage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation<'a> {
    /// When the request was made.
    pub(crate) at: SystemTime,
    /// The conditions, the service tier among them, in lower case.
    pub(crate) conditions: &'a [(Arc<str>, Arc<str>)],
    /// What the user multiplies prices by, with the reasons.
    pub(crate) factors: &'a [(Arc<str>, Factor)],
    /// What one unit of the model's currency is in US dollars; nothing leaves amounts as they are.
    pub(crate) exchange: Option<Factor>,
}

impl Situation<'_> {
    /// A time, and nothing else.
    #[cfg(test)]
    pub(crate) const fn at(at: SystemTime) -> Self {
        Self { at, conditions: &[], factors: &[], exchange: None }
    }
}

/// A cost and the arithmetic that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Calculated {
    pub(crate) amount: Money,
    pub(crate) components: Vec<CostComponent>,
    pub(crate) price_from: Option<Date>,
    pub(crate) daily: Option<Daily>,
    pub(crate) context_tier: Option<u64>,
    pub(crate) conditions: Vec<(Arc<str>, Arc<str>)>,
    pub(crate) factors: Vec<CostFactor>,
    pub(crate) estimated: bool,
    pub(crate) incomplete: bool,
}

/// Computes what `quantities` cost.
///
/// # Errors
///
/// Why they have no cost: they are unknown, contradict themselves, lack a rate, or are beyond all reason.
pub(crate) fn calculate(
    model: &Model,
    quantities: &Quantities,
    situation: &Situation<'_>,
) -> Result<Calculated, Unpriced> {
    if let Some(contradiction) = quantities.contradiction() {
        return Err(Unpriced::Contradictory(contradiction));
    }
    let moment = Moment::new(situation.at, situation.conditions);
    let rates = RatesInForce::of(model, moment);
    if !rates.are_standard() {
        return Err(Unpriced::NotInForce);
    }
    let priced = rates.priced();
    if quantities.is_unknown() && priced != UnitSet::of(&[Unit::Requests]) {
        return Err(Unpriced::NoUsage);
    }
    let mut billed = *quantities;
    leaves::fill_in(&mut billed, priced)?;
    coverage::check(&billed, priced)?;
    let input = billed.count(Unit::InputTokens);
    leaves::raise_to_minimums(&mut billed, &model.minimums);
    leaves::split(&mut billed, priced)?;

    let mut calculated = Calculated {
        amount: Money::from_pico(0, model.currency),
        components: Vec::new(),
        price_from: rates.from(),
        daily: None,
        context_tier: None,
        conditions: Vec::new(),
        factors: Vec::new(),
        estimated: priced.meets(quantities.estimated()),
        incomplete: coverage::is_incomplete(quantities, &rates),
    };
    let ratio = calculated.collect_factors(model, moment, situation)?;
    let units = priced.and(billed.used());
    calculated.components.reserve_exact(units.len());
    let mut total: i64 = 0;
    for unit in units.iter() {
        let count = billed.count(unit);
        let Some((price, tier)) = rates.price(unit, input) else { continue };
        let pico = arithmetic::amount(count, price.pico(), unit.per(), ratio);
        let pico = pico.ok_or(Unpriced::TooLarge)?;
        total = total.checked_add(pico).ok_or(Unpriced::TooLarge)?;
        calculated.context_tier = calculated.context_tier.max(tier);
        calculated.components.push(CostComponent::new(
            (unit.as_str(), unit.side()),
            (count, unit.per()),
            Money::from_pico(i128::from(price.pico()), model.currency),
            Money::from_pico(i128::from(pico), calculated.amount.currency()),
        ));
    }
    calculated.amount = Money::from_pico(i128::from(total), calculated.amount.currency());
    calculated.daily = rates.daily(units);
    calculated.collect_conditions(model, moment, units);
    Ok(calculated)
}

impl Calculated {
    /// The cost, with where its price was found.
    pub(crate) fn into_cost(
        self,
        (provider, model): (Arc<str>, Arc<str>),
        steps: Vec<Cow<'static, str>>,
        book: Arc<BookVersion>,
        day: impl FnOnce(Date) -> Arc<str>,
    ) -> Cost {
        let mut basis = CostBasis::default();
        basis.provider = provider;
        basis.model = model;
        basis.steps = steps;
        basis.price_from = self.price_from.map(day);
        basis.hours = self.daily.map(|Daily { from, until }| CostHours::new(from, until));
        basis.book = book;
        basis.context_tier = self.context_tier;
        basis.conditions = self.conditions;
        basis.factors = self.factors;
        basis.components = self.components;
        let mut cost = Cost::computed(self.amount, basis);
        cost.estimated = self.estimated;
        cost.incomplete = self.incomplete;
        cost
    }

    /// Multiplies all factors that hold, the exchange rate last.
    fn collect_factors(
        &mut self,
        model: &Model,
        moment: Moment<'_>,
        situation: &Situation<'_>,
    ) -> Result<Ratio, Unpriced> {
        let mut ratio = Ratio::ONE;
        let mut multiply = |reason: Arc<str>, factor: Factor| {
            ratio = ratio.times(factor).ok_or(Unpriced::TooLarge)?;
            self.factors.push(CostFactor::new(reason, factor.to_string().into()));
            Ok(())
        };
        for multiplier in moment.multipliers(model) {
            let when = multiplier.when.iter().map(|it| format!("{}={}", it.key, it.value));
            multiply(when.collect::<Vec<_>>().join(" ").into(), multiplier.times)?;
            self.conditions.extend(moment.shared(&multiplier.when));
        }
        for (reason, factor) in situation.factors {
            multiply(Arc::clone(reason), *factor)?;
        }
        if let Some(factor) = situation.exchange.filter(|_| model.currency != Currency::USD) {
            multiply(format!("exchange {}", model.currency).into(), factor)?;
            self.amount = Money::from_pico(0, Currency::USD);
        }
        Ok(ratio)
    }

    /// Notes the variants that gave any of `units` its rate.
    fn collect_conditions(&mut self, model: &Model, moment: Moment<'_>, units: UnitSet) {
        for (_, variant, _) in moment.variants(model).filter(|(.., named)| named.meets(units)) {
            self.price_from = self.price_from.max(variant.from);
            self.daily = variant.daily.or(self.daily);
            self.conditions.extend(moment.shared(&variant.when));
        }
        self.conditions.sort();
        self.conditions.dedup();
    }
}

#[cfg(test)]
mod tests;

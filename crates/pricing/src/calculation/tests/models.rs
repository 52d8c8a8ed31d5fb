//! Models by hand.

use std::time::{Duration, SystemTime};

use genai_otel_core::{Cost, Currency, ModelOperation, Unpriced, Usage};

use crate::calculation::{Calculated, Quantities, Situation, calculate};
use crate::date::Date;
use crate::model::{
    Condition, Daily, DatedPrices, Mode, Model, Multiplier, Rate, Rates, Tier, Variant,
};
use crate::rule::Rule;
use crate::unit::Unit;

/// A model with these standard rates: `input_tokens 2.5`, `output_tokens 10 >200000 15`.
pub(super) fn model(rates: &[&str]) -> Model {
    Model {
        id: "model".into(),
        name: None,
        rule: Rule::Equals("model".into()),
        modes: vec![Mode::Chat],
        context_window: None,
        source: "by hand".into(),
        checked: None,
        comment: None,
        deprecated: false,
        currency: Currency::USD,
        prices: vec![DatedPrices { from: None, daily: None, rates: parsed(rates) }],
        variants: Vec::new(),
        multipliers: Vec::new(),
        minimums: Vec::new(),
    }
}

impl Model {
    pub(super) fn since(mut self, from: &str, rates: &[&str]) -> Self {
        let from = from.parse().ok();
        self.prices.push(DatedPrices { from, daily: None, rates: parsed(rates) });
        self
    }

    pub(super) fn daily(mut self, from: u32, until: u32, rates: &[&str]) -> Self {
        let daily = Some(Daily { from, until });
        self.prices.push(DatedPrices { from: None, daily, rates: parsed(rates) });
        self
    }

    pub(super) fn variant(mut self, when: &[&str], from: Option<&str>, rates: &[&str]) -> Self {
        let from = from.map(|from| from.parse().unwrap());
        let when = when.iter().map(|text| condition(text)).collect();
        self.variants.push(Variant { when, from, daily: None, rates: parsed(rates) });
        self
    }

    pub(super) fn multiplied(mut self, when: &str, times: &str) -> Self {
        let when = vec![condition(when)];
        self.multipliers.push(Multiplier { when, from: None, times: times.parse().unwrap() });
        self
    }

    pub(super) fn minimum(mut self, unit: Unit, count: u64) -> Self {
        self.minimums.push((unit, count));
        self
    }
}

/// A usage that also says this.
pub(super) fn with(mut usage: Usage, says: impl FnOnce(&mut Usage)) -> Usage {
    says(&mut usage);
    usage
}

/// What a usage costs at noon of 2026-11-21, under conditions such as `service_tier=priority`.
pub(super) fn cost(
    model: &Model,
    usage: &Usage,
    conditions: &[&str],
) -> Result<Calculated, Unpriced> {
    cost_of(model, (usage, &ModelOperation::Chat), noon("2026-11-21"), conditions)
}

pub(super) fn cost_of(
    model: &Model,
    (usage, operation): (&Usage, &ModelOperation),
    at: SystemTime,
    conditions: &[&str],
) -> Result<Calculated, Unpriced> {
    let conditions: Vec<_> = conditions.iter().map(|text| condition(text)).collect();
    let conditions: Vec<_> =
        conditions.iter().map(|it| (it.key.as_str().into(), it.value.as_str().into())).collect();
    let situation = Situation { conditions: &conditions, ..Situation::at(at) };
    calculate(model, &Quantities::of(usage, operation), &situation)
}

pub(super) fn noon(date: &str) -> SystemTime {
    date.parse::<Date>().unwrap().midnight().unwrap() + Duration::from_secs(43_200)
}

/// One line: amount, then what else is remarkable.
pub(super) fn line(calculated: &Calculated) -> String {
    use std::fmt::Write as _;

    let mut line = calculated.amount.to_string();
    for component in &calculated.components {
        write!(line, " | {} {} x {}", component.unit, component.count, component.rate).unwrap();
    }
    line
}

/// As a cost of nobody's.
pub(super) fn whole(calculated: Calculated) -> Cost {
    calculated.into_cost(
        ("provider".into(), "model".into()),
        Vec::new(),
        Default::default(),
        |date| date.to_string().into(),
    )
}

fn parsed(rates: &[&str]) -> Rates {
    Rates::new(rates.iter().map(|text| {
        let mut words = text.split(' ');
        let unit = words.next().unwrap().parse().unwrap();
        let mut rate = Rate::from(words.next().unwrap().parse::<crate::price::Price>().unwrap());
        while let (Some(over), Some(price)) = (words.next(), words.next()) {
            let over = over.trim_start_matches('>').parse().unwrap();
            rate.tiers.push(Tier { over, price: price.parse().unwrap() });
        }
        (unit, rate)
    }))
}

fn condition(text: &str) -> Condition {
    let (key, value) = text.split_once('=').unwrap();
    Condition { key: key.into(), value: value.into() }
}

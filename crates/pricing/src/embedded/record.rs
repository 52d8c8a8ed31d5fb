//! Models as they are written: what many have in common stands once.

use std::collections::HashMap;

use genai_otel_core::Currency;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::model::{DatedPrices, Mode, Model, Multiplier, Variant};
use crate::rule::Rule;
use crate::unit::Unit;

/// A model. Texts that it may share with others are numbers of the shared texts.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    id: String,
    name: Option<String>,
    /// Nothing where the id is its one name.
    rule: Option<Rule>,
    modes: Vec<Mode>,
    context_window: Option<u64>,
    source: u32,
    checked: Option<Date>,
    comment: Option<u32>,
    deprecated: bool,
    currency: u32,
    prices: Vec<DatedPrices>,
    variants: Vec<Variant>,
    multipliers: Vec<Multiplier>,
    minimums: Vec<(Unit, u64)>,
}

/// The texts that models share, by number.
#[derive(Default)]
pub(super) struct Texts<'a> {
    texts: Vec<&'a str>,
    numbers: HashMap<&'a str, u32>,
}

impl Record {
    pub(super) fn of<'a>(model: &'a Model, texts: &mut Texts<'a>) -> Self {
        let is_plain = matches!(&model.rule, Rule::Equals(name) if *name == model.id);
        Self {
            id: model.id.clone(),
            name: model.name.clone(),
            rule: (!is_plain).then(|| model.rule.clone()),
            modes: model.modes.clone(),
            context_window: model.context_window,
            source: texts.number(&model.source),
            checked: model.checked,
            comment: model.comment.as_deref().map(|comment| texts.number(comment)),
            deprecated: model.deprecated,
            currency: texts.number(model.currency.as_str()),
            prices: model.prices.clone(),
            variants: model.variants.clone(),
            multipliers: model.multipliers.clone(),
            minimums: model.minimums.clone(),
        }
    }

    /// The model; nothing if a text is missing.
    pub(super) fn into_model(self, text: impl Fn(u32) -> Option<String>) -> Option<Model> {
        let comment = match self.comment {
            Some(number) => Some(text(number)?),
            None => None,
        };
        Some(Model {
            rule: self.rule.unwrap_or_else(|| Rule::Equals(self.id.clone())),
            id: self.id,
            name: self.name,
            modes: self.modes,
            context_window: self.context_window,
            source: text(self.source)?,
            checked: self.checked,
            comment,
            deprecated: self.deprecated,
            currency: Currency::new(&text(self.currency)?)?,
            prices: self.prices,
            variants: self.variants,
            multipliers: self.multipliers,
            minimums: self.minimums,
        })
    }
}

impl<'a> Texts<'a> {
    fn number(&mut self, text: &'a str) -> u32 {
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            u32::try_from(self.texts.len() - 1).unwrap_or(u32::MAX)
        })
    }

    pub(super) fn as_slice(&self) -> &[&'a str] {
        &self.texts
    }
}

//! A model as it is written.

use genai_otel_core::Currency;

use super::dates::clock;
use super::minimums::counted;
use super::mode::mode_name;
use super::write_value::{inline, lines, list, rule, text, texts};
use crate::date::Date;
use crate::model::{Condition, Daily, DatedPrices, Model, Multiplier, Rate, Rates, Variant};
use crate::rule::Rule;
use crate::unit::Unit;

/// A model: what changes together stands on one line.
pub(super) fn model(model: &Model) -> String {
    let mut groups = vec![identity(model)];
    if model.rule != Rule::Equals(model.id.to_lowercase()) {
        groups.push(vec![("rule", rule(&model.rule))]);
    }
    groups.push(purpose(model));
    groups.push(provenance(model));
    groups.extend(model.comment.iter().map(|comment| vec![("comment", text(comment))]));
    groups.push(vec![("prices", list(12, model.prices.iter().map(prices)))]);
    if !model.variants.is_empty() {
        groups.push(vec![("variants", list(12, model.variants.iter().map(variant)))]);
    }
    if !model.multipliers.is_empty() {
        groups.push(vec![("multipliers", list(12, model.multipliers.iter().map(multiplier)))]);
    }
    if !model.minimums.is_empty() {
        groups.push(vec![("minimums", minimums(&model.minimums))]);
    }
    groups.retain(|group| !group.is_empty());
    lines(8, &groups)
}

type Pairs = Vec<(&'static str, String)>;

fn identity(model: &Model) -> Pairs {
    let mut pairs = vec![("id", text(&model.id))];
    pairs.extend(model.name.as_deref().map(|name| ("name", text(name))));
    if model.deprecated {
        pairs.push(("deprecated", "true".to_owned()));
    }
    pairs
}

fn purpose(model: &Model) -> Pairs {
    let mut pairs = Pairs::new();
    if !model.modes.is_empty() {
        pairs.push(("modes", texts(model.modes.iter().map(|own| mode_name(*own)))));
    }
    pairs.extend(model.context_window.map(|window| ("context_window", window.to_string())));
    pairs
}

fn provenance(model: &Model) -> Pairs {
    let mut pairs = vec![("source", text(&model.source))];
    pairs.extend(model.checked.map(|day| ("checked", text(&day.to_string()))));
    if model.currency != Currency::USD {
        pairs.push(("currency", text(model.currency.as_str())));
    }
    pairs
}

fn prices(prices: &DatedPrices) -> String {
    let mut pairs = when(&[], prices.from, prices.daily);
    pairs.push(("rates", rates(&prices.rates)));
    inline(&pairs)
}

fn variant(variant: &Variant) -> String {
    let mut pairs = when(&variant.when, variant.from, variant.daily);
    pairs.push(("rates", rates(&variant.rates)));
    inline(&pairs)
}

fn multiplier(multiplier: &Multiplier) -> String {
    let mut pairs = when(&multiplier.when, multiplier.from, None);
    pairs.push(("times", text(&multiplier.times.to_string())));
    inline(&pairs)
}

fn when(conditions: &[Condition], from: Option<Date>, daily: Option<Daily>) -> Pairs {
    let mut pairs = Pairs::new();
    if !conditions.is_empty() {
        let conditions = conditions.iter().map(|own| (&*own.key, text(&own.value)));
        pairs.push(("when", inline(&conditions.collect::<Vec<_>>())));
    }
    pairs.extend(from.map(|day| ("from", text(&day.to_string()))));
    pairs.extend(daily.map(|daily| {
        let (from, until) = (text(&clock(daily.from)), text(&clock(daily.until)));
        ("daily", inline(&[("from", from), ("until", until)]))
    }));
    pairs
}

fn rates(rates: &Rates) -> String {
    let pairs = rates.iter().map(|(unit, own)| (unit.as_str(), rate(own)));
    inline(&pairs.collect::<Vec<_>>())
}

fn rate(rate: &Rate) -> String {
    let base = text(&rate.base.to_string());
    if rate.tiers.is_empty() {
        return base;
    }
    let tiers = rate.tiers.iter().map(|tier| {
        inline(&[("over", tier.over.to_string()), ("price", text(&tier.price.to_string()))])
    });
    let tiers = format!("[{}]", tiers.collect::<Vec<_>>().join(", "));
    inline(&[("base", base), ("tiers", tiers)])
}

fn minimums(minimums: &[(Unit, u64)]) -> String {
    let pairs = minimums.iter().map(|(unit, least)| {
        let per = counted(*unit);
        let (whole, fraction) = (least / per, format!("{:09}", least % per));
        let number = format!("{whole}.{fraction}");
        (unit.as_str(), text(number.trim_end_matches('0').trim_end_matches('.')))
    });
    inline(&pairs.collect::<Vec<_>>())
}

//! One model from the entries of its name.

use std::collections::BTreeMap;

use genai_otel_pricing::{Rule, Unit};
use serde_json::Value;

use super::super::mode;
use super::super::report::Report;
use super::super::schema::{Dated, Model, Rate, Rates, Variant, in_line};
use super::super::source::Entry;
use super::super::table::Table;
use super::name::Name;
use super::rates::{self, Conditional, Prices};
use super::{Group, alternative, multiplier, off_peak, picture, zero};

/// The model; nothing where it has no price.
pub(super) fn model(
    group: &Group<'_>,
    table: &Table,
    checked: &str,
    report: &mut Report,
) -> anyhow::Result<Option<Model>> {
    let Some((name, first)) = group.entries.first() else { return Ok(None) };
    let mode = text(first, "mode").and_then(mode::of_litellm).unwrap_or("other");
    let mut read = Vec::new();
    for (name, entry) in &group.entries {
        read.push((name, *entry, cleaned(entry, mode, group, report)?));
    }
    let (plain, conditional): (Vec<_>, Vec<_>) =
        read.into_iter().partition(|(name, ..)| name.when.is_empty());
    note_doubles(&plain, report);
    let mut usual = plain
        .first()
        .map(|(.., all)| all.get(&None).cloned().unwrap_or_default())
        .unwrap_or_default();
    let mut variants = pictures(&conditional, &mut usual, report)?;
    if let Some((.., all)) = plain.first() {
        variants.extend(self::variants(all, &usual, &BTreeMap::new()));
        for (name, _, all) in conditional.iter().filter(|(name, ..)| is_of_place(name)) {
            let base = all.get(&None).cloned().unwrap_or_default();
            let local = self::variants(&Conditional::from([(None, base)]), &usual, &name.when);
            // LiteLLM has some once for each way to call them: the first counts.
            let is_new =
                |variant: &Variant| variants.iter().all(|known| known.when != variant.when);
            let local: Vec<Variant> = local.into_iter().filter(is_new).collect();
            variants.extend(local);
        }
    }
    if usual.is_empty() && plain.is_empty() {
        report.note("LiteLLM has prices of it under conditions alone", &first.name);
        return Ok(None);
    }
    let is_free = zero::is_nothing(&usual) && variants.is_empty();
    if is_free && !says_free(name, mode, group, table) {
        report.note("LiteLLM has no price but zero, which says nothing", &first.name);
        return Ok(None);
    }
    if zero::is_slip(&usual) {
        report.note(
            "LiteLLM has input at more than ten times the price of output: a slip",
            &first.name,
        );
        return Ok(None);
    }
    let mut rates = rates::written(&usual);
    if rates.is_empty() && !is_free {
        report.note("LiteLLM has prices of it under conditions alone", &first.name);
        return Ok(None);
    }
    if is_free {
        rates = [Unit::InputTokens, Unit::OutputTokens]
            .map(|unit| (unit, Rate::Flat("0".to_owned())))
            .into();
    }
    let cheap = off_peak::of(first, &rates)?;
    let comment =
        if cheap.is_empty() { comment(first) } else { Some(off_peak::COMMENT.to_owned()) };
    let prices = std::iter::once(Dated { rates, ..Dated::default() }).chain(cheap).collect();
    Ok(Some(Model {
        id: name.model.clone(),
        name: None,
        rule: rule(&name.lower),
        modes: vec![mode],
        context_window: text(first, "max_input_tokens")
            .and_then(|count| count.parse().ok())
            .filter(|count| *count > 0),
        source: "litellm",
        checked: checked.to_owned(),
        comment,
        deprecated: text(first, "deprecation_date").is_some_and(|date| date <= checked),
        prices,
        variants,
        multipliers: multiplier::of(first)?,
        minimums: BTreeMap::new(),
    }))
}

/// The prices of an entry without what says nothing or stands for the same twice.
fn cleaned(
    entry: &Entry,
    mode: &str,
    group: &Group<'_>,
    report: &mut Report,
) -> anyhow::Result<Conditional> {
    let mut all = rates::of(entry, mode, group.row.edge, report)?;
    let specific = entry.facts.get("provider_specific_entry");
    let is_billed_by_length =
        specific.is_some_and(|facts| facts.get("transcription_usage_duration").is_some());
    for (when, prices) in &mut all {
        zero::drop_unknown(prices);
        if mode == "image" {
            picture::set_output(prices);
        }
        // Models of vectors count what goes in by its kind, each with a price of its own.
        if mode != "embedding" {
            zero::drop_doubles(prices, is_billed_by_length);
        }
        // Some images that go in are free, and an answer does not say how many went in beyond those.
        if specific.is_some_and(|facts| facts.get("minimax_free_input_images").is_some()) {
            prices.remove(&Unit::InputImages);
        }
        alternative::drop_alternatives(prices);
        if mode == "speech" {
            alternative::say_speech(prices);
        }
        zero::fill_overlaps(prices);
        if when.is_none() {
            zero::fill_wholes(prices);
        }
    }
    Ok(all)
}

/// Variants by size and quality. They also say what an image costs where nothing else does.
fn pictures(
    conditional: &[(&Name, &Entry, Conditional)],
    usual: &mut Prices,
    report: &mut Report,
) -> anyhow::Result<Vec<Variant>> {
    let mut sized = Vec::new();
    for (name, entry, all) in conditional.iter().filter(|(name, ..)| !is_of_place(name)) {
        let none = Prices::new();
        let price = picture::of(entry, all.get(&None).unwrap_or(&none), name.when.get("size"))?;
        if usual.contains_key(&Unit::OutputImageTokens) {
            report.note("an image's price beside the price of its tokens", &entry.name);
        } else if let Some(price) = price {
            sized.push((&name.when, price));
        } else {
            report.note("LiteLLM has no price of an image of this size", &entry.name);
        }
    }
    let (variants, price) = picture::variants(&sized);
    if let Some(price) = price {
        let images = usual.entry(Unit::OutputImages).or_default();
        images.base = images.base.or(Some(price));
    }
    Ok(variants)
}

/// What differs from the usual prices under conditions.
fn variants(all: &Conditional, usual: &Prices, further: &BTreeMap<String, String>) -> Vec<Variant> {
    let written = rates::written(usual);
    let variant = |(when, prices): (&Option<(String, String)>, &Prices)| {
        let mut conditions = further.clone();
        conditions.extend(when.clone());
        let differs = |unit: &Unit, rate: &Rate| written.get(unit) != Some(rate);
        let is_zero = |rate: &Rate| *rate == Rate::Flat("0".to_owned());
        let rates: Rates = rates::written(prices)
            .into_iter()
            .filter(|(unit, rate)| differs(unit, rate) && !is_zero(rate))
            .collect();
        (!conditions.is_empty() && !rates.is_empty())
            .then_some(Variant { when: conditions, dated: Dated { rates, ..Dated::default() } })
    };
    all.iter().filter_map(variant).collect()
}

/// Whether its prices are for a place and not for a size and quality.
fn is_of_place(name: &Name) -> bool {
    name.when.contains_key("residency") || name.when.contains_key("region")
}

fn note_doubles(plain: &[(&Name, &Entry, Conditional)], report: &mut Report) {
    let Some((_, _, first)) = plain.first() else { return };
    let written = |all: &Conditional| -> Vec<_> { all.values().map(rates::written).collect() };
    for (_, entry, all) in &plain[1..] {
        let why = if written(all) == written(first) {
            "LiteLLM has it twice"
        } else {
            "LiteLLM has it twice with different prices: the first counts, by the order of the table"
        };
        report.note(why, &entry.name);
    }
}

fn says_free(name: &Name, mode: &str, group: &Group<'_>, table: &Table) -> bool {
    mode == "moderation"
        || name.lower.ends_with("-free")
        || table.is_free(&group.row.id, &name.lower)
}

/// The name; of a fine-tuned model also with what its owner called it.
fn rule(name: &str) -> Rule {
    let equals = Rule::Equals(name.to_owned());
    if name.starts_with("ft:") {
        return Rule::Or(vec![equals, Rule::StartsWith(format!("{name}:"))]);
    }
    equals
}

fn comment(entry: &Entry) -> Option<String> {
    let metadata = entry.facts.get("metadata");
    let said = ["notes", "comment"].iter().find_map(|key| metadata?.get(key)?.as_str());
    said.or_else(|| text(entry, "comment"))
        .filter(|text| text.len() <= MAX_COMMENT)
        .and_then(in_line)
}

fn text<'a>(entry: &'a Entry, fact: &str) -> Option<&'a str> {
    entry.facts.get(fact).and_then(Value::as_str)
}

/// Longer notes are about LiteLLM itself.
const MAX_COMMENT: usize = 240;

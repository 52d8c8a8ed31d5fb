//! What differs between two books.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use genai_otel_pricing::{Condition, Model, Provider, Rates};

/// What differs between two books.
#[derive(Debug, Default)]
pub(super) struct Difference {
    added: Vec<String>,
    removed: Vec<String>,
    /// Models and their prices that differ.
    changed: Vec<(String, Vec<Change>)>,
}

/// What, the price before, the price now.
type Change = (String, String, String);

impl Difference {
    /// Compares model by model.
    pub(super) fn between(before: &[Provider], now: &[Provider]) -> Self {
        let (before, now) = (models(before), models(now));
        let names =
            |one: &BTreeMap<String, &Model>, other: &BTreeMap<String, &Model>| -> Vec<String> {
                one.keys().filter(|name| !other.contains_key(*name)).cloned().collect()
            };
        let changed = now.iter().filter_map(|(name, model)| {
            let lines = changes(&lines(before.get(name)?), &lines(model));
            (!lines.is_empty()).then(|| (name.clone(), lines))
        });
        Self {
            added: names(&now, &before),
            removed: names(&before, &now),
            changed: changed.collect(),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (sign, names) in [("+", &self.added), ("-", &self.removed)] {
            for name in names.iter().take(SHOWN) {
                writeln!(f, "{sign} {name}")?;
            }
            if let Some(more) = names.len().checked_sub(SHOWN + 1) {
                writeln!(f, "{sign} and {} more", more + 1)?;
            }
        }
        for (name, lines) in &self.changed {
            writeln!(f, "~ {name}")?;
            for (what, before, now) in lines {
                writeln!(f, "    {what}: {before} -> {now}")?;
            }
        }
        let counts = (self.added.len(), self.removed.len(), self.changed.len());
        writeln!(f, "{} models added, {} removed, {} changed", counts.0, counts.1, counts.2)
    }
}

fn models(providers: &[Provider]) -> BTreeMap<String, &Model> {
    let each = |provider: &'_ Provider| {
        let id = provider.id.clone();
        move |model: &'_ Model| format!("{id}/{}", model.id)
    };
    providers
        .iter()
        .flat_map(|provider| {
            let name = each(provider);
            provider.models.iter().map(move |model| (name(model), model))
        })
        .collect()
}

/// Every price of a model by what it is for.
fn lines(model: &Model) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    for dated in &model.prices {
        let since = since(dated.from, dated.daily);
        add(&mut lines, &since, &dated.rates);
    }
    for variant in &model.variants {
        let when = conditions(&variant.when);
        add(&mut lines, &format!("{when}{}", since(variant.from, variant.daily)), &variant.rates);
    }
    for multiplier in &model.multipliers {
        lines
            .insert(format!("{}times", conditions(&multiplier.when)), multiplier.times.to_string());
    }
    lines
}

fn since(
    from: Option<genai_otel_pricing::Date>,
    daily: Option<genai_otel_pricing::Daily>,
) -> String {
    let from = from.map(|from| format!("since {from} ")).unwrap_or_default();
    let clock = |seconds: u32| format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    let daily = daily.map(|daily| format!("{}-{} ", clock(daily.from), clock(daily.until)));
    from + &daily.unwrap_or_default()
}

fn conditions(when: &[Condition]) -> String {
    when.iter().map(|condition| format!("{}={} ", condition.key, condition.value)).collect()
}

fn add(lines: &mut BTreeMap<String, String>, label: &str, rates: &Rates) {
    for (unit, rate) in rates.iter() {
        lines.insert(format!("{label}{unit}"), rate.base.to_string());
        for tier in &rate.tiers {
            lines.insert(format!("{label}{unit} over {}", tier.over), tier.price.to_string());
        }
    }
}

fn changes(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<Change> {
    let all: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let said = |lines: &BTreeMap<String, String>, what: &String| {
        lines.get(what).map_or("none", |price| price).to_owned()
    };
    all.into_iter()
        .map(|what| (what.clone(), said(before, what), said(now, what)))
        .filter(|(_, before, now)| before != now)
        .collect()
}

const SHOWN: usize = 50;

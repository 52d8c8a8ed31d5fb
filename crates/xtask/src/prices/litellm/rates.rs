//! The rates of an entry, by the condition under which they hold.

use std::collections::BTreeMap;

use anyhow::Context;
use genai_otel_pricing::Unit;
use serde_json::Value;

use super::super::decimal::Decimal;
use super::super::report::Report;
use super::super::schema::{Rate, Rates, Tier};
use super::super::source::Entry;
use super::super::table::Edge;
use super::key::{self, Key};

/// Prices by unit, each with its tiers.
pub(super) type Prices = BTreeMap<Unit, Price>;

/// Prices by condition; those that hold without one first.
pub(super) type Conditional = BTreeMap<Option<(String, String)>, Prices>;

/// The price of a unit.
#[derive(Clone, Debug, Default)]
pub(super) struct Price {
    pub(super) base: Option<Decimal>,
    pub(super) tiers: BTreeMap<u64, Decimal>,
}

impl Price {
    /// Whether it is more than zero somewhere.
    pub(super) fn is_something(&self) -> bool {
        self.base.iter().chain(self.tiers.values()).any(|price| !price.is_zero())
    }
}

/// All prices of an entry.
pub(super) fn of(
    entry: &Entry,
    mode: &str,
    edge: Edge,
    report: &mut Report,
) -> anyhow::Result<Conditional> {
    let mut all = Conditional::new();
    for (key, value) in entry.facts.iter().filter(|(key, _)| key.contains("cost")) {
        let Some(text) = value.as_str() else { continue };
        let key = Key::parse(key);
        let (what, when) = match key.resolution() {
            Some((what, resolution)) => {
                (what, Some(("resolution".to_owned(), resolution.to_lowercase())))
            }
            None => (key.what, key.when.map(|(key, value)| (key.to_owned(), value.to_owned()))),
        };
        let price =
            Decimal::parse(text).with_context(|| format!("`{}` of `{}`", key.what, entry.name))?;
        set(all.entry(when).or_default(), what, mode, key.over, price, edge, (entry, report))?;
    }
    add_ranges(entry, mode, edge, &mut all, report)?;
    add_searches(entry, &mut all)?;
    Ok(all)
}

fn set(
    prices: &mut Prices,
    what: &str,
    mode: &str,
    over: Option<u64>,
    price: Decimal,
    edge: Edge,
    (entry, report): (&Entry, &mut Report),
) -> anyhow::Result<()> {
    let (units, scale) = key::units(what, mode);
    if units.is_empty() && !price.is_zero() && !key::is_left_out(what) {
        report.note(format!("LiteLLM's `{what}` for {mode} has no unit in the book"), &entry.name);
    }
    for unit in units {
        let price = price.times(scale)?.rounded(12);
        let known = prices.entry(*unit).or_default();
        match over {
            // A tier that begins with its own number begins after the one before it.
            Some(over) => {
                known.tiers.insert(over - u64::from(edge == Edge::Included), price);
            }
            // Where two names mean one unit, the one that is not zero counts.
            None => known.base = known.base.filter(|base| !base.is_zero()).or(Some(price)),
        }
    }
    Ok(())
}

/// Prices by ranges of input tokens: `tiered_pricing`.
fn add_ranges(
    entry: &Entry,
    mode: &str,
    edge: Edge,
    all: &mut Conditional,
    report: &mut Report,
) -> anyhow::Result<()> {
    let ranges = entry.facts.get("tiered_pricing").and_then(Value::as_array);
    for (index, range) in ranges.into_iter().flatten().enumerate() {
        let start = range.get("range").and_then(|range| range.get(0)).and_then(Value::as_str);
        let over = match start {
            Some(start) => {
                Some(Decimal::parse(start)?.to_string().parse::<u64>()?).filter(|start| *start > 0)
            }
            None if index > 0 => {
                report.note(
                    "LiteLLM's prices by the number of results: only the first is taken",
                    &entry.name,
                );
                break;
            }
            None => None,
        };
        for (what, value) in range.as_object().into_iter().flatten() {
            if let (true, Some(text)) = (what.contains("cost"), value.as_str()) {
                let price = Decimal::parse(text)?;
                set(all.entry(None).or_default(), what, mode, over, price, edge, (entry, report))?;
            }
        }
    }
    Ok(())
}

/// Searches of the web by how much they bring in: what is usual where all cost the same or nothing else is said.
fn add_searches(entry: &Entry, all: &mut Conditional) -> anyhow::Result<()> {
    let Some(sizes) = entry.facts.get("search_context_cost_per_query") else { return Ok(()) };
    let price = |size: &str| {
        let text = sizes.get(format!("search_context_size_{size}")).and_then(Value::as_str);
        text.map(|text| Decimal::parse(text)?.times(1000)).transpose()
    };
    let Some(usual) = price("medium")? else { return Ok(()) };
    for size in ["low", "medium", "high"] {
        let when = (size != "medium").then(|| ("search_context_size".to_owned(), size.to_owned()));
        if let Some(price) = price(size)?.filter(|price| when.is_none() || *price != usual) {
            all.entry(when)
                .or_default()
                .insert(Unit::WebSearches, Price { base: Some(price), ..Price::default() });
        }
    }
    Ok(())
}

/// As a price file has them. What has tiers and no price before them is left out.
pub(super) fn written(prices: &Prices) -> Rates {
    let rate = |price: &Price| {
        let base = price.base?.to_string();
        let tiers: Vec<Tier> = price
            .tiers
            .iter()
            .map(|(over, price)| Tier { over: *over, price: price.to_string() })
            .collect();
        Some(if tiers.is_empty() { Rate::Flat(base) } else { Rate::Tiered { base, tiers } })
    };
    prices.iter().filter_map(|(unit, price)| Some((*unit, rate(price)?))).collect()
}

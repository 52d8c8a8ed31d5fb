//! Surcharges that LiteLLM knows.

use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::Value;

use super::super::decimal::Decimal;
use super::super::schema::Multiplier;
use super::super::source::Entry;

/// The surcharges of an entry.
pub(super) fn of(entry: &Entry) -> anyhow::Result<Vec<Multiplier>> {
    let mut found = Vec::new();
    for (fact, residency) in RESIDENCIES {
        add(&mut found, entry.facts.get(fact), residency, entry)?;
    }
    // What Anthropic asks for inference in the US. Other keys of the same name have other meanings.
    let specific = entry.facts.get("provider_specific_entry");
    add(&mut found, specific.and_then(|specific| specific.get("us")), "us", entry)?;
    Ok(found)
}

fn add(
    found: &mut Vec<Multiplier>,
    value: Option<&Value>,
    residency: &str,
    entry: &Entry,
) -> anyhow::Result<()> {
    let Some(text) = value.and_then(Value::as_str) else { return Ok(()) };
    let times = Decimal::parse(text).with_context(|| format!("a surcharge of `{}`", entry.name))?;
    if times != Decimal::parse("1")? {
        let when = BTreeMap::from([("residency".to_owned(), residency.to_owned())]);
        found.push(Multiplier { when, times: times.to_string() });
    }
    Ok(())
}

/// Which fact is the surcharge of which residency.
const RESIDENCIES: [(&str, &str); 4] = [
    ("regional_processing_uplift_multiplier_eu", "eu"),
    ("regional_processing_uplift_multiplier_us", "us"),
    // Endpoints of Vertex AI that are not the global one.
    ("regional_endpoint_uplift_multiplier", "regional"),
    ("fedramp_uplift_multiplier", "fedramp"),
];

//! The tables agree with themselves.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{bail, ensure};

use super::{Facts, Metric, Profile};

pub(super) fn check(facts: &Facts) -> anyhow::Result<()> {
    let keys: BTreeSet<&str> = facts.profiles.iter().map(|profile| profile.key.as_str()).collect();
    attributes(facts, &keys)?;
    metrics(facts, &keys)?;
    for profile in &facts.profiles {
        names(facts, profile)?;
    }
    values(facts)?;
    providers(facts)
}

fn attributes(facts: &Facts, profiles: &BTreeSet<&str>) -> anyhow::Result<()> {
    let mut seen = BTreeSet::new();
    for attribute in &facts.attributes {
        let name = &attribute.name;
        ensure!(seen.insert(name), "attribute `{name}` stands twice");
        ensure!(!attribute.names.is_empty(), "attribute `{name}` has no name in any profile");
        for key in attribute.names.keys().chain(attribute.types.keys()) {
            ensure!(
                profiles.contains(key.as_str()),
                "attribute `{name}`: `{key}` is neither a field nor a profile"
            );
        }
        for kind in attribute.types.values().chain([&attribute.kind]) {
            ensure!(KINDS.contains(&kind.as_str()), "attribute `{name}`: unknown type `{kind}`");
        }
    }
    ensure!(facts.attributes.len() <= 256, "more attributes than a `u8` counts");
    Ok(())
}

fn metrics(facts: &Facts, profiles: &BTreeSet<&str>) -> anyhow::Result<()> {
    let known: BTreeSet<&str> =
        facts.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    for metric in &facts.metrics {
        let named = metric.names.values().next().map_or(metric.measure.as_str(), String::as_str);
        for key in metric.names.keys() {
            ensure!(
                profiles.contains(key.as_str()),
                "metric `{named}`: `{key}` is neither a field nor a profile"
            );
        }
        for label in metric.labels.iter().chain(metric.fixed.iter().map(|fixed| &fixed.attribute)) {
            ensure!(known.contains(label.as_str()), "metric `{named}`: no attribute `{label}`");
        }
        match &metric.buckets {
            Some(name) => match facts.buckets.get(name) {
                Some(boundaries) => {
                    ensure!(
                        boundaries.is_sorted_by(|a, b| a < b),
                        "buckets `{name}` do not ascend"
                    );
                }
                None => bail!("metric `{named}`: no buckets `{name}`"),
            },
            None => ensure!(
                !metric.instrument.ends_with("Histogram"),
                "histogram `{named}` has no buckets"
            ),
        }
    }
    Ok(())
}

/// Within a profile a wire name means one thing, and entries that share a metric describe one instrument.
fn names(facts: &Facts, profile: &Profile) -> anyhow::Result<()> {
    let mut wire = BTreeMap::new();
    for attribute in &facts.attributes {
        let Some(name) = attribute.name_in(profile) else { continue };
        if let Some(other) = wire.insert(name, &attribute.name) {
            bail!("`{name}` is both `{other}` and `{}` in {}", attribute.name, profile.id);
        }
    }
    let mut instruments: BTreeMap<&str, &Metric> = BTreeMap::new();
    for metric in &facts.metrics {
        let Some(name) = metric.names.get(&profile.key) else { continue };
        for label in &metric.labels {
            ensure!(
                facts.attribute(label).name_in(profile).is_some(),
                "metric `{name}`: label `{label}` has no name in {}",
                profile.id
            );
        }
        let first = instruments.entry(name).or_insert(metric);
        ensure!(
            (&first.instrument, &first.unit, &first.brief, &first.buckets)
                == (&metric.instrument, &metric.unit, &metric.brief, &metric.buckets),
            "metric `{name}` is described in two ways"
        );
    }
    Ok(())
}

fn values(facts: &Facts) -> anyhow::Result<()> {
    for vocabulary in &facts.enums {
        let mut seen = BTreeSet::new();
        let known = facts.attributes.iter().any(|attribute| attribute.name == vocabulary.attribute);
        ensure!(known, "`{}`: no attribute `{}`", vocabulary.name, vocabulary.attribute);
        for known in &vocabulary.values {
            ensure!(
                seen.insert(&known.value) && seen.insert(&known.name),
                "`{}` has `{}` twice",
                vocabulary.name,
                known.value
            );
        }
    }
    Ok(())
}

fn providers(facts: &Facts) -> anyhow::Result<()> {
    let mut owner = BTreeMap::new();
    for provider in &facts.providers {
        for folded in provider.folded() {
            if let Some(other) = owner.insert(folded.clone(), &provider.value) {
                bail!("alias `{folded}` stands for both `{other}` and `{}`", provider.value);
            }
        }
    }
    Ok(())
}

const KINDS: [&str; 6] = ["string", "int", "double", "bool", "string[]", "any"];

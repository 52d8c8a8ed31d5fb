//! The tables agree with themselves.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail, ensure};

use super::{Facts, Metric, Profile};

pub(super) fn check(facts: &Facts) -> anyhow::Result<()> {
    let keys: BTreeSet<&str> = facts.profiles.iter().map(|profile| profile.key.as_str()).collect();
    attributes(facts, &keys)?;
    metrics(facts, &keys)?;
    for profile in &facts.profiles {
        names(facts, profile)?;
        gaps(facts, profile)?;
    }
    values(facts)?;
    providers(facts)?;
    routes(facts)
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

/// Every name that stands in for a gap is one that the profile writes.
fn gaps(facts: &Facts, profile: &Profile) -> anyhow::Result<()> {
    for gap in &profile.gaps {
        for name in gap.instead.split('`').skip(1).step_by(2) {
            let attribute = facts.attributes.iter().any(|each| each.name_in(profile) == Some(name));
            let metric = facts
                .metrics
                .iter()
                .any(|each| each.names.get(&profile.key).is_some_and(|own| own == name));
            ensure!(attribute || metric, "gap `{}`: {} writes no `{name}`", gap.what, profile.id);
        }
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

/// Every provider is one of the table, and a host has at most one star.
fn routes(facts: &Facts) -> anyhow::Result<()> {
    let routes = &facts.routes;
    let of_paths = routes.paths.iter().flat_map(|path| {
        let elsewhere = path.at.iter().filter(|at| *at != LOOPBACK);
        elsewhere.chain(&path.provider).map(|name| (&path.pattern, name))
    });
    let of_hosts = routes.hosts.iter().map(|host| (&host.name, &host.provider));
    let of_bases = routes.bases.iter().map(|base| (&base.segment, &base.provider));
    for (rule, name) in of_paths.chain(of_hosts).chain(of_bases) {
        ensure!(facts.provider(name).is_some(), "route `{rule}`: no provider `{name}`");
    }
    for host in &routes.hosts {
        ensure!(host.name.matches('*').count() <= 1, "host `{}` has two stars", host.name);
        host.port().with_context(|| format!("host `{}`", host.name))?;
    }
    Ok(())
}

/// Stands for every address of this machine.
const LOOPBACK: &str = "loopback";

const KINDS: [&str; 6] = ["string", "int", "double", "bool", "string[]", "any"];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn facts() -> Facts {
        Facts::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("facts")).unwrap()
    }

    fn error(change: impl FnOnce(&mut Facts)) -> String {
        let mut facts = facts();
        change(&mut facts);
        check(&facts).unwrap_err().to_string()
    }

    #[test]
    fn an_alias_of_two_providers_is_refused() {
        let error = error(|facts| facts.providers[1].aliases.push("Open-AI".into()));
        assert_eq!(error, "alias `openai` stands for both `openai` and `azure.ai.openai`");
    }

    #[test]
    fn a_wire_name_of_two_attributes_is_refused() {
        let error = error(|facts| facts.attributes[1].names = facts.attributes[0].names.clone());
        assert_eq!(
            error,
            "`gen_ai.operation.name` is both `OperationName` and `ProviderName` in v1.41"
        );
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        let error = error(|facts| {
            facts.attributes[0].names.insert("brif".into(), "x".into());
        });
        assert_eq!(error, "attribute `OperationName`: `brif` is neither a field nor a profile");
    }

    #[test]
    fn a_label_without_a_name_is_refused() {
        let error = error(|facts| facts.metrics[0].labels.push("Colour".into()));
        assert_eq!(error, "metric `gen_ai.client.operation.duration`: no attribute `Colour`");
    }

    #[test]
    fn two_descriptions_of_one_metric_are_refused() {
        let error = error(|facts| {
            let tokens =
                facts.metrics.iter_mut().find(|metric| metric.measure == "OutputTokens").unwrap();
            tokens.unit = "1".into();
        });
        assert_eq!(error, "metric `gen_ai.client.token.usage` is described in two ways");
    }

    #[test]
    fn a_route_to_an_unknown_provider_is_refused() {
        let error = error(|facts| facts.routes.hosts[0].provider = "OpenAI".into());
        assert_eq!(error, "route `api.openai.com`: no provider `OpenAI`");
    }

    #[test]
    fn a_gap_filled_by_an_unknown_name_is_refused() {
        let error = error(|facts| facts.profiles[0].gaps[0].instead = "`genai_otel.colour`".into());
        assert!(error.ends_with("v1.41 writes no `genai_otel.colour`"), "{error}");
    }
}

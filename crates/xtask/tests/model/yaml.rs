//! A reader of the conventions' model files: as much of YAML as they use, line by line.

use std::collections::BTreeMap;

/// What a model file says of an attribute.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// `enum` for a set of members.
    pub(crate) kind: String,
    pub(crate) members: Vec<String>,
}

/// What a model file says of a metric.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Metric {
    pub(crate) instrument: String,
    pub(crate) unit: String,
    pub(crate) value_type: String,
    pub(crate) attributes: Vec<String>,
    pub(crate) extends: Option<String>,
}

/// The attributes that a registry file defines. They stand at a depth of six, members at twelve.
pub(crate) fn attributes(text: &str) -> BTreeMap<String, Attribute> {
    let mut found: BTreeMap<String, Attribute> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        let (depth, rest) = split(line);
        match (depth, rest.split_once(':')) {
            (6, Some(("- id", name))) => {
                current = scalar(name);
                found.insert(current.clone(), Attribute::default());
            }
            (8, Some(("type", kind))) => {
                let kind = if kind.trim().is_empty() { "enum".to_owned() } else { scalar(kind) };
                found.entry(current.clone()).or_default().kind = kind;
            }
            (14, Some(("value", value))) => {
                let members = &mut found.entry(current.clone()).or_default().members;
                // A renamed member keeps its value, so a value may stand twice.
                if !members.contains(&scalar(value)) {
                    members.push(scalar(value));
                }
            }
            _ => {}
        }
    }
    found
}

/// The metrics that a file defines, with the attributes that they refer to directly or by extension.
pub(crate) fn metrics(text: &str) -> BTreeMap<String, Metric> {
    let mut groups: BTreeMap<String, (Option<String>, Metric)> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        let (depth, rest) = split(line);
        let Some((key, value)) = rest.split_once(':') else { continue };
        if (depth, key) == (2, "- id") {
            current = scalar(value);
            groups.insert(current.clone(), (None, Metric::default()));
            continue;
        }
        let Some((name, metric)) = groups.get_mut(&current) else { continue };
        match (depth, key) {
            (4, "metric_name") => *name = Some(scalar(value)),
            (4, "instrument") => metric.instrument = scalar(value),
            (4, "unit") => metric.unit = scalar(value),
            (4, "extends") => metric.extends = Some(scalar(value)),
            (8, "metric_value_type") => metric.value_type = scalar(value),
            (6, "- ref") => metric.attributes.push(scalar(value)),
            _ => {}
        }
    }
    let inherited: BTreeMap<String, Vec<String>> =
        groups.iter().map(|(id, (_, metric))| (id.clone(), metric.attributes.clone())).collect();
    let resolve = |(name, mut metric): (Option<String>, Metric)| {
        if let Some(base) = &metric.extends {
            metric.attributes.extend(inherited[base].iter().cloned());
        }
        Some((name?, metric))
    };
    groups.into_values().filter_map(resolve).collect()
}

/// The attributes that a file of spans refers to.
pub(crate) fn references(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("- ref:"))
        .map(scalar)
        .collect();
    found.sort();
    found.dedup();
    found
}

fn split(line: &str) -> (usize, &str) {
    let rest = line.trim_start();
    (line.len() - rest.len(), rest)
}

fn scalar(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

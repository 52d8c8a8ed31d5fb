//! The tables of one profile.

use std::fmt::Write;

use super::rust;
use crate::facts::{Facts, Metric, Profile};

pub(super) fn write(facts: &Facts, profile: &Profile) -> String {
    let mut out = rust::head(&format!("Names, units and buckets of the {}.", profile.title));
    out += "use super::attribute::Attribute;\n\
            use super::{Instrument, Measure, Metric, Name, OperationClass, Profile, ValueKind};\n\n";
    let _ = writeln!(
        out,
        "/// The {}.\npub(crate) static {}: Profile = Profile {{",
        profile.title, profile.constant
    );
    let _ = writeln!(
        out,
        "id: {:?},\nschema_url: {:?},\nattributes: [",
        profile.id, profile.schema_url
    );
    for attribute in &facts.attributes {
        let _ = match attribute.name_in(profile) {
            Some(key) => {
                let kind = kind(attribute.kind_in(profile));
                writeln!(out, "&[Name {{ key: {key:?}, kind: ValueKind::{kind} }}],")
            }
            None => writeln!(out, "&[],"),
        };
    }
    out += "],\nmetrics: &[\n";
    for metric in &facts.metrics {
        if let Some(name) = metric.names.get(&profile.key) {
            write_metric(&mut out, facts, profile, name, metric);
        }
    }
    out += "],\n};\n\n";
    for (name, boundaries) in &facts.buckets {
        let _ = writeln!(out, "const {}: &[f64] = &{boundaries:?};", name.to_uppercase());
    }
    out
}

fn write_metric(out: &mut String, facts: &Facts, profile: &Profile, name: &str, metric: &Metric) {
    let mut labels: Vec<_> = metric.labels.iter().map(|label| facts.attribute(label)).collect();
    labels.sort_by_key(|attribute| attribute.name_in(profile));
    let labels: Vec<String> =
        labels.iter().map(|attribute| format!("Attribute::{}", attribute.name)).collect();
    let classes: Vec<String> =
        metric.operations.iter().map(|class| format!("OperationClass::{class}")).collect();
    let boundaries =
        metric.buckets.as_ref().map_or_else(|| "&[]".to_owned(), |name| name.to_uppercase());
    let fixed = metric.fixed.as_ref().map_or_else(
        || "None".to_owned(),
        |fixed| format!("Some((Attribute::{}, {:?}))", fixed.attribute, fixed.value),
    );
    let _ = writeln!(
        out,
        "Metric {{ name: {name:?}, unit: {:?}, description: {:?}, instrument: Instrument::{}, \
         boundaries: {boundaries}, measure: Measure::{}, operations: &[{}], labels: &[{}], fixed: {fixed} }},",
        metric.unit,
        metric.brief,
        metric.instrument,
        metric.measure,
        classes.join(", "),
        labels.join(", "),
    );
}

/// Structured values (`any`) are JSON text on spans.
fn kind(kind: &str) -> &'static str {
    match kind {
        "int" => "Int",
        "double" => "Double",
        "bool" => "Bool",
        "string[]" => "StringArray",
        _ => "String",
    }
}

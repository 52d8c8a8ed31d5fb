//! The page of metrics.

use super::{code, head, is_own, table};
use crate::facts::{Facts, Metric, Profile};

pub(in crate::generate) fn write(facts: &Facts) -> String {
    let mut out = head("Metrics");
    out += "Every finished call is measured, sampled or not. Labels are written when known. Durations are in\n\
            seconds; a histogram's boundaries are the upper bounds of its buckets.\n";
    for profile in &facts.profiles {
        out += &format!("\n## With the {}\n\n", profile.title);
        let streams = || {
            facts
                .metrics
                .iter()
                .filter_map(|metric| Some((metric.names.get(&profile.key)?.as_str(), metric)))
        };
        out += &table(
            ["Name", "Instrument", "Unit", "Boundaries", "Operations", "When", "Convention"],
            streams().map(|(name, metric)| {
                [
                    stream(facts, profile, name, metric),
                    instrument(metric).to_owned(),
                    code(&metric.unit),
                    metric.buckets.clone().unwrap_or_else(|| "none".to_owned()),
                    operations(metric),
                    metric.when.clone(),
                    if metric.custom || is_own(name) { "ours" } else { &profile.title }.to_owned(),
                ]
            }),
        );
        out += "\n### Labels\n\n";
        out += &table(
            ["Name", "Labels"],
            streams().map(|(name, metric)| {
                let mut labels: Vec<&str> = metric
                    .labels
                    .iter()
                    .filter_map(|label| facts.attribute(label).name_in(profile))
                    .collect();
                labels.sort_unstable();
                let labels: Vec<String> = labels.into_iter().map(code).collect();
                [stream(facts, profile, name, metric), labels.join(", ")]
            }),
        );
    }
    out += "\n## Boundaries\n\n";
    out += &table(
        ["Name", "Upper bounds"],
        facts.buckets.iter().map(|(name, bounds)| {
            let bounds: Vec<String> = bounds.iter().map(f64::to_string).collect();
            [name.clone(), bounds.join(" ")]
        }),
    );
    out
}

/// The metric's name, with the label that parts two streams of one metric.
fn stream(facts: &Facts, profile: &Profile, name: &str, metric: &Metric) -> String {
    let fixed = metric.fixed.as_ref().and_then(|fixed| {
        let label = facts.attribute(&fixed.attribute).name_in(profile)?;
        Some(format!(", `{label}` = `{}`", fixed.value))
    });
    code(name) + &fixed.unwrap_or_default()
}

fn operations(metric: &Metric) -> String {
    if metric.operations.is_empty() { "none".to_owned() } else { metric.operations.join(", ") }
}

fn instrument(metric: &Metric) -> &'static str {
    match metric.instrument.as_str() {
        "F64Histogram" => "histogram of doubles",
        "U64Histogram" => "histogram of whole numbers",
        "U64Counter" | "F64Counter" => "counter",
        "U64Gauge" => "gauge",
        _ => "up-down counter",
    }
}

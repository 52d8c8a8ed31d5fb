use std::collections::BTreeSet;

use super::number::number;
use super::shown::{Shown, escaped};
use crate::collector::{
    CollectedMetric, DataPoint, ExponentialHistogramValue, HistogramValue, MetricKind, PointValue,
    Temporality,
};

/// Prints metrics: a headline each, below it one line per data point.
///
/// Metrics are sorted by name, points by their attributes. There is no newline at the end.
///
/// ```text
/// gen_ai.client.token.usage · histogram · {token} · cumulative
/// ├─ count 2 · sum 36 · min 12 · max 24  {gen_ai.token.type: input}
/// └─ count 2 · sum 10 · min 4 · max 6    {gen_ai.token.type: output}
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `render` to get the text"]
pub struct MetricList {
    durations: bool,
    buckets: bool,
    shown: Shown,
}

impl MetricList {
    /// All attributes and values, no buckets, at most 60 characters per attribute.
    pub fn new() -> Self {
        Self { durations: true, buckets: false, shown: Shown::new(MAX_CHARS) }
    }

    /// Of metrics whose unit is a unit of time, shows only how many measurements there are.
    pub fn without_durations(mut self) -> Self {
        self.durations = false;
        self
    }

    /// Shows the buckets that are not empty, by their inclusive upper bounds: `≤16: 2`.
    pub fn with_buckets(mut self) -> Self {
        self.buckets = true;
        self
    }

    /// Shows these attributes only; several calls add up, an empty list shows none.
    pub fn only_attributes<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.shown.only(keys);
        self
    }

    /// Leaves these attributes out; several calls add up.
    pub fn hide_attributes<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.shown.hide(keys);
        self
    }

    /// The text; `(no metrics)` when there are none. Exports are printed as they are: give it the result of
    /// [`merge_metrics`](crate::merge_metrics) to see one line per series.
    #[must_use]
    pub fn render(&self, metrics: &[CollectedMetric]) -> String {
        if metrics.is_empty() {
            return "(no metrics)".to_owned();
        }
        let services: BTreeSet<_> = metrics.iter().map(|m| m.resource.service_name()).collect();
        let mut rendered: Vec<_> =
            metrics.iter().map(|metric| self.metric(metric, services.len() > 1)).collect();
        // The headline begins with the name; the rest decides only among metrics of one name.
        rendered.sort();
        rendered.join("\n")
    }

    fn metric(&self, metric: &CollectedMetric, name_service: bool) -> String {
        let mut headline = escaped(&metric.name);
        let mut add = |word: &str| {
            if !word.is_empty() {
                headline.push_str(" · ");
                headline.push_str(word);
            }
        };
        add(kind_word(metric.kind));
        add(&escaped(&metric.unit));
        add(temporality_word(metric.kind.temporality()));
        if name_service {
            add(&escaped(metric.resource.service_name().unwrap_or("(no service name)")));
        }

        let counts_only = !self.durations && TIME_UNITS.contains(&metric.unit.as_str());
        let mut points: Vec<_> = metric
            .points
            .iter()
            .map(|point| (self.attributes(point), self.value(&point.value, counts_only)))
            .collect();
        points.sort();
        let width = points.iter().map(|(_, value)| value.chars().count()).max().unwrap_or(0);
        let mut lines = vec![headline];
        for (index, (attributes, value)) in points.iter().enumerate() {
            let branch = if index + 1 == points.len() { "└─" } else { "├─" };
            lines.push(format!("{branch} {value:width$}  {attributes}").trim_end().to_owned());
        }
        lines.join("\n")
    }

    fn attributes(&self, point: &DataPoint) -> String {
        let mut attributes = self.shown.inline(&point.attributes);
        for key in &point.duplicate_keys {
            attributes.push_str(&format!(" ! sent more than once: {}", escaped(key)));
        }
        attributes
    }

    fn value(&self, value: &PointValue, counts_only: bool) -> String {
        match value {
            PointValue::Missing => "(no value)".to_owned(),
            PointValue::Int(_) | PointValue::Double(_) if counts_only => "(a time)".to_owned(),
            PointValue::Int(value) => value.to_string(),
            PointValue::Double(value) => number(*value),
            PointValue::Histogram(value) => {
                let mut parts = vec![format!("count {}", value.count)];
                if !counts_only {
                    let limits = [("sum", value.sum), ("min", value.min), ("max", value.max)];
                    parts.extend(limits.into_iter().filter_map(limit));
                    if self.buckets {
                        parts.extend(buckets(value));
                    }
                }
                parts.join(" · ")
            }
            PointValue::ExponentialHistogram(value) => {
                let mut parts = vec![format!("count {}", value.count)];
                if !counts_only {
                    let limits = [("sum", value.sum), ("min", value.min), ("max", value.max)];
                    parts.extend(limits.into_iter().filter_map(limit));
                    if self.buckets {
                        parts.extend(exponential_buckets(value));
                    }
                }
                parts.join(" · ")
            }
        }
    }
}

impl Default for MetricList {
    fn default() -> Self {
        Self::new()
    }
}

fn limit((name, value): (&str, Option<f64>)) -> Option<String> {
    value.map(|value| format!("{name} {}", number(value)))
}

fn buckets(value: &HistogramValue) -> Vec<String> {
    let counts = value.bucket_counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let named = counts.map(|(index, count)| match (value.bounds.get(index), value.bounds.last()) {
        (Some(bound), _) => format!("≤{}: {count}", number(*bound)),
        (None, Some(last)) => format!(">{}: {count}", number(*last)),
        (None, None) => format!("all: {count}"),
    });
    named.collect()
}

fn exponential_buckets(value: &ExponentialHistogramValue) -> Vec<String> {
    let bound = |(offset, counts): &(i32, Vec<u64>), sign: &str| -> Vec<String> {
        let filled = counts.iter().zip(0_i32..).filter(|(count, _)| **count > 0);
        let power = |index: i32| f64::from(offset.saturating_add(index).saturating_add(1));
        let bound = |index| (power(index) / f64::from(value.scale).exp2()).exp2();
        filled.map(|(count, index)| format!("{sign}{}: {count}", number(bound(index)))).collect()
    };
    let mut parts = bound(&value.negative, "≥-");
    parts.extend((value.zero_count > 0).then(|| format!("0: {}", value.zero_count)));
    parts.extend(bound(&value.positive, "≤"));
    parts
}

fn kind_word(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Unspecified => "(no data)",
        MetricKind::Gauge => "gauge",
        MetricKind::Sum { monotonic: true, .. } => "counter",
        MetricKind::Sum { monotonic: false, .. } => "up-down counter",
        MetricKind::Histogram { .. } => "histogram",
        MetricKind::ExponentialHistogram { .. } => "exponential histogram",
        MetricKind::Summary => "summary",
    }
}

fn temporality_word(temporality: Temporality) -> &'static str {
    match temporality {
        Temporality::Unspecified => "",
        Temporality::Delta => "delta",
        Temporality::Cumulative => "cumulative",
    }
}

const MAX_CHARS: usize = 60;
const TIME_UNITS: [&str; 7] = ["ns", "us", "ms", "s", "min", "h", "d"];

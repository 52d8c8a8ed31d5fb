use std::{collections::BTreeMap, time::Duration};

use opentelemetry::KeyValue;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, Metric, MetricData, ResourceMetrics};

use super::{
    amount,
    content::may_be_content,
    page::{Ink, Page},
};
use crate::text::one_line;

/// Every point of an export, in the order of names and attributes.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: BTreeMap<Key, String>,
}

/// Scope, name, unit, and the attributes in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    name: String,
    attributes: Vec<(String, String)>,
    scope: String,
}

impl Table {
    pub(super) fn of(metrics: &ResourceMetrics) -> Self {
        let mut table = Self::default();
        for scope in metrics.scope_metrics() {
            for metric in scope.metrics() {
                for (attributes, value) in points(metric) {
                    let (name, scope) = (metric.name().to_owned(), scope.scope().name().to_owned());
                    table.rows.insert(Key { name, attributes, scope }, value);
                }
            }
        }
        table
    }

    /// Puts on the page what is not in `before`, or is otherwise there.
    pub(super) fn put_changes_on(&self, before: &Self, page: &mut Page) {
        let changed: Vec<_> =
            self.rows.iter().filter(|(key, value)| before.rows.get(key) != Some(value)).collect();
        if changed.is_empty() {
            return;
        }
        let widest = |lengths: &mut dyn Iterator<Item = usize>, most: usize| {
            lengths.filter(|length| *length <= most).max().unwrap_or_default()
        };
        let names = widest(&mut changed.iter().map(|(key, _)| width(&key.name)), MAX_NAME);
        let values = widest(&mut changed.iter().map(|(_, value)| width(value)), MAX_VALUE);
        page.put(Ink::Dim, &format!("metrics · {} changed", changed.len()));
        page.end_line();
        for (key, value) in changed {
            page.put(Ink::Bold, &key.name);
            page.put(Ink::Plain, &padding(&key.name, names));
            page.put(Ink::Cyan, value);
            page.put(Ink::Plain, &padding(value, values));
            for (place, (name, value)) in key.attributes.iter().enumerate() {
                page.put(Ink::Dim, if place == 0 { "" } else { ", " });
                page.put(Ink::Dim, name);
                page.put(Ink::Dim, "=");
                page.put(Ink::Plain, value);
            }
            page.end_line();
        }
    }
}

type Attributes = Vec<(String, String)>;
type Point = (Attributes, String);

fn points(metric: &Metric) -> Vec<Point> {
    match metric.data() {
        AggregatedMetrics::F64(data) => points_of(data, metric.unit(), |value| value),
        // Rounded beyond 2^53, which is told in an exponent anyway.
        AggregatedMetrics::U64(data) => points_of(data, metric.unit(), |value| value as f64),
        AggregatedMetrics::I64(data) => points_of(data, metric.unit(), |value| value as f64),
    }
}

fn points_of<T: Copy>(data: &MetricData<T>, unit: &str, float: fn(T) -> f64) -> Vec<Point> {
    let value = |attributes: Attributes, value| {
        let text = quantity(float(value), unit, &attributes);
        (attributes, text)
    };
    let mean = |attributes: Attributes, count: u64, sum| {
        if count == 0 {
            return (attributes, "count 0".to_owned());
        }
        let mean = quantity(float(sum) / count as f64, unit, &attributes);
        (attributes, format!("count {count} · mean {mean}"))
    };
    match data {
        MetricData::Gauge(gauge) => gauge
            .data_points()
            .map(|point| value(attributes(point.attributes()), point.value()))
            .collect(),
        MetricData::Sum(sum) => sum
            .data_points()
            .map(|point| value(attributes(point.attributes()), point.value()))
            .collect(),
        MetricData::Histogram(histogram) => histogram
            .data_points()
            .map(|point| mean(attributes(point.attributes()), point.count(), point.sum()))
            .collect(),
        MetricData::ExponentialHistogram(histogram) => histogram
            .data_points()
            .map(|point| {
                let count = u64::try_from(point.count()).unwrap_or(u64::MAX);
                mean(attributes(point.attributes()), count, point.sum())
            })
            .collect(),
    }
}

/// A number with its unit; seconds as people say them, and money with the currency that it is in.
fn quantity(number: f64, unit: &str, attributes: &Attributes) -> String {
    match (unit, Duration::try_from_secs_f64(number)) {
        ("s", Ok(time)) => amount::duration(time),
        ("USD", _) => format!("{} USD", amount::money(number)),
        ("{currency}", _) => {
            let currency = attributes.iter().find(|(name, _)| name == "genai_otel.cost.currency");
            let currency = currency.map(|(_, currency)| format!(" {currency}")).unwrap_or_default();
            format!("{}{currency}", amount::money(number))
        }
        ("" | "1", _) => amount::number(number),
        (unit, _) => format!("{} {unit}", amount::number(number)),
    }
}

fn attributes<'a>(attributes: impl Iterator<Item = &'a KeyValue>) -> Attributes {
    let mut pairs: Vec<_> = attributes
        .filter(|attribute| !may_be_content(attribute.key.as_str()))
        .map(|it| (it.key.as_str().to_owned(), it.value.as_str().into_owned()))
        .collect();
    pairs.sort();
    pairs
}

fn padding(text: &str, column: usize) -> String {
    " ".repeat(column.saturating_sub(width(text)) + 2)
}

/// Characters, which is what a terminal's columns are for names of metrics.
fn width(text: &str) -> usize {
    one_line(text).chars().count()
}

/// Longer ones push their row to the right, and not those of all.
const MAX_NAME: usize = 48;
const MAX_VALUE: usize = 32;

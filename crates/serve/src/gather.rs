//! From what the SDK collected to what is shown.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    time::SystemTime,
};

use opentelemetry::KeyValue;
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, Metric, MetricData, ResourceMetrics, ScopeMetrics,
};

use crate::{
    family::{Buckets, Family, Point, Reading},
    labels::{Labels, of_scope},
    name::{Kind, Name},
    number::Number,
    text::clean,
};

/// Everything that is shown, sorted by name.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) families: BTreeMap<String, Family>,
    /// Series that cannot be shown beside the others.
    pub(crate) left_out: u64,
}

/// Reads a collection. Scopes come in a fixed order, so that of two metrics that contradict each other always the same one
/// is shown.
pub(crate) fn gather(collected: &ResourceMetrics, labels_scopes: bool) -> Gathered {
    let mut gathered = Gathered::default();
    gathered.describe_process(collected);
    let mut scopes: Vec<&ScopeMetrics> = collected.scope_metrics().collect();
    scopes.sort_by_key(|it| (it.scope().name(), it.scope().version(), it.scope().schema_url()));
    for metrics in scopes {
        let scope = if labels_scopes { of_scope(metrics.scope()) } else { Vec::new() };
        for metric in metrics.metrics() {
            gathered.add(metric, &scope);
        }
    }
    gathered
}

impl Gathered {
    /// The attributes of the resource, on a series of their own: on all of them they would be in every question.
    fn describe_process(&mut self, collected: &ResourceMetrics) {
        let resource = collected.resource();
        if resource.is_empty() {
            return;
        }
        let pairs = resource.iter().map(|(key, value)| (key.as_str(), value));
        let labels = Labels::of(pairs, &[]);
        let point = Point { reading: Reading::One(Number::U64(1)), since: None };
        let family = Family {
            kind: Kind::Process,
            unit: String::new(),
            help: "What this process says of itself.".to_owned(),
            points: BTreeMap::from([(labels, point)]),
        };
        self.families.insert(PROCESS.to_owned(), family);
    }

    fn add<'a>(&mut self, metric: &'a Metric, scope: &'a [(String, String)]) {
        match metric.data() {
            AggregatedMetrics::F64(data) => self.add_data(metric, data, scope),
            AggregatedMetrics::U64(data) => self.add_data(metric, data, scope),
            AggregatedMetrics::I64(data) => self.add_data(metric, data, scope),
        }
    }

    fn add_data<'a, T: Copy + Into<Number>>(
        &mut self,
        metric: &Metric,
        data: &'a MetricData<T>,
        scope: &'a [(String, String)],
    ) {
        match data {
            MetricData::Gauge(gauge) => {
                let points = gauge.data_points().map(|point| (point.attributes(), point.value()));
                self.add_values(metric, Kind::Gauge, None, points, scope);
            }
            MetricData::Sum(sum) => {
                let (kind, since) = if sum.is_monotonic() {
                    (Kind::Counter, Some(sum.start_time()))
                } else {
                    (Kind::Level, None)
                };
                let points = sum.data_points().map(|point| (point.attributes(), point.value()));
                self.add_values(metric, kind, since, points, scope);
            }
            MetricData::Histogram(histogram) => {
                let points = histogram.data_points().map(|point| {
                    let buckets =
                        buckets(point.bounds(), point.bucket_counts(), point.sum(), point.count());
                    (point.attributes(), buckets)
                });
                self.add_histograms(metric, histogram.start_time(), points, scope);
            }
            // Text has no room for their buckets; what all of them come to is better than nothing.
            MetricData::ExponentialHistogram(histogram) => {
                let points = histogram.data_points().map(|point| {
                    let count = u64::try_from(point.count()).unwrap_or(u64::MAX);
                    let no_bounds = std::iter::empty();
                    (
                        point.attributes(),
                        buckets(no_bounds, [count].into_iter(), point.sum(), count),
                    )
                });
                self.add_histograms(metric, histogram.start_time(), points, scope);
            }
        }
    }

    fn add_values<'a, T: Into<Number>>(
        &mut self,
        metric: &Metric,
        kind: Kind,
        since: Option<SystemTime>,
        points: impl Iterator<Item = (impl Iterator<Item = &'a KeyValue>, T)>,
        scope: &'a [(String, String)],
    ) {
        self.add_points(
            metric,
            kind,
            points.map(|(attributes, value)| {
                let reading = Reading::One(value.into());
                (Labels::of_attributes(attributes, scope), Point { reading, since })
            }),
        );
    }

    fn add_histograms<'a>(
        &mut self,
        metric: &Metric,
        since: SystemTime,
        points: impl Iterator<Item = (impl Iterator<Item = &'a KeyValue>, Buckets)>,
        scope: &'a [(String, String)],
    ) {
        self.add_points(
            metric,
            Kind::Histogram,
            points.map(|(attributes, buckets)| {
                let reading = Reading::Buckets(buckets);
                let labels = Labels::of_attributes(attributes, scope);
                (labels, Point { reading, since: Some(since) })
            }),
        );
    }

    /// All points of a metric.
    fn add_points(
        &mut self,
        metric: &Metric,
        kind: Kind,
        points: impl Iterator<Item = (Labels, Point)>,
    ) {
        let Some(family) = self.family(metric, kind) else {
            let lost = u64::try_from(points.count()).unwrap_or(u64::MAX);
            self.left_out = self.left_out.saturating_add(lost);
            return;
        };
        let mut left_out = 0_u64;
        for (labels, point) in points {
            left_out = left_out.saturating_add(u64::from(!family.add(labels, point)));
        }
        self.left_out = self.left_out.saturating_add(left_out);
    }

    /// Where the points of a metric belong; nowhere if its name is taken by another kind, or is no name.
    fn family(&mut self, metric: &Metric, kind: Kind) -> Option<&mut Family> {
        let Name { name, unit } = Name::of(metric.name(), metric.unit(), kind)?;
        if name == PROCESS {
            return None;
        }
        match self.families.entry(name) {
            Entry::Vacant(free) => {
                let help = clean(metric.description(), MAX_HELP_BYTES).into_owned();
                Some(free.insert(Family { kind, unit, help, points: BTreeMap::new() }))
            }
            Entry::Occupied(taken) => {
                let is_same = taken.get().kind.as_str() == kind.as_str();
                is_same.then(|| taken.into_mut())
            }
        }
    }
}

/// With finite bounds alone: the last bucket has none in any case.
fn buckets<T: Into<Number>>(
    bounds: impl Iterator<Item = f64>,
    counts: impl Iterator<Item = u64>,
    sum: T,
    count: u64,
) -> Buckets {
    let bounds: Vec<f64> = bounds.take_while(|bound| bound.is_finite()).collect();
    Buckets { bounds, counts: counts.collect(), sum: sum.into(), count }
}

/// The name of the series with the attributes of the resource.
pub(crate) const PROCESS: &str = "target_info";

/// What a description is cut at.
const MAX_HELP_BYTES: usize = 1_024;

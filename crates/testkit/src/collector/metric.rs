use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::metrics::v1::exponential_histogram_data_point::Buckets;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use opentelemetry_proto::tonic::metrics::v1::{
    AggregationTemporality, ExponentialHistogramDataPoint, HistogramDataPoint, Metric,
    NumberDataPoint, SummaryDataPoint, metric,
};

use super::attribute::{Attributes, read_attributes};
use super::origin::{Resource, Scope};

/// One metric of one export, in plain types.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CollectedMetric {
    /// The name.
    pub name: String,
    /// The unit in UCUM notation; empty when not told.
    pub unit: String,
    /// The description; empty when not told.
    pub description: String,
    /// The kind, which all points share.
    pub kind: MetricKind,
    /// The points in the order they were sent.
    pub points: Vec<DataPoint>,
    /// The library that made it.
    pub scope: Scope,
    /// The process that made it.
    pub resource: Resource,
}

/// What the points of a metric are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MetricKind {
    /// The metric came without data.
    #[default]
    Unspecified,
    /// Last values.
    Gauge,
    /// Sums.
    Sum {
        /// Since when the sums count.
        temporality: Temporality,
        /// Whether they can only grow.
        monotonic: bool,
    },
    /// Histograms with explicit bounds.
    Histogram {
        /// Since when the histograms count.
        temporality: Temporality,
    },
    /// Histograms with bounds that are powers of a base.
    ExponentialHistogram {
        /// Since when the histograms count.
        temporality: Temporality,
    },
    /// Quantiles, made outside of OpenTelemetry.
    Summary,
}

/// Since when a sum or a histogram counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Temporality {
    /// Not told, or a number that OTLP does not define.
    #[default]
    Unspecified,
    /// Since the last export.
    Delta,
    /// Since the start of the process.
    Cumulative,
}

/// One point of a metric.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct DataPoint {
    /// The attributes.
    pub attributes: Attributes,
    /// Attribute keys that were sent more than once, which OTLP forbids. `attributes` has the last value.
    pub duplicate_keys: Vec<String>,
    /// Since when it counts, in nanoseconds since 1970; 0 when not told.
    pub start_unix_nanos: u64,
    /// When it was taken, in nanoseconds since 1970.
    pub unix_nanos: u64,
    /// What was measured.
    pub value: PointValue,
}

/// What a point says.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum PointValue {
    /// The point came without a value.
    #[default]
    Missing,
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Double(f64),
    /// A histogram.
    Histogram(HistogramValue),
    /// A histogram with exponential bounds.
    ExponentialHistogram(ExponentialHistogramValue),
}

/// A histogram with explicit bounds; or a summary, which has neither bounds nor buckets here.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct HistogramValue {
    /// How many measurements.
    pub count: u64,
    /// Their sum, if told.
    pub sum: Option<f64>,
    /// The smallest, if told.
    pub min: Option<f64>,
    /// The greatest, if told.
    pub max: Option<f64>,
    /// The inclusive upper bounds of all buckets but the last.
    pub bounds: Vec<f64>,
    /// How many measurements per bucket; one more than there are bounds.
    pub bucket_counts: Vec<u64>,
}

/// A histogram with exponential bounds: the bucket with index `i` ends at `2^((i + 1) / 2^scale)`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ExponentialHistogramValue {
    /// How many measurements.
    pub count: u64,
    /// Their sum, if told.
    pub sum: Option<f64>,
    /// The smallest, if told.
    pub min: Option<f64>,
    /// The greatest, if told.
    pub max: Option<f64>,
    /// The resolution.
    pub scale: i32,
    /// How many measurements were zero, or nearly.
    pub zero_count: u64,
    /// The index of the first bucket of positive numbers, and the counts from there.
    pub positive: (i32, Vec<u64>),
    /// The same for negative numbers.
    pub negative: (i32, Vec<u64>),
}

impl CollectedMetric {
    fn read(metric: Metric, scope: &Scope, resource: &Resource) -> Self {
        let (kind, points) = match metric.data {
            None => (MetricKind::Unspecified, Vec::new()),
            Some(metric::Data::Gauge(data)) => {
                (MetricKind::Gauge, data.data_points.into_iter().map(number).collect())
            }
            Some(metric::Data::Sum(data)) => {
                let temporality = Temporality::read(data.aggregation_temporality);
                let kind = MetricKind::Sum { temporality, monotonic: data.is_monotonic };
                (kind, data.data_points.into_iter().map(number).collect())
            }
            Some(metric::Data::Histogram(data)) => {
                let temporality = Temporality::read(data.aggregation_temporality);
                let points = data.data_points.into_iter().map(histogram).collect();
                (MetricKind::Histogram { temporality }, points)
            }
            Some(metric::Data::ExponentialHistogram(data)) => {
                let temporality = Temporality::read(data.aggregation_temporality);
                let points = data.data_points.into_iter().map(exponential_histogram).collect();
                (MetricKind::ExponentialHistogram { temporality }, points)
            }
            Some(metric::Data::Summary(data)) => {
                (MetricKind::Summary, data.data_points.into_iter().map(summary).collect())
            }
        };
        let (name, unit, description) = (metric.name, metric.unit, metric.description);
        let (scope, resource) = (scope.clone(), resource.clone());
        Self { name, unit, description, kind, points, scope, resource }
    }
}

impl MetricKind {
    /// Since when the points count; unspecified for gauges and summaries.
    #[must_use]
    pub fn temporality(self) -> Temporality {
        match self {
            Self::Sum { temporality, .. }
            | Self::Histogram { temporality }
            | Self::ExponentialHistogram { temporality } => temporality,
            Self::Unspecified | Self::Gauge | Self::Summary => Temporality::Unspecified,
        }
    }
}

impl Temporality {
    fn read(temporality: i32) -> Self {
        match AggregationTemporality::try_from(temporality) {
            Ok(AggregationTemporality::Delta) => Self::Delta,
            Ok(AggregationTemporality::Cumulative) => Self::Cumulative,
            Ok(AggregationTemporality::Unspecified) | Err(_) => Self::Unspecified,
        }
    }
}

/// All metrics of an export request.
pub(crate) fn read_metrics(request: ExportMetricsServiceRequest) -> Vec<CollectedMetric> {
    let mut metrics = Vec::new();
    for of_resource in request.resource_metrics {
        let resource = Resource::read(of_resource.resource, of_resource.schema_url);
        for of_scope in of_resource.scope_metrics {
            let scope = Scope::read(of_scope.scope, of_scope.schema_url);
            let read = |metric| CollectedMetric::read(metric, &scope, &resource);
            metrics.extend(of_scope.metrics.into_iter().map(read));
        }
    }
    metrics
}

fn number(point: NumberDataPoint) -> DataPoint {
    let (attributes, duplicate_keys) = read_attributes(point.attributes);
    let (start_unix_nanos, unix_nanos) = (point.start_time_unix_nano, point.time_unix_nano);
    let value = match point.value {
        None => PointValue::Missing,
        Some(Value::AsInt(number)) => PointValue::Int(number),
        Some(Value::AsDouble(number)) => PointValue::Double(number),
    };
    DataPoint { attributes, duplicate_keys, start_unix_nanos, unix_nanos, value }
}

fn histogram(point: HistogramDataPoint) -> DataPoint {
    let (attributes, duplicate_keys) = read_attributes(point.attributes);
    let (start_unix_nanos, unix_nanos) = (point.start_time_unix_nano, point.time_unix_nano);
    let value = PointValue::Histogram(HistogramValue {
        count: point.count,
        sum: point.sum,
        min: point.min,
        max: point.max,
        bounds: point.explicit_bounds,
        bucket_counts: point.bucket_counts,
    });
    DataPoint { attributes, duplicate_keys, start_unix_nanos, unix_nanos, value }
}

fn exponential_histogram(point: ExponentialHistogramDataPoint) -> DataPoint {
    let (attributes, duplicate_keys) = read_attributes(point.attributes);
    let (start_unix_nanos, unix_nanos) = (point.start_time_unix_nano, point.time_unix_nano);
    let buckets = |b: Option<Buckets>| b.map(|b| (b.offset, b.bucket_counts)).unwrap_or_default();
    let value = PointValue::ExponentialHistogram(ExponentialHistogramValue {
        count: point.count,
        sum: point.sum,
        min: point.min,
        max: point.max,
        scale: point.scale,
        zero_count: point.zero_count,
        positive: buckets(point.positive),
        negative: buckets(point.negative),
    });
    DataPoint { attributes, duplicate_keys, start_unix_nanos, unix_nanos, value }
}

fn summary(point: SummaryDataPoint) -> DataPoint {
    let (attributes, duplicate_keys) = read_attributes(point.attributes);
    let (start_unix_nanos, unix_nanos) = (point.start_time_unix_nano, point.time_unix_nano);
    let (count, sum) = (point.count, Some(point.sum));
    let value = PointValue::Histogram(HistogramValue { count, sum, ..HistogramValue::default() });
    DataPoint { attributes, duplicate_keys, start_unix_nanos, unix_nanos, value }
}

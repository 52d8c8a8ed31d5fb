use opentelemetry_proto::tonic::metrics::v1::exponential_histogram_data_point::Buckets;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use opentelemetry_proto::tonic::metrics::v1::summary_data_point::ValueAtQuantile;
use opentelemetry_proto::tonic::metrics::v1::{
    ExponentialHistogram, ExponentialHistogramDataPoint, Gauge, Histogram, HistogramDataPoint,
    Metric, NumberDataPoint, ResourceMetrics, ScopeMetrics, Sum, Summary, SummaryDataPoint,
};

use super::JsonError;
use super::attributes::{attribute, resource, scope};
use super::object::Object;

pub(super) fn of_resource(object: Object<'_>) -> Result<ResourceMetrics, JsonError> {
    Ok(ResourceMetrics {
        resource: object.inner("resource")?.map(resource).transpose()?,
        scope_metrics: object.list("scopeMetrics", of_scope)?,
        schema_url: object.text("schemaUrl")?,
    })
}

fn of_scope(object: Object<'_>) -> Result<ScopeMetrics, JsonError> {
    Ok(ScopeMetrics {
        scope: object.inner("scope")?.map(scope).transpose()?,
        metrics: object.list("metrics", metric)?,
        schema_url: object.text("schemaUrl")?,
    })
}

fn metric(object: Object<'_>) -> Result<Metric, JsonError> {
    Ok(Metric {
        name: object.text("name")?,
        description: object.text("description")?,
        unit: object.text("unit")?,
        metadata: object.list("metadata", attribute)?,
        data: data(object)?,
    })
}

fn data(object: Object<'_>) -> Result<Option<Data>, JsonError> {
    let temporality = |data: Object<'_>| data.enumeration("aggregationTemporality");
    Ok(if let Some(data) = object.inner("gauge")? {
        Some(Data::Gauge(Gauge { data_points: data.list(POINTS, number)? }))
    } else if let Some(data) = object.inner("sum")? {
        Some(Data::Sum(Sum {
            data_points: data.list(POINTS, number)?,
            aggregation_temporality: temporality(data)?,
            is_monotonic: data.truth("isMonotonic")?,
        }))
    } else if let Some(data) = object.inner("histogram")? {
        Some(Data::Histogram(Histogram {
            data_points: data.list(POINTS, histogram)?,
            aggregation_temporality: temporality(data)?,
        }))
    } else if let Some(data) = object.inner("exponentialHistogram")? {
        Some(Data::ExponentialHistogram(ExponentialHistogram {
            data_points: data.list(POINTS, exponential_histogram)?,
            aggregation_temporality: temporality(data)?,
        }))
    } else if let Some(data) = object.inner("summary")? {
        Some(Data::Summary(Summary { data_points: data.list(POINTS, summary)? }))
    } else {
        None
    })
}

fn number(object: Object<'_>) -> Result<NumberDataPoint, JsonError> {
    let value = match object.double("asDouble")? {
        Some(number) => Some(Value::AsDouble(number)),
        None if object.has("asInt") => Some(Value::AsInt(object.integer("asInt")?)),
        None => None,
    };
    Ok(NumberDataPoint {
        attributes: object.list("attributes", attribute)?,
        start_time_unix_nano: object.count("startTimeUnixNano")?,
        time_unix_nano: object.count("timeUnixNano")?,
        exemplars: Vec::new(),
        flags: object.small("flags")?,
        value,
    })
}

fn histogram(object: Object<'_>) -> Result<HistogramDataPoint, JsonError> {
    Ok(HistogramDataPoint {
        attributes: object.list("attributes", attribute)?,
        start_time_unix_nano: object.count("startTimeUnixNano")?,
        time_unix_nano: object.count("timeUnixNano")?,
        count: object.count("count")?,
        sum: object.double("sum")?,
        bucket_counts: object.counts("bucketCounts")?,
        explicit_bounds: object.doubles("explicitBounds")?,
        exemplars: Vec::new(),
        flags: object.small("flags")?,
        min: object.double("min")?,
        max: object.double("max")?,
    })
}

fn exponential_histogram(object: Object<'_>) -> Result<ExponentialHistogramDataPoint, JsonError> {
    Ok(ExponentialHistogramDataPoint {
        attributes: object.list("attributes", attribute)?,
        start_time_unix_nano: object.count("startTimeUnixNano")?,
        time_unix_nano: object.count("timeUnixNano")?,
        count: object.count("count")?,
        sum: object.double("sum")?,
        scale: object.small("scale")?,
        zero_count: object.count("zeroCount")?,
        positive: object.inner("positive")?.map(buckets).transpose()?,
        negative: object.inner("negative")?.map(buckets).transpose()?,
        flags: object.small("flags")?,
        exemplars: Vec::new(),
        min: object.double("min")?,
        max: object.double("max")?,
        zero_threshold: object.double("zeroThreshold")?.unwrap_or_default(),
    })
}

fn buckets(object: Object<'_>) -> Result<Buckets, JsonError> {
    Ok(Buckets { offset: object.small("offset")?, bucket_counts: object.counts("bucketCounts")? })
}

fn summary(object: Object<'_>) -> Result<SummaryDataPoint, JsonError> {
    let quantile = |object: Object<'_>| {
        Ok(ValueAtQuantile {
            quantile: object.double("quantile")?.unwrap_or_default(),
            value: object.double("value")?.unwrap_or_default(),
        })
    };
    Ok(SummaryDataPoint {
        attributes: object.list("attributes", attribute)?,
        start_time_unix_nano: object.count("startTimeUnixNano")?,
        time_unix_nano: object.count("timeUnixNano")?,
        count: object.count("count")?,
        sum: object.double("sum")?.unwrap_or_default(),
        quantile_values: object.list("quantileValues", quantile)?,
        flags: object.small("flags")?,
    })
}

const POINTS: &str = "dataPoints";

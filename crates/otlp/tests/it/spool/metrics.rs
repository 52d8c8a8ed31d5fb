//! Metrics in the spool: of cumulative ones the last, of others all.

use genai_otel_otlp::OtlpPipeline;
use genai_otel_testkit::{CollectedMetric, FakeCollector, PointValue, Reaction};
use opentelemetry_sdk::metrics::Temporality;

use super::{folder, spooling};
use crate::{AMPLE, count};

/// Three exports while the collector is away, and what it is told when it is back.
fn told(temporality: Temporality) -> Vec<CollectedMetric> {
    let (_folder, directory) = folder();
    let away = FakeCollector::builder().otherwise(Reaction::status(503)).start().unwrap();
    let pipeline =
        |collector| -> OtlpPipeline { spooling(collector, &directory).temporality(temporality) };
    let telemetry = pipeline(&away).build().unwrap();
    for _ in 0..3 {
        count(&telemetry, "calls");
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
    }
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let collector = FakeCollector::start().unwrap();
    let successor = pipeline(&collector).build().unwrap();
    assert!(collector.wait_for_metrics(&["calls"], AMPLE).is_ok());
    assert_eq!(successor.shutdown(AMPLE), Ok(()));
    collector.metrics()
}

fn values(metrics: &[CollectedMetric]) -> Vec<PointValue> {
    metrics.iter().flat_map(|metric| &metric.points).map(|point| point.value.clone()).collect()
}

#[test]
fn of_cumulative_metrics_the_last_is_kept() {
    assert_eq!(values(&told(Temporality::Cumulative)), [PointValue::Int(3)]);
}

#[test]
fn of_delta_metrics_all_are_kept() {
    let ones = vec![PointValue::Int(1); 3];
    assert_eq!(values(&told(Temporality::Delta)), ones);
}

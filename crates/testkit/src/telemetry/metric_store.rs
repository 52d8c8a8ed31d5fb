use std::sync::{Arc, Mutex};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;

use crate::collector::{CollectedMetric, read_metrics};
use crate::lock::lock;

/// Keeps the latest export. It is cumulative, so it contains all earlier ones.
#[derive(Clone, Debug, Default)]
pub(super) struct MetricStore {
    latest: Arc<Mutex<Vec<CollectedMetric>>>,
}

impl MetricStore {
    /// Metrics by name and points by attributes; the SDK gives both in no order.
    pub(super) fn metrics(&self) -> Vec<CollectedMetric> {
        lock(&self.latest).clone()
    }
}

impl PushMetricExporter for MetricStore {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let mut metrics = read_metrics(ExportMetricsServiceRequest::from(metrics));
        metrics.sort_by(|a, b| a.name.cmp(&b.name));
        for metric in &mut metrics {
            // The debug form has an order, which floats by themselves have not.
            metric.points.sort_by_cached_key(|point| format!("{:?}", point.attributes));
        }
        *lock(&self.latest) = metrics;
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

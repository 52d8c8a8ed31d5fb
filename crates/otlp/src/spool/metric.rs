//! Metrics as records.

use std::{sync::Arc, time::Duration};

use genai_otel_journal::{Keeps, Records};
use opentelemetry_proto::tonic::{
    collector::metrics::v1::ExportMetricsServiceRequest, metrics::v1::ResourceMetrics as Message,
};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    metrics::{Temporality, data::ResourceMetrics, exporter::PushMetricExporter},
};
use prost::Message as _;

use super::{Depot, now, record};

/// What all requests of a process begin with: its resource, in the one shape that every signal has for it.
pub(crate) fn preamble(resource: &Resource) -> Vec<u8> {
    let message = Message {
        resource: Some(resource.into()),
        schema_url: resource.schema_url().map(ToOwned::to_owned).unwrap_or_default(),
        scope_metrics: Vec::new(),
    };
    message.encode_to_vec()
}

/// Cumulative metrics are a state, of which only the last is worth sending; others add up.
pub(crate) fn keeps(temporality: Temporality) -> Keeps {
    match temporality {
        Temporality::Cumulative => Keeps::Last,
        _ => Keeps::All,
    }
}

/// Writes metrics to the spool, one record for each.
#[derive(Debug)]
pub(crate) struct SpoolMetricExporter {
    temporality: Temporality,
    depot: Arc<Depot>,
}

impl SpoolMetricExporter {
    pub(crate) fn new(temporality: Temporality, depot: Arc<Depot>) -> Self {
        Self { temporality, depot }
    }
}

impl PushMetricExporter for SpoolMetricExporter {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let (mut records, mut payload) = (Records::new(), Vec::new());
        for resource in ExportMetricsServiceRequest::from(metrics).resource_metrics {
            for mut scope in resource.scope_metrics {
                let metrics = std::mem::take(&mut scope.metrics);
                let scope = scope.encode_to_vec();
                for metric in metrics {
                    payload.clear();
                    record::begin(&scope, &mut payload);
                    metric.encode_raw(&mut payload);
                    let pushed = records.push(&payload);
                    pushed.map_err(|error| OTelSdkError::InternalFailure(error.to_string()))?;
                }
            }
        }
        if records.is_empty() {
            return Ok(());
        }
        self.depot.append(&records).map_err(OTelSdkError::InternalFailure)?;
        self.depot.upkeep_now(now().1);
        self.depot.bell.hurry();
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.depot.delivery.note_closed();
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        self.temporality
    }
}

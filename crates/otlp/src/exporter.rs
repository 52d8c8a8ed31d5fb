//! The SDK's data as requests of OTLP, and what became of them.

use std::{sync::Arc, time::Duration};

use opentelemetry_proto::{
    tonic::collector::{
        logs::v1::ExportLogsServiceRequest, metrics::v1::ExportMetricsServiceRequest,
        trace::v1::ExportTraceServiceRequest,
    },
    transform::{
        common::tonic::ResourceAttributesWithSchema, logs::tonic::group_logs_by_resource_and_scope,
        trace::tonic::group_spans_by_resource_and_scope,
    },
};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogBatch, LogExporter as SdkLogExporter},
    metrics::{Temporality, data::ResourceMetrics, exporter::PushMetricExporter},
    trace::{SpanData, SpanExporter},
};

use crate::{answer::Answer, delivery::Delivery, shipper::Shipper};

/// Sends spans, and tells its [`Delivery`] what became of each batch.
#[derive(Debug)]
pub(crate) struct TraceExporter {
    resource: ResourceAttributesWithSchema,
    shipper: Shipper,
    delivery: Arc<Delivery>,
}

impl TraceExporter {
    pub(crate) fn new(shipper: Shipper, delivery: Arc<Delivery>) -> Self {
        Self { resource: ResourceAttributesWithSchema::default(), shipper, delivery }
    }
}

impl SpanExporter for TraceExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        self.delivery.note_begin(spans);
        let resource_spans = group_spans_by_resource_and_scope(batch, &self.resource);
        let request = ExportTraceServiceRequest { resource_spans };
        let outcome = self.shipper.ship(&request, |reason| self.delivery.note_attempt(reason));
        finish(&self.delivery, spans, outcome)
    }

    fn shutdown(&self) -> OTelSdkResult {
        self.shipper.close();
        self.delivery.note_closed();
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.shutdown()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.resource = resource.into();
    }
}

/// Sends metrics, and tells its [`Delivery`] what became of each export.
#[derive(Debug)]
pub(crate) struct MetricExporter {
    temporality: Temporality,
    shipper: Shipper,
    delivery: Arc<Delivery>,
}

impl MetricExporter {
    pub(crate) fn new(temporality: Temporality, shipper: Shipper, delivery: Arc<Delivery>) -> Self {
        Self { temporality, shipper, delivery }
    }
}

impl PushMetricExporter for MetricExporter {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        self.delivery.note_begin(0);
        let request = ExportMetricsServiceRequest::from(metrics);
        let outcome = self.shipper.ship(&request, |reason| self.delivery.note_attempt(reason));
        finish(&self.delivery, 1, outcome)
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.shipper.close();
        self.delivery.note_closed();
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        self.temporality
    }
}

/// Sends log records, and tells its [`Delivery`] what became of each batch.
#[derive(Debug)]
pub(crate) struct LogExporter {
    resource: ResourceAttributesWithSchema,
    shipper: Shipper,
    delivery: Arc<Delivery>,
}

impl LogExporter {
    pub(crate) fn new(resource: &Resource, shipper: Shipper, delivery: Arc<Delivery>) -> Self {
        Self { resource: resource.into(), shipper, delivery }
    }
}

impl SdkLogExporter for LogExporter {
    async fn export(&self, batch: LogBatch<'_>) -> OTelSdkResult {
        let records = batch.iter().count();
        self.delivery.note_begin(records);
        let resource_logs = group_logs_by_resource_and_scope(&batch, &self.resource);
        let request = ExportLogsServiceRequest { resource_logs };
        let outcome = self.shipper.ship(&request, |reason| self.delivery.note_attempt(reason));
        finish(&self.delivery, records, outcome)
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.shipper.close();
        self.delivery.note_closed();
        Ok(())
    }
}

fn finish(delivery: &Delivery, items: usize, outcome: Result<Answer, String>) -> OTelSdkResult {
    let failure = outcome.as_ref().err().cloned();
    delivery.note_export(items, outcome);
    failure.map_or(Ok(()), |reason| Err(OTelSdkError::InternalFailure(reason)))
}

//! OpenTelemetry's OTLP exporters, built so that nothing but our configuration has a say, and watched.

use std::{collections::HashMap, sync::Arc, time::Duration};

use opentelemetry_otlp::{
    ExporterBuildError, MetricExporter, Protocol, RetryPolicy, SpanExporter, WithExportConfig,
    WithHttpConfig,
};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    metrics::{Temporality, data::ResourceMetrics, exporter::PushMetricExporter},
    trace::{self, SpanData},
};

use crate::{
    Compression, SetupError, Signal,
    client::CollectorClient,
    config::{MetricExport, Request, TraceExport},
    delivery::Delivery,
};

/// An exporter that tells its [`Delivery`] what became of each export.
#[derive(Debug)]
pub(crate) struct Observed<E> {
    exporter: E,
    delivery: Arc<Delivery>,
}

impl Observed<SpanExporter> {
    pub(crate) fn traces(
        config: &TraceExport,
        delivery: Arc<Delivery>,
    ) -> Result<Self, SetupError> {
        let builder = configure(SpanExporter::builder().with_http(), &config.request, &delivery);
        let exporter = builder.build().map_err(|error| build_error(Signal::Traces, error))?;
        Ok(Self { exporter, delivery })
    }
}

impl Observed<MetricExporter> {
    pub(crate) fn metrics(
        config: &MetricExport,
        delivery: Arc<Delivery>,
    ) -> Result<Self, SetupError> {
        let builder = MetricExporter::builder().with_temporality(config.temporality).with_http();
        let builder = configure(builder, &config.request, &delivery);
        let exporter = builder.build().map_err(|error| build_error(Signal::Metrics, error))?;
        Ok(Self { exporter, delivery })
    }
}

impl trace::SpanExporter for Observed<SpanExporter> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        self.delivery.note_begin(spans);
        let result = self.exporter.export(batch).await;
        self.delivery.note_export(spans, &result);
        result
    }

    fn shutdown(&self) -> OTelSdkResult {
        let result = self.exporter.shutdown();
        self.delivery.note_closed();
        result
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.shutdown()
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl PushMetricExporter for Observed<MetricExporter> {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        self.delivery.note_begin(0);
        let result = self.exporter.export(metrics).await;
        self.delivery.note_export(1, &result);
        result
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        let result = self.exporter.shutdown_with_timeout(timeout);
        self.delivery.note_closed();
        result
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}

/// Says everything that the builder would otherwise ask the process environment for. Headers and "no compression"
/// cannot be said here, and the query of the endpoint must not, because the exporter may log it; the client sees to
/// them.
fn configure<B: WithExportConfig + WithHttpConfig>(
    builder: B,
    request: &Request,
    delivery: &Arc<Delivery>,
) -> B {
    let client = CollectorClient::new(request, Arc::clone(delivery));
    let builder = builder
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(request.endpoint.bare_url())
        .with_timeout(request.timeout.limit().unwrap_or(Duration::MAX))
        .with_headers(HashMap::new())
        .with_retry_policy(RetryPolicy::recommended())
        .with_http_client(client);
    match request.compression {
        Compression::None => builder,
        Compression::Gzip => builder.with_compression(opentelemetry_otlp::Compression::Gzip),
    }
}

fn build_error(signal: Signal, error: ExporterBuildError) -> SetupError {
    SetupError::Exporter { signal, source: error.into() }
}

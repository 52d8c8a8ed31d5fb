//! The real SDK with nothing behind it.

use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider, Temporality};
use opentelemetry_sdk::trace::{
    Sampler, SdkTracerProvider, Span, SpanData, SpanLimits, SpanProcessor,
};

/// A tracer provider that samples every span and throws it away at its end.
#[must_use]
pub fn discarding_tracer_provider() -> SdkTracerProvider {
    tracer_provider(Discard)
}

/// A tracer provider that samples every span, whatever the environment of whoever runs it says.
#[must_use]
pub fn tracer_provider(processor: impl SpanProcessor + 'static) -> SdkTracerProvider {
    SdkTracerProvider::builder()
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::AlwaysOn)))
        .with_span_limits(SpanLimits::default())
        .with_span_processor(processor)
        .build()
}

/// A meter provider whose reader does not collect while anything is measured.
#[must_use]
pub fn idle_meter_provider() -> SdkMeterProvider {
    let reader = PeriodicReader::builder(Discard).with_interval(NEVER).build();
    SdkMeterProvider::builder().with_reader(reader).build()
}

#[derive(Debug)]
struct Discard;

impl SpanProcessor for Discard {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, _span: SpanData) {}

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

impl PushMetricExporter for Discard {
    async fn export(&self, _metrics: &ResourceMetrics) -> OTelSdkResult {
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

const NEVER: Duration = Duration::from_secs(86_400);

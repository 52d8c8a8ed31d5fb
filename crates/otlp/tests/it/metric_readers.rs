//! Readers of metrics that others bring, beside the export and without it.

use std::{net::SocketAddr, time::Duration};

use genai_otel_otlp::{Companion, OtlpPipeline, SetupError};
use genai_otel_serve::{Format, PrometheusReader};
use genai_otel_testkit::FakeCollector;
use opentelemetry::metrics::MeterProvider as _;

use crate::AMPLE;

fn pipeline(variables: &[(&str, &str)]) -> OtlpPipeline {
    let pairs = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    OtlpPipeline::from_pairs(pairs)
}

/// What a reader without labels of scopes shows, of the process nothing.
fn shown(reader: &PrometheusReader) -> String {
    let text = reader.expose(Format::Text).unwrap();
    let series =
        text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("target_info"));
    series.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_reader_sees_what_is_exported() {
    let collector = FakeCollector::start().unwrap();
    let reader = PrometheusReader::builder().without_scope_labels().build();
    let pipeline = pipeline(&[]).endpoint(collector.url()).metric_reader(reader.clone());
    let telemetry = pipeline.build().unwrap();
    telemetry.meter_provider().meter("shop").u64_counter("calls").build().add(2, &[]);
    assert_eq!(shown(&reader), "calls_total 2\n");
    telemetry.flush(AMPLE).unwrap();
    assert_eq!(collector.metrics()[0].name, "calls");
    telemetry.meter_provider().meter("shop").u64_counter("calls").build().add(1, &[]);
    assert_eq!(shown(&reader), "calls_total 3\n");
    telemetry.shutdown(AMPLE).unwrap();
}

#[test]
fn a_reader_needs_no_export_and_sees_how_the_export_does() {
    let reader = PrometheusReader::builder().without_scope_labels().build();
    let variables = [("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_LOGS_EXPORTER", "none")];
    let telemetry = pipeline(&variables).metric_reader(reader.clone()).build().unwrap();
    telemetry.meter_provider().meter("shop").u64_counter("calls").build().add(2, &[]);
    let shown = shown(&reader);
    assert!(shown.starts_with("calls_total 2\n"), "{shown}");
    assert!(shown.contains("\ngenai_otel_export_sent_total{signal=\"traces\"} 0\n"), "{shown}");
}

#[test]
fn prometheus_that_nobody_serves_is_an_error() {
    let asked = || pipeline(&[("OTEL_METRICS_EXPORTER", "prometheus")]);
    let address = asked().config().unwrap().prometheus().cloned().unwrap();
    assert_eq!((address.host.as_str(), address.port), ("localhost", 9_464));
    assert!(matches!(asked().build().unwrap_err(), SetupError::NotServed));
    assert!(asked().without_metrics().build().is_ok());
    assert_eq!(pipeline(&[]).config().unwrap().prometheus(), None);
    let disabled =
        pipeline(&[("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_SDK_DISABLED", "true")]);
    assert!(disabled.metric_reader(PrometheusReader::new()).build().is_ok());
}

#[derive(Debug)]
struct Listener(SocketAddr);

impl Companion for Listener {
    fn name(&self) -> &'static str {
        "listener"
    }

    fn listens_on(&self) -> Option<SocketAddr> {
        Some(self.0)
    }

    fn flush(&self, _timeout: Duration) -> Result<(), String> {
        Ok(())
    }

    fn shutdown(&self, _timeout: Duration) -> Result<(), String> {
        Ok(())
    }
}

#[test]
fn who_listens_is_found_by_name() {
    let telemetry = pipeline(&[]).without_otlp().build().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 7));
    telemetry.accompany(Listener(address));
    assert_eq!(telemetry.listens_on("listener"), Some(address));
    assert_eq!(telemetry.listens_on("prometheus"), None);
}

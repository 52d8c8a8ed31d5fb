//! The pipeline from the outside, against a collector on loopback.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod anywhere;
mod configuration;
mod console;
mod delivery;
#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod echoes;
#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod faults;
mod mending;
mod metric_readers;
mod process;
#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod protocols;
mod shutdown;
mod spool;
#[cfg(feature = "tls")]
mod tls;
mod variables;
mod waiting;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use genai_otel_otlp::{OtlpPipeline, Telemetry};
use genai_otel_testkit::FakeCollector;
use opentelemetry::{
    KeyValue,
    logs::{LogRecord as _, Logger as _, LoggerProvider as _},
    metrics::MeterProvider as _,
    trace::{Span as _, Tracer as _, TracerProvider as _},
};
use socket2::{Domain, Socket, Type};

/// Longer than anything here takes on a busy machine; whoever waits this long has failed.
const AMPLE: Duration = Duration::from_secs(300);

/// A pipeline that knows nothing of the process environment, and waits for an answer however long it takes.
fn pipeline(collector: &FakeCollector) -> OtlpPipeline {
    OtlpPipeline::from_pairs([]).service_name("shop").endpoint(collector.url()).timeout(AMPLE)
}

/// A port of 127.0.0.1 that nobody else gets, and where nobody listens until told to; and its URL.
fn closed_port() -> (Socket, String) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, format!("http://{address}"))
}

fn end_span(telemetry: &Telemetry, name: &'static str) {
    telemetry.tracer_provider().tracer("test").start(name).end();
}

fn count(telemetry: &Telemetry, name: &'static str) {
    let meter = telemetry.meter_provider().meter("test");
    meter.u64_counter(name).build().add(1, &[KeyValue::new("k", "v")]);
}

fn end_both(telemetry: &Telemetry) {
    end_span(telemetry, "chat");
    count(telemetry, "calls");
}

fn say(telemetry: &Telemetry, text: &'static str) {
    let logger = telemetry.logger_provider().logger("test");
    let mut record = logger.create_log_record();
    record.set_body(text.into());
    logger.emit(record);
}

/// What the collector accepted, sorted: spans by name, metrics by name, log records by what they say.
fn accepted(collector: &FakeCollector) -> Vec<String> {
    let spans = collector.spans().into_iter().map(|span| span.name);
    let metrics = collector.metrics().into_iter().map(|metric| metric.name);
    let logs = collector.logs().into_iter().map(|log| log.body.to_string());
    let mut names: Vec<_> = spans.chain(metrics).chain(logs).collect();
    names.sort();
    names
}

#[allow(clippy::disallowed_methods, reason = "bounds of waiting are what these tests are about")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

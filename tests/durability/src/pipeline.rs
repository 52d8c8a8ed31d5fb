use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use genai_otel_core::Instrumentation;
use genai_otel_otlp::{OtlpPipeline, Protocol, Signal, Spool, SpoolSync, Telemetry};
use opentelemetry::logs::{AnyValue, LogRecord as _, Logger as _, Severity};
use opentelemetry_sdk::logs::SdkLogger;
use opentelemetry_sdk::metrics::Temporality;

use crate::options::Options;

/// A collector, and how it is spoken to.
#[derive(Debug)]
pub(crate) struct Target {
    url: String,
    protocol: Protocol,
}

impl Target {
    /// `--url` and `--protocol`.
    pub(crate) fn of(options: &Options) -> anyhow::Result<Self> {
        Ok(Self { url: options.require("url")?, protocol: protocol(options)? })
    }
}

/// `--protocol`, in the words of OpenTelemetry; HTTP with protobuf by default.
pub(crate) fn protocol(options: &Options) -> anyhow::Result<Protocol> {
    match &*options.get("protocol", "http/protobuf".to_owned())? {
        "http/protobuf" => Ok(Protocol::HttpProtobuf),
        "http/json" => Ok(Protocol::HttpJson),
        "grpc" => Ok(Protocol::Grpc),
        other => anyhow::bail!("`--protocol {other}` is none of http/protobuf, http/json and grpc"),
    }
}

/// The pipeline under test: a spool that is synced by interval.
pub(crate) fn start(
    target: &Target,
    spool: &Path,
    temporality: Temporality,
) -> anyhow::Result<Telemetry> {
    let spool = Spool::at(spool).sync(SpoolSync::Interval(Duration::from_secs(1))).max_bytes(ROOM);
    let pipeline = OtlpPipeline::from_pairs([])
        .service_name("durability")
        .endpoint(&target.url)
        .protocol(target.protocol)
        .timeout(TIMEOUT)
        .temporality(temporality)
        .spool(spool);
    pipeline.build().context("set up the exporter")
}

/// Calls that are traced and measured by it.
pub(crate) fn instrumentation(telemetry: &Telemetry) -> Instrumentation {
    Instrumentation::builder()
        .tracer_provider(telemetry.tracer_provider().clone())
        .meter_provider(telemetry.meter_provider().clone())
        .build()
}

/// Writes a log record about an item, as an appender would.
pub(crate) fn log(logger: &SdkLogger, item: &str) {
    let mut record = logger.create_log_record();
    record.set_severity_number(Severity::Info);
    record.set_body(AnyValue::from(item.to_owned()));
    logger.emit(record);
}

/// How much waits in the spool and before it, all signals together.
pub(crate) fn waiting(telemetry: &Telemetry) -> u64 {
    let health = telemetry.health();
    let signals = [Signal::Traces, Signal::Metrics, Signal::Logs];
    let waiting = signals.iter().filter_map(|signal| health.of(*signal));
    waiting.map(|signal| signal.queued + signal.spooled).sum()
}

/// Ten minutes of a thousand calls a second, and more.
const ROOM: u64 = 4 << 30;
/// Long enough for a collector on a busy machine: an answer that comes later is one that is lost.
const TIMEOUT: Duration = Duration::from_secs(20);

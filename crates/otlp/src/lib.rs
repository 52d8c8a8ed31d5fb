//! OTLP export for genai-otel: traces, metrics and logs to a collector, and for development to the console, set up in
//! one call, flushed and shut down within a bound.
//!
//! ```text
//!   caller                        threads of the exporter                                collector
//!  ────────────────────────────  ─────────────────────────────────────────────────────  ───────────
//!   span ends ──► queue (2,048) ──► batch (512, every 5 s) ─┐
//!                  full: refused,                           ├─► encode ─► send ─► HTTP ──► :4318
//!                  counted                                  │     once     again   gRPC ──► :4317
//!   log record ──► queue (2,048) ──► batch (512, every 1 s) ─┤              until the timeout
//!   measurement ─► instrument ────► collect (every 60 s) ───┘
//!
//!   flush(bound) ─► order ────────► one thread per signal asks, waits and answers
//! ```
//!
//! The caller never waits for the network: a span that ends goes into a queue, a measurement into a number. Everything
//! else happens on threads of the exporter's own, which is why it works in any asynchronous runtime and in none.
//!
//! # The smallest program
//!
//! ```
//! use std::time::Duration;
//!
//! use genai_otel_otlp::OtlpPipeline;
//! use genai_otel_testkit::FakeCollector;
//! use opentelemetry::trace::{Tracer as _, TracerProvider as _};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let collector = FakeCollector::start()?; // stands for the one on http://localhost:4318
//! let telemetry = OtlpPipeline::from_pairs([]) // stands for `from_env()`
//!     .service_name("shop")
//!     .endpoint(collector.url())
//!     .build()?;
//!
//! telemetry.tracer_provider().tracer("shop").in_span("answer a question", |_| {});
//!
//! telemetry.shutdown(Duration::from_secs(5))?; // or drop it
//! assert_eq!(collector.spans()[0].name, "answer a question");
//! # Ok(())
//! # }
//! ```
//!
//! An application calls [`install`](OtlpPipeline::install) where this one calls [`build`](OtlpPipeline::build): then
//! `opentelemetry::global` has the providers, and libraries find them.
//!
//! # Protocols and features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | | | [`Protocol::HttpProtobuf`], gzip: always there |
//! | `grpc` | yes | [`Protocol::Grpc`]: a client over HTTP/2, with a runtime of its own, one thread for all signals |
//! | `json` | yes | [`Protocol::HttpJson`] |
//! | `tls` | yes | `https://` endpoints, see [`Tls`] |
//! | `zstd` | yes | [`Compression::Zstd`] |
//!
//! What is asked for and not in the build is a [`SetupError::FeatureMissing`]. The clients are our own choice and get
//! every setting from here, so no feature of another crate changes what is sent.
//!
//! # The spool
//!
//! [`OtlpPipeline::spool`], or `GENAI_OTEL_SPOOL_DIR`, keeps what goes to the collector in a directory until the
//! collector has taken it. Without it nothing touches the disk.
//!
//! ```text
//!   span, log record ends ──► encoded ──► intake (8 MiB) ──► one write ──► <dir>/traces, <dir>/logs ─┐
//!                                         full: refused,     within 5 ms   <dir>/metrics ────────────┤
//!   metrics collected ──────► encoded ─────────────────────────────────────────┘                     │
//!                                                                                                    ▼
//!   flush(bound) ─► written? ─► yes: Ok, whatever the collector does            one request at a time, oldest and
//!                                                                              newest in turn, again for ever
//! ```
//!
//! *Acknowledged to the program* is what is written: [`flush`](Telemetry::flush) waits for that, and for no collector.
//! From then on it arrives, when this process is killed too: whoever uses the directory next sends it, as what it was,
//! with the resource of the process that made it. Delivery is at least once; what comes twice has the same span id.
//! [`SpoolSync`] says what survives a power failure.
//!
//! | what the collector answers | what follows |
//! | --- | --- |
//! | 2xx, `OK` | forgotten; what it rejects of it (partial success) is counted and lost |
//! | 2xx with a page for people | sent again: something in between has answered |
//! | 400, 413, 422; `INVALID_ARGUMENT`, `OUT_OF_RANGE`, `RESOURCE_EXHAUSTED` without a `RetryInfo` | halved, until what is refused stands alone; refused directly after others were taken it is [set aside](Loss::SetAside), its neighbours go on |
//! | anything else, or nothing | sent again after 0.2 s, then twice as long each time, at most 30 s, with jitter; not before it asked to, for at most an hour |
//!
//! `docs/guide/durable-export.md` has the whole story: what is on disk, several processes, duplicates, what was set aside.
//!
//! # The console
//!
//! [`OtlpPipeline::console`], or `console` in `OTEL_TRACES_EXPORTER` and `OTEL_METRICS_EXPORTER`, prints call trees and
//! a table of metrics on standard output, beside the collector or ([`OtlpPipeline::without_otlp`]) without one. No
//! content is printed, and no log record: a subscriber of `tracing` does that. [`ConsoleSpanExporter`] and [`ConsoleMetricExporter`] do the same in any provider of the SDK.
//!
//! # Prometheus
//!
//! [`OtlpPipeline::metric_reader`] lets somebody else read the instruments beside the export, such as the reader of
//! `genai-otel-serve`, which shows them to Prometheus. `prometheus` in `OTEL_METRICS_EXPORTER` asks for it;
//! `genai_otel::init` listens then, with the feature `serve`.
//!
//! # Retries
//!
//! A request is encoded once. It is sent again after a failed connection, whatever the protocol, after HTTP 429, 502, 503 and 504, and after
//! the gRPC codes that the OTLP specification 1.9 calls retryable: at first after 0.2 s, then after twice as long each
//! time, at most 5 s, with jitter, never before the collector's `Retry-After` or `RetryInfo`, until the timeout of the
//! export would pass, at most ten times. Then it is lost and counted. With a [spool](#the-spool) nothing is lost by that.
//!
//! # Configuration
//!
//! Variables first, code wins over them, and of the variables the one of the signal wins over the general one. An empty
//! value is as unset, and so are blanks, but for those in `GENAI_OTEL_SPOOL_DIR`. A value that cannot be used is a [`SetupError`] that names it, where the specification would
//! have it ignored with a warning: telemetry that silently goes elsewhere is found out when it is needed.
//! [`Config`] prints what is in effect, without secrets.
//!
#![doc = include_str!("../VARIABLES.md")]
//!
//! [`VARIABLES`] has this table as data.
//!
//! # Calls of other libraries
//!
//! Spans that other libraries made of their calls (`gen_ai.*`) pass a [`MendingProcessor`] on their way to the queue: it
//! puts names and types right and counts them in metrics and sinks, once, whatever of ours stands around or inside. It
//! counts by [`Instrumentation::global`](genai_otel_core::Instrumentation::global), or by the one that
//! [`Telemetry::count_by`] names.
//!
//! # Logs
//!
//! This library emits no log record of its own; it sends those of the application. OpenTelemetry has no global logger
//! provider in Rust, so whatever makes records is given [`Telemetry::logger_provider`]. For the events of `tracing` that
//! is `opentelemetry-appender-tracing`:
//!
//! ```text
//! let appender = OpenTelemetryTracingBridge::new(telemetry.logger_provider());
//! tracing_subscriber::registry().with(appender).with(tracing_subscriber::fmt::layer()).init();
//! ```
//!
//! Records carry the trace and the span that are current where they are made. Their target takes the place of the
//! scope's name. The first record starts two threads; until then logs cost nothing.
//!
//! What the exporter's own threads say (`genai_otel::export`, and `ureq`, `h2` and their like on a lower level) is
//! never exported: those threads make no records, or each export would be the cause of the next one. So keep another
//! layer for them, like the one above. Other threads of the program have no such rule: an appender that takes the
//! `DEBUG` of a HTTP client takes that of the application's requests too.
//!
//! # When things go wrong
//!
//! | what you see | what it is |
//! | --- | --- |
//! | a [`SetupError`] at start | the message names the variable or setting, its value and what was expected |
//! | `Connection refused (http://…)` from [`flush`](Telemetry::flush) | no collector listens there; print [`Telemetry::config`] to see where telemetry goes |
//! | [`SetupError::AlreadyInstalled`] | an earlier [`Telemetry`] has the globals and is not shut down |
//! | `HTTP status 404` | an endpoint of one signal is used as it stands: add `/v1/traces`, `/v1/metrics` or `/v1/logs`, or set the base endpoint |
//! | `HTTP status 401` or `403`, gRPC status `UNAUTHENTICATED` | a header is missing or wrong; [`Config`] lists the names of those that are sent |
//! | `frame with invalid size` | gRPC, sent to a port for HTTP: 4317 is usual, 4318 is HTTP's |
//! | `http parse fail`, or `Connection reset` by a collector that runs | HTTP, sent to a port for gRPC |
//! | `invalid peer certificate` | the server is not trusted: see [`Tls`] |
//! | `timeout: no answer came` | the collector is silent, or slower than [`timeout`](OtlpPipeline::timeout) |
//! | [`FlushError::TimedOut`] | the collector is slow or silent, or what the last attempt said; the export goes on while the process lives |
//! | `the console cannot be written: …` | standard output is closed, by a reader that went away for example |
//! | `…; the console takes nothing` | the terminal is paused, or nobody reads the pipe |
//! | nothing arrives and nothing is said | [`ExportCounts`]: no spans ended means no tracer came from here, taken before `install` perhaps; or a sampler keeps none |
//! | [`ExportCounts::spans_dropped`] or [`logs_dropped`](ExportCounts::logs_dropped) grows | the queue was full; make [`Batch::max_queue_size`] larger or the delay shorter |
//! | no log arrives and [`ExportCounts::logs_emitted`] is 0 | no record came to [`Telemetry::logger_provider`]: the appender has another provider, or none |
//! | ``OTEL_METRICS_EXPORTER asks for `prometheus` `` | nobody serves it: see [Prometheus](#prometheus) |
//! | ``OTEL_LOGS_EXPORTER is `console`, which …`` | log records are not printed; unset it, and let the subscriber print |
//! | `the spool directory cannot be used` at start | it is no directory, or this user may not write in it; what follows says which |
//! | `… are dropped: the journal is full` | the collector was away for longer than [`Spool::max_bytes`] lasts; what was kept stays |
//! | `… are kept in memory alone: …` from `flush` | the disk cannot be written, as it says; it is tried again every few seconds |
//! | `…; set aside as …` | the collector refuses this one record whatever comes with it; it is in that file, with the reason beside it |
//! | `telemetry stays in the spool until the collector takes it` | the collector is away; [`Telemetry::health`] says since when and how much waits |
//! | `the spool is not as it should be` | a file was torn by a kill, damaged or removed; the line says which, and what became of it |
//! | `the collector rejected 2 of 3 spans: …` | OTLP's partial success: those two are lost for good, and the collector says why |
//!
//! Failures of the background reach the `tracing` target `genai_otel::export`: the first of a row as a warning, the
//! recovery as information, and what lies between only in [`ExportCounts`]. A full queue is told in the same way, and
//! what a spool loses once a minute for each kind.
//!
//! [`Telemetry::health`] tells all of it at any time, and with a spool (or by [`OtlpPipeline::self_observation`]) the
//! metrics `genai_otel.export.queued`, `.spooled`, `.sent`, `.retried`, `.dropped` and `.oldest_age` do, by `signal` and
//! `cause`.
//!
//! Header values and the query of an endpoint are in no log, at no level: they are added below the HTTP client, whose
//! own log (targets `ureq` and `ureq_proto`) shows requests without them. With gRPC they are metadata that is marked as
//! sensitive. Where a collector repeats them, they are cut out of what it says: values of at least four characters, whole or
//! after `Bearer`, `Basic` and their like.
//!
//! # Limits
//!
//! - Without a spool telemetry lives in memory: what waits in the queue is lost when the process is killed, and what an
//!   export cannot deliver within its timeout (10 s, retries included) is lost and counted.
//! - With a spool: what ended and is not yet written is lost when the process is killed, which is what ended in the last
//!   5 ms as a rule and at most 8 MiB for each signal, or one record of up to 64 MiB alone; more at a time is dropped and
//!   counted. On disk 512 MiB for each process, what it took over from dead ones included, and seven days, in memory 16 MiB for each signal while the disk cannot be written, set aside 64 MiB for each
//!   signal. A kill repeats at most the one request of each signal that was under way. `OTEL_BSP_MAX_QUEUE_SIZE` and
//!   `OTEL_BLRP_MAX_QUEUE_SIZE` have no meaning. What is kept is kept as plain text: whoever captures content keeps it on disk.
//! - A bound given to `flush` or `shutdown` bounds the wait, not the work: an export under way ends by its own timeout.
//! - Dropping [`Telemetry`] blocks its thread for at most the shutdown timeout, which a silent collector makes it wait for,
//!   with a spool too, where all is safe: see [`shutdown_timeout`](OtlpPipeline::shutdown_timeout). A collector that runs in the same
//!   single-threaded runtime cannot answer meanwhile; use [`Telemetry::shutdown_async`].
//! - A [`Telemetry`] in a `static`, leaked or forgotten is never dropped, and a process that calls
//!   [`std::process::exit`] drops none: call [`Telemetry::shutdown`] before the end. What is written to a spool by then is
//!   safe: all but what ended in the last 5 ms, and metrics since they were last collected.
//! - A process forked without `exec` has the memory of its parent and none of its threads: nothing is sent there,
//!   and `flush`, `shutdown` and drop wait their whole bound. Build the pipeline after the fork. It has the locks of its
//!   parent's spool as well: what the parent left there is taken over when both have ended.
//! - A limit on the size of files (`ulimit -f`) ends a process whose spool goes beyond it, by `SIGXFSZ`.
//! - What ended while the clock stood in 1970 is too old for a spool once it is right, and expires.
//! - One pipeline has the globals at a time; [`build`](OtlpPipeline::build) makes as many beside it as you like.
//! - A resource has at most 256 attributes from variables and code, names and values of at most 4,096 bytes; the
//!   configured headers of a request have at most 64 KiB.
//! - Limits on the length of attribute values, and on the number of those of a log record, are not read, because the
//!   OpenTelemetry SDK for Rust has none.
//! - `host.name` is known on Linux, and elsewhere if `HOSTNAME` tells it.
//! - A proxy named by `HTTPS_PROXY` and its like is not asked.
//! - Four threads: two of the SDK and two of the guard, idle between exports; with gRPC a fifth, with the console four
//!   in place of them or up to three more. The first log record starts two more, one of the SDK and one of the guard;
//!   where the system refuses them, records are dropped and counted until it does not.
//! - With a spool three threads for spans, three for log records and three for metrics.
//! - The console holds at most 4,096 spans whose root has not ended, and 2,048 that wait to be printed; what finds that
//!   queue full is not printed. A terminal that is paused delays the flush of metrics to the collector as well.

mod answer;
mod batch;
mod companion;
mod compression;
mod config;
mod console;
mod delivery;
mod encoder;
mod encoding;
mod endpoint;
mod env;
mod error;
mod export_counts;
mod exporter;
mod headers;
mod health;
mod installed;
mod loss;
mod mending;
mod metric_reader;
mod percent;
mod pipeline;
mod processor;
mod propagator;
mod protocol;
mod redaction;
mod resource;
mod retry;
mod sampler;
mod shipper;
mod signal;
mod spool;
mod status;
mod telemetry;
mod text;
mod timeout;
mod tls;
mod transport;

pub use batch::Batch;
pub use companion::Companion;
pub use compression::Compression;
pub use config::{Config, PrometheusAddress};
pub use console::{Color, ConsoleMetricExporter, ConsoleSpanExporter};
pub use env::{VARIABLES, Variable};
pub use error::{FlushError, SetupError};
pub use export_counts::ExportCounts;
pub use genai_otel_journal::Sync as SpoolSync;
pub use health::{ExportHealth, SignalHealth};
pub use loss::Loss;
pub use mending::MendingProcessor;
pub use pipeline::OtlpPipeline;
pub use protocol::Protocol;
pub use signal::Signal;
pub use spool::Spool;
pub use telemetry::{PendingFlush, Telemetry};
pub use tls::Tls;

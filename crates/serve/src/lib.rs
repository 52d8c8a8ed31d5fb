//! Metrics for Prometheus, from the instruments that OpenTelemetry exports otherwise: on a loopback port, or in your own
//! server.
//!
//! ```text
//!  your code ──▶ instruments ──▶ meter provider ──┬──▶ OTLP, every 60 s ─────────▶ collector
//!                                                 │
//!                                                 └──▶ PrometheusReader ◀── GET /metrics ── Prometheus
//!                                                        collects when asked:
//!                                                        names, labels, text
//! ```
//!
//! Nothing is counted twice, and nothing is counted here: what a scrape shows is what an export would send at that moment,
//! under the names that Prometheus gives what it takes by OTLP. So a dashboard fits both.
//!
//! # The smallest program
//!
//! ```
//! use genai_otel_core::Instrumentation;
//! use genai_otel_serve::{MetricsServer, PrometheusReader};
//! use opentelemetry_sdk::metrics::SdkMeterProvider;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let reader = PrometheusReader::new();
//! let provider = SdkMeterProvider::builder().with_reader(reader.clone()).build();
//! let instrumentation = Instrumentation::builder().meter_provider(provider.clone()).build();
//! let server = MetricsServer::builder(reader).port(0).start()?; // without `port`: 9464
//!
//! let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
//! call.set_token_usage(120, 30);
//! call.finish();
//!
//! println!("http://{}/metrics", server.address());
//! # Ok(())
//! # }
//! ```
//!
//! With the facade `genai-otel` and its feature `serve`, `OTEL_METRICS_EXPORTER=prometheus` does the same, or
//! `prometheus,otlp` beside the export; `OTEL_EXPORTER_PROMETHEUS_HOST` and `_PORT` say where. Without being asked nothing
//! listens.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | | | [`PrometheusReader`], and [`Endpoint`]: the answers, for a server of any kind |
//! | `server` | yes | [`MetricsServer`]: a listener on a thread of its own |
//! | `axum` | no | `router`, for servers made with axum |
//!
//! # Names
//!
//! | OpenTelemetry | Prometheus |
//! | --- | --- |
//! | `gen_ai.client.operation.duration`, histogram, `s` | `gen_ai_client_operation_duration_seconds_bucket`, `_sum`, `_count` |
//! | `gen_ai.client.token.usage`, histogram, `{token}` | `gen_ai_client_token_usage_bucket`, `_sum`, `_count` |
//! | `gen_ai.usage.cost`, histogram, `USD` | `gen_ai_usage_cost_USD_bucket`, `_sum`, `_count` |
//! | `genai_otel.cost`, counter, `{currency}` | `genai_otel_cost_total` |
//! | `genai_otel.active_calls`, up-down counter, `{call}` | `genai_otel_active_calls`, a gauge |
//! | the attribute `gen_ai.request.model` | the label `gen_ai_request_model` |
//! | the resource | labels of `target_info` |
//! | the scope | labels `otel_scope_name`, `otel_scope_version`, `otel_scope_schema_url` of every series |
//!
//! What is neither letter nor digit becomes `_`, words for units come from the unit, and what only grows ends with
//! `_total`. `docs/guide/prometheus.md` lists all of ours.
//!
//! # When things go wrong
//!
//! | what you see | what it is |
//! | --- | --- |
//! | [`ServeError::Listen`] at start | the port is taken: by an earlier process, or by a collector whose exporter has the same port |
//! | 500, `no meter provider has this reader` | the reader was not given to a provider, or that is shut down |
//! | 421 | a request to the loopback address under another name than `localhost`; pages of the web may not read it |
//! | 404 | there are `/metrics` and `/health` |
//! | `series_left_out` in `/health` is not 0 | two metrics want one name, or there is more than [`PrometheusReaderBuilder::max_bytes`] |
//! | `exported_job`, `exported_instance` in Prometheus | a series of yours has a label `job` or `instance`, which are the scrape's |
//! | `exported_le`, `exported_quantile` | an attribute of a metric has a name that belongs to the format |
//! | `_created` series | [`PrometheusReaderBuilder::start_times`] without the feature in Prometheus |
//!
//! # Limits
//!
//! - A value of a label is cut at 4,096 bytes, a description at 1,024, an answer after 64 MiB. Control characters become
//!   `U+FFFD`. The SDK itself keeps at most 2,000 series for each instrument, and adds up the rest.
//! - One collection runs at a time; it waits for the callbacks of observable instruments.
//! - The listener serves 16 connections at a time, one request each, for at most 30 s, with at most 16 KiB of headers. It
//!   has no TLS, no password and no compression.
//! - Exponential histograms are shown without their buckets: text has no room for them.
//! - No exemplars: the SDK for Rust keeps none.
//! - Attributes whose names come to the same labels are one series: sums are added up, of gauges the greatest is shown.

mod endpoint;
mod error;
mod family;
mod format;
mod gather;
mod labels;
mod name;
mod number;
mod reader;
#[cfg(feature = "axum")]
mod router;
#[cfg(feature = "server")]
mod server;
mod text;
mod write;

pub use endpoint::{Endpoint, HEALTH_PATH, METRICS_PATH};
pub use error::ExposeError;
#[cfg(feature = "server")]
pub use error::ServeError;
pub use format::Format;
pub use reader::{ExposeCounts, PrometheusReader, PrometheusReaderBuilder};
#[cfg(feature = "axum")]
pub use router::router;
#[cfg(feature = "server")]
pub use server::{MetricsServer, MetricsServerBuilder};

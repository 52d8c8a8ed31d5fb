//! OpenTelemetry instrumentation for calls to language models, embeddings, tools and agents.
//!
//! ```text
//!  your code ──▶ track_llm_call(..).start() ──▶ the real client ──▶ provider
//!                     │        ▲
//!                     │        └── record_response: model, usage, finish reasons
//!                     ▼
//!  price book ─▶ one record ──┬──▶ span ─────────┐
//!  energies ───▶ with its     ├──▶ metrics ──────┼──▶ OtlpPipeline ──▶ any collector
//!                cost         │       └──────────┼──▶ /metrics ◀── Prometheus
//!                             ├──▶ ledger: JSON lines on disk
//!                             └──▶ your sinks    │
//!                                  tracing, your own OpenTelemetry set-up
//! ```
//!
//! ```no_run
//! use genai_otel::track_llm_call;
//!
//! # #[derive(Debug)] struct Error;
//! # impl std::fmt::Display for Error { fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { Ok(()) } }
//! # async fn ask() -> Result<String, Error> { Ok(String::new()) }
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // Once, at start-up: reads the standard OpenTelemetry variables. Keep the guard.
//! let telemetry = genai_otel::init()?;
//!
//! let call = track_llm_call("openai", "gpt-4o").temperature(0.2).user_id("u-1").start();
//! let answer = call.run(ask()).await;
//! call.set_token_usage(120, 30); // or call.record_response(&response); it is priced at the end
//!
//! // At the end. Dropping it does the same, but cannot say what was not delivered, and where.
//! drop(call);
//! telemetry.shutdown(std::time::Duration::from_secs(5))?;
//! # drop(answer); Ok(()) }
//! ```
//!
//! This crate re-exports [`genai_otel_core`], which says how calls work and what the limits are, and
//! with the features `otlp` and `pricing` the exporter set-up of [`otlp`] and the price book of [`pricing`]. What has no
//! price has a reason in [`CallRecord::unpriced`], and never costs 0; see `docs/guide/cost.md`.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `energy` | yes | [`energy`], [`Energies`]: what energy calls take, by rates or a published method; [`init`] asks it where `GENAI_OTEL_ENERGY` names a file |
//! | `ledger` | yes | [`ledger`]: every call as a line of JSON on disk; [`init`] writes it where `GENAI_OTEL_LEDGER_DIR` says |
//! | `macros` | yes | the attributes [`llm_instrumented`], [`tool_instrumented`], [`workflow`] |
//! | `otlp` | yes | [`init`], [`OtlpPipeline`]: export over OTLP and to the console, [`Spool`]: kept on disk until it is there |
//! | `grpc` | yes | the protocol `grpc` |
//! | `json` | yes | the protocol `http/json` |
//! | `pricing` | yes | [`pricing`], [`PriceBook`]: a dated price book and exact costs; [`init`] prices calls by it |
//! | `tls` | yes | `https://` endpoints |
//! | `zstd` | yes | the compression `zstd` |
//! | `budget` | no | the module `budget`, `Budgets`: limits in money, tokens and calls that hold; [`init`] keeps those of `GENAI_OTEL_BUDGETS` |
//! | `serve` | no | the module `serve`: metrics that Prometheus reads; [`init`] listens where `OTEL_METRICS_EXPORTER` names `prometheus` |
//! | `serve-axum` | no | `serve::router`, for servers made with axum |
//! | `http` | no | the module `http`: taps that watch HTTP clients |
//! | `http-tower` | no | `http::GenAiLayer`, for clients that are `tower` services |
//! | `http-reqwest` | no | `http::GenAiMiddleware`, for `reqwest`; `http::GenAiLayer` for what is built on it |
//! | `http-reqwest-0-12` | no | `http::reqwest_0_12::GenAiMiddleware`, for `reqwest` 0.12 |
//! | `http-ureq` | no | `http::ureq::GenAiMiddleware`, for `ureq` 3 |
//! | `http-aws` | no | `http::GenAiInterceptor`, for clients of AWS |
//! | `mcp` | no | the module `mcp`: trace context in requests of the Model Context Protocol |
//! | `rmcp-client` | no | `mcp::GenAiClient`, for calls of tools with `rmcp` |
//! | `rmcp-server` | no | `mcp::GenAiServer`, for servers of `rmcp` |
//!
//! No feature starts, sends or captures anything by being on.
//!
//! # When things go wrong
//!
//! Set-up fails loudly: [`init`] returns an error that names the variable and what it accepts. At run
//! time nothing reaches the application; [`Instrumentation::health`] counts what went wrong. See also
//! `docs/guide/troubleshooting.md`.
//!
//! # Limits
//!
//! Those of the core and of the exporter, listed in their own documentation.

#[cfg(all(feature = "ledger", feature = "otlp"))]
mod accompanied;
#[cfg(all(feature = "budget", feature = "otlp"))]
mod budgeted;
#[cfg(feature = "otlp")]
mod init;
#[cfg(all(feature = "otlp", feature = "serve"))]
mod scraped;

#[cfg(feature = "budget")]
pub use genai_otel_budget as budget;
#[cfg(feature = "budget")]
pub use genai_otel_budget::Budgets;
#[doc(hidden)]
pub use genai_otel_core::__private;
pub use genai_otel_core::*;
#[cfg(feature = "energy")]
pub use genai_otel_energy as energy;
#[cfg(feature = "energy")]
pub use genai_otel_energy::Energies;
#[cfg(feature = "http")]
pub use genai_otel_http as http;
#[cfg(feature = "ledger")]
pub use genai_otel_ledger as ledger;
#[cfg(feature = "macros")]
pub use genai_otel_macros::{llm_instrumented, tool_instrumented, workflow};
#[cfg(feature = "mcp")]
pub use genai_otel_mcp as mcp;
#[cfg(feature = "otlp")]
pub use genai_otel_otlp as otlp;
#[cfg(feature = "otlp")]
pub use genai_otel_otlp::{OtlpPipeline, Spool, Telemetry};
#[cfg(feature = "pricing")]
pub use genai_otel_pricing as pricing;
#[cfg(feature = "pricing")]
pub use genai_otel_pricing::PriceBook;
#[cfg(feature = "serve")]
pub use genai_otel_serve as serve;

#[cfg(feature = "otlp")]
pub use self::init::{InitError, init};

/// What carries a context across `.await`, `spawn` and threads: `use genai_otel::context::FutureExt`.
pub mod context {
    pub use genai_otel_core::opentelemetry::Context;
    pub use genai_otel_core::opentelemetry::context::FutureExt;
}

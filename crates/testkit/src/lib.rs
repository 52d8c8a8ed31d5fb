//! Fake servers and printers for tests of GenAI telemetry: a language model provider that misbehaves on demand, and an
//! OTLP collector that remembers and prints what it was sent.
//!
//! ```text
//!            requests                       OTLP/HTTP protobuf
//!   ┌────────────┐      ┌──────────────────┐      ┌───────────────┐
//!   │FakeProvider│ ◄──► │  the code under  │ ───► │ FakeCollector │
//!   │  · Reply   │      │      test        │ ◄─── │  · Reaction   │
//!   │  · Fault   │      └──────────────────┘      │  · Fault      │
//!   └─────┬──────┘                                └───────┬───────┘
//!         ▼                                               ▼
//!    requests(), invoice()              spans(), metrics(), render_trace()
//! ```
//!
//! Both listen on a free port of 127.0.0.1 with threads of their own, need no runtime, and work for clients in any
//! language. Everything in their answers is fixed by the requests and the script, so that tests can compare literals.
//!
//! # A provider that runs out of patience
//!
//! ```
//! use std::time::Duration;
//!
//! use genai_otel_testkit::{FakeProvider, Reply, TokenCounts};
//! use serde_json::json;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let provider = FakeProvider::builder()
//!     .reply(Reply::rate_limited(Duration::from_secs(1)))
//!     .reply(Reply::text("It is 21 °C.").usage(TokenCounts::new(1_200, 6).cached(1_024)))
//!     .start()?;
//!
//! let ask = || {
//!     let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
//!     agent
//!         .post(format!("{}/v1/chat/completions", provider.url()))
//!         .send_json(json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "Warm?"}]}))
//! };
//! assert_eq!(ask()?.status(), 429);
//!
//! let answer: serde_json::Value = ask()?.body_mut().read_json()?;
//! assert_eq!(answer["choices"][0]["message"]["content"], "It is 21 °C.");
//! assert_eq!(answer["model"], "gpt-4o-2026-01-01");
//!
//! // What the provider would bill is what the code under test should have counted.
//! let bill = provider.invoice().line("gpt-4o-2026-01-01").expect("one call was answered");
//! assert_eq!(bill.tokens, TokenCounts::new(1_200, 6).cached(1_024));
//! assert_eq!(provider.calls(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # A collector to look into
//!
//! Start a [`FakeCollector`], give its [`url`](FakeCollector::url) to an exporter (it is what
//! `OTEL_EXPORTER_OTLP_ENDPOINT` takes), run the code, wait with
//! [`wait_for_spans`](FakeCollector::wait_for_spans), and compare
//! [`render_trace`](FakeCollector::render_trace) with a literal, or look at single [`CollectedSpan`]s. A queue of
//! [`Reaction`]s makes it refuse, delay, accept in part, or break the connection.
//!
//! # Limits
//!
//! | what | at most | beyond it |
//! | --- | --- | --- |
//! | head of a request | 64 KiB, 128 fields | 431 |
//! | body, as sent and unpacked | 64 MiB each | 413 |
//! | connections of a server at once | 2,048 | closed without an answer |
//! | remembered requests, spans, metrics | 100,000 and about 256 MiB each | the oldest are forgotten; counts stay |
//!
//! HTTP/1.0 and HTTP/1.1 without TLS; request bodies with a content length or chunked, plain or gzip. The provider does not
//! stream the Responses API, and derives its default token counts from the number of characters and words, not by a
//! tokenizer. The collector takes OTLP/HTTP in binary protobuf, neither JSON nor gRPC.

mod collector;
mod fault;
mod headers;
mod http;
mod lock;
mod provider;
mod recording;
mod render;
mod start_error;

pub use collector::{
    AttributeValue, Attributes, CollectedMetric, CollectedSpan, CollectorRequest, DataPoint,
    ExponentialHistogramValue, FakeCollector, FakeCollectorBuilder, HistogramValue, MetricKind,
    PointValue, Reaction, Resource, Scope, SpanEvent, SpanKind, SpanLink, SpanStatus, Temporality,
    WaitError, merge_metrics,
};
pub use fault::Fault;
pub use headers::Headers;
pub use provider::{
    Failure, FakeProvider, FakeProviderBuilder, Finish, Invoice, InvoiceLine, ProviderRequest,
    Reply, TokenCounts,
};
pub use render::{MetricList, TraceTree};
pub use start_error::StartError;

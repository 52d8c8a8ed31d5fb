//! For tests of GenAI telemetry: telemetry that stays in memory, a clock that stands still, a language model provider
//! that misbehaves on demand, and an OTLP collector that remembers and prints what it was sent.
//!
//! # Telemetry in memory
//!
//! A [`TestTelemetry`] is an instrumentation with the real SDK behind it and no network, no global and no other time than
//! the test's own. Hand its [`instrumentation`](TestTelemetry::instrumentation) to the code under test and compare what
//! comes out: the whole tree of spans, all metrics, the records.
//!
//! ```
//! use std::time::Duration;
//!
//! use genai_otel_core::{Instrumentation, Outcome};
//! use genai_otel_testkit::{FakeClock, TestTelemetry};
//!
//! /// The code under test.
//! fn answer(instrumentation: &Instrumentation, clock: &FakeClock) {
//!     let agent = instrumentation.track_agent("guide").start();
//!     agent.run_sync_value(|| {
//!         let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
//!         clock.advance(Duration::from_millis(120)); // the model thinks
//!         call.set_token_usage(12, 4);
//!         call.finish();
//!     });
//! }
//!
//! let telemetry = TestTelemetry::new();
//! answer(telemetry.instrumentation(), telemetry.clock());
//!
//! assert_eq!(
//!     telemetry.render_trace(),
//!     "\
//! trace · 2 spans · 120 ms
//! └─ invoke_agent guide · internal · 120 ms
//!    │ gen_ai.agent.name      guide
//!    │ gen_ai.operation.name  invoke_agent
//!    └─ chat gpt-4o · client · 120 ms
//!         gen_ai.agent.name                    guide
//!         gen_ai.operation.name                chat
//!         gen_ai.provider.name                 openai
//!         gen_ai.request.model                 gpt-4o
//!         gen_ai.usage.input_tokens            12
//!         gen_ai.usage.output_tokens           4
//!         genai_otel.output_tokens_per_second  33.333333333333336"
//! );
//! assert_eq!(telemetry.records().len(), 2);
//! assert!(telemetry.records().iter().all(|record| record.outcome == Outcome::Completed));
//! assert!(telemetry.instrumentation().health().is_sound());
//! ```
//!
//! [`RecordingSink`] and [`FakeClock`] also work alone, with an instrumentation of your own making.
//!
//! # Fake servers
//!
//! ```text
//!            requests                       OTLP: HTTP, gRPC
//!   ┌────────────┐      ┌──────────────────┐      ┌───────────────┐
//!   │FakeProvider│ ◄──► │  the code under  │ ───► │ FakeCollector │
//!   │  · Reply   │      │      test        │ ◄─── │  · Reaction   │
//!   │  · Fault   │      └──────────────────┘      │  · Fault      │
//!   └─────┬──────┘                                └───────┬───────┘
//!         ▼                                               ▼
//!    requests(), invoice()              spans(), metrics(), logs(), render_trace()
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
//! [`Reaction`]s makes it refuse, delay, accept in part, or break the connection. It speaks HTTP, or gRPC if its builder
//! is told so; script and memory are the same.
//!
//! # Limits
//!
//! | what | at most | beyond it |
//! | --- | --- | --- |
//! | head of a request | 64 KiB, 128 fields | 431 |
//! | body, as sent and unpacked | 64 MiB each | 413 |
//! | connections of a server at once | 2,048 | closed without an answer |
//! | remembered requests, spans, records, metrics, log records | 100,000 and about 256 MiB each | the oldest are forgotten; counts stay |
//!
//! HTTP/1.0 and HTTP/1.1 without TLS; request bodies with a content length or chunked, plain, gzip or (feature `zstd`)
//! zstd. The provider does not stream the Responses API, and derives its default token counts from the number of
//! characters and words, not by a tokenizer. The collector passes over exemplars and quantiles.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `grpc` | no | `FakeCollectorBuilder::grpc`: a collector that speaks gRPC, on one more thread with a runtime of its own |
//! | `zstd` | no | bodies in zstd |

mod collector;
mod content;
mod fake_clock;
mod fault;
#[cfg(feature = "grpc")]
mod grpc;
mod headers;
mod http;
mod lock;
mod provider;
mod recording;
mod recording_sink;
mod render;
mod start_error;
mod telemetry;

pub use collector::{
    AttributeValue, Attributes, CollectedLog, CollectedMetric, CollectedSpan, CollectorRequest,
    DataPoint, ExponentialHistogramValue, FakeCollector, FakeCollectorBuilder, HistogramValue,
    MetricKind, Offer, PointValue, Reaction, Resource, Scope, SpanEvent, SpanKind, SpanLink,
    SpanStatus, Temporality, WaitError, WireProtocol, merge_metrics,
};
pub use fake_clock::FakeClock;
pub use fault::Fault;
pub use headers::Headers;
pub use provider::{
    Failure, FakeProvider, FakeProviderBuilder, Finish, Invoice, InvoiceLine, ModelPrice,
    ProviderRequest, Reply, TokenCounts,
};
pub use recording_sink::RecordingSink;
pub use render::{MetricList, TraceTree};
pub use start_error::StartError;
pub use telemetry::{TestTelemetry, TestTelemetryBuilder};

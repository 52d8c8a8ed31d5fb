//! Calls to language models, embeddings, tools and agents, and what they tell OpenTelemetry.
//!
//! ```text
//!  track_llm_call(..)          run / stream / record_response            finish, fail or drop
//!         │                               │                                      │
//!         ▼                               ▼                                      ▼
//!   CallBuilder ──gates──▶ Call ◀── CallHandle (context, taps, helpers) ──▶ CallRecord
//!                           │                                                    │
//!                    span started,                               ┌───────────────┼──────────────┐
//!                    context attached                            ▼               ▼              ▼
//!                                                              span         instruments    RecordSinks
//! ```
//!
//! A call is one logical operation. It is prepared with what is asked for and on whose behalf, started,
//! run in its own OpenTelemetry context, told what came back, and ends exactly once, whatever way it
//! ends. Then one [`CallRecord`] is computed, and the span, the metrics and every sink copy from it.
//!
//! ```
//! use genai_otel_core::{Instrumentation, ModelOperation};
//!
//! # async fn ask(_: &str) -> Result<serde_json::Value, std::io::Error> { Ok(serde_json::json!({})) }
//! # async fn example() -> Result<(), std::io::Error> {
//! let instrumentation = Instrumentation::global();
//! let call = instrumentation
//!     .track_llm_call("openai", "gpt-4o")
//!     .operation(ModelOperation::Chat)
//!     .temperature(0.2)
//!     .user_id("u-1")
//!     .start();
//! let response = call.run(ask("why is the sky blue?")).await?; // the span is the parent of all inside
//! call.record_response(&response); // model, id, finish reasons, usage, by the response's shape
//! call.finish(); // or drop it
//! # Ok(()) }
//! ```
//!
//! # What it follows
//!
//! The GenAI semantic conventions of OpenTelemetry, core 1.41 ([`Conventions::V1_41`]). What they
//! lack is named `genai_otel.*`; the exceptions are the names of costs that readers look for ([`CostNames`]).
//! The tables of attributes, metrics, operations, providers and recognised requests are in `docs/reference`.
//!
//! # What a call costs
//!
//! What the caller says ([`set_cost`](CallHandle::set_cost)), else what the provider says, else what a [`Pricing`]
//! computes ([`InstrumentationBuilder::pricing`]): for each attempt by itself, when the call is over, with the time of the
//! request. What the caller says of a call stands for all of its attempts. Unknown is [`CallRecord::unpriced`] with a reason and counted, never zero. Spans and metrics have the costs of
//! exchanges alone, so that sums over a trace do not count twice.
//!
//! # What energy a call takes
//!
//! Nothing says so unless an [`EnergyModel`] is configured ([`InstrumentationBuilder::energy`]). It is asked for each attempt,
//! as a pricing is, and answers with two bounds, the method and its version, because methods disagree by a factor of ten.
//! What it does not know is [`CallRecord::energy_unknown`] with a reason and counted, never zero.
//!
//! # Environment
//!
//! The crate reads none by itself; [`InstrumentationBuilder::environment`] takes these from pairs.
//!
//! | variable | default | what it says |
//! | --- | --- | --- |
//! | `GENAI_OTEL_CONVENTIONS` | `v1.41` | which names go on the wire |
//! | `GENAI_OTEL_COST_NAMES` | `gen_ai` | under which names costs do: a comma list of [`CostNames`], or `none` |
//!
//! # When things go wrong
//!
//! Nothing of ours reaches the application: no panic, no error, no wait. What goes wrong inside is
//! counted in [`Health`] and logged through `tracing` (target `genai_otel`) at most once a minute per
//! kind.
//!
//! * *No spans, no metrics*: no provider is installed in OpenTelemetry's globals, or another version
//!   of the `opentelemetry` crate is. Use the one re-exported here.
//! * *A call is `abandoned`*: its guard was dropped before anything was recorded. Use
//!   [`run`](CallScope::run), record the response, or [`finish`](Call::finish) it.
//! * *A cost is `incomplete`*: an attempt has none; [`unpriced`](CallRecord::unpriced) says why.
//! * *Model `_OTHER` in metrics*: more than [`MAX_METRIC_NAMES`] different names; see there.
//!
//! # Limits
//!
//! | what | limit | beyond it |
//! | --- | --- | --- |
//! | a text (model, id, metadata ...) | [`MAX_TEXT_BYTES`] | cut at a character boundary, counted |
//! | free keys of a call or attribution | [`MAX_METADATA`] | refused, counted |
//! | names of one kind in metrics | [`MAX_METRIC_NAMES`] | `_OTHER`, counted |
//! | choices, tool calls of a response | 128 each | the first are kept |
//! | attempts of a call | 64 kept apart, 1,024 open at once | usage, cost and number stay in the sums |
//! | conditions of a price | 16 | the first are kept |
//! | an amount of money | 10^26 units | refused by the parser; sums that exceed it keep what they had |
//! | entries of a list in a request | 64 | the first are kept |
//! | tokens of a call in metrics | 2^40 | left out of the metrics, counted; the span has up to 2^63 - 1 |
//!
//! Content (prompts, completions, arguments) is not captured at all by this version. A tracer
//! provider that replaces a living one in OpenTelemetry's globals is noticed only when the meter
//! provider changes too, or the old one was shut down.

#[doc(hidden)]
pub mod __private;
mod adopted;
mod ambient;
mod attribute_set;
mod attribution;
mod cache_size;
mod call;
mod caught;
mod clock;
mod conventions;
mod cost;
mod current;
mod energy;
mod error_class;
mod events;
mod exits;
mod gate;
mod health;
mod instrumentation;
mod instruments;
mod labels;
mod metadata;
mod model_name;
mod names;
mod observe;
mod otel;
mod outcome;
mod reader;
mod record;
mod request;
mod response;
mod semconv;
mod sink;
mod span;
mod text;
mod thread_context;
pub mod trace_context;
mod usage;
pub mod wire;

pub use opentelemetry;

pub use self::adopted::{Adoption, FinishedSpan, mend_attributes};
pub use self::attribution::Attribution;
pub use self::cache_size::CacheSize;
pub use self::call::{
    AgentInvocationCall, Attempt, Call, CallBuilder, CallHandle, CallScope, CallStream, Chunk,
    EmbeddingCall, EveryItem, LlmCall, ReadChunk, Results, Run, ToolExecution, ToolResult, Values,
    WorkflowCall, kind,
};
pub use self::clock::{Clock, SystemClock};
pub use self::conventions::{Conventions, ParseConventionsError};
pub use self::cost::{
    BookVersion, Conditions, Cost, CostBasis, CostComponent, CostFactor, CostHours, CostNames,
    CostOrigin, CostSide, Currency, Money, ParseCostNamesError, ParseMoneyError, PriceQuestion,
    Pricing, Unpriced,
};
pub use self::current::{set_llm_attributes, set_token_usage, set_usage};
pub use self::energy::{Carbon, Energy, EnergyModel, EnergyQuestion, Grams, Joules, UnknownEnergy};
pub use self::error_class::{ClassifyError, ErrorClass};
pub use self::events::TracingEvents;
pub use self::gate::{Admission, Expectation, Gate, Refusal};
pub use self::health::{Health, Trouble};
pub use self::instrumentation::{
    ConfigError, Instrumentation, InstrumentationBuilder, track_llm_call, track_tool_call,
};
pub use self::metadata::{MAX_METADATA, Metadata, MetadataValue};
pub use self::names::{MAX_METRIC_NAMES, OVERFLOW};
pub use self::observe::{Observation, Observe};
pub use self::otel::SCOPE_NAME;
pub use self::outcome::Outcome;
pub use self::record::{
    AgentFacts, AttemptRecord, CallId, CallRecord, McpFacts, McpSide, ToolFacts,
};
pub use self::request::Request;
pub use self::response::{FinishReason, Response, ToolCall};
pub use self::semconv::{
    ApiType, Attribute, ModelOperation, OperationClass, OutputType, Provider, ToolType,
};
pub use self::sink::RecordSink;
pub use self::text::MAX_TEXT_BYTES;
pub use self::usage::{Contradiction, Measured, Usage};

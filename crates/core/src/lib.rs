//! core

mod ambient;
mod attribution;
mod call;
mod clock;
mod conventions;
mod cost;
mod current;
mod error_class;
mod events;
mod gate;
mod health;
mod instrumentation;
mod instruments;
mod labels;
mod metadata;
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
mod usage;

pub use opentelemetry;

pub use self::attribution::Attribution;
pub use self::call::*;
pub use self::clock::{Clock, SystemClock};
pub use self::conventions::{Conventions, ParseConventionsError};
pub use self::cost::{Cost, CostOrigin, Currency, Money, ParseMoneyError};
pub use self::current::{set_llm_attributes, set_token_usage, set_usage};
pub use self::error_class::{ClassifyError, ErrorClass};
pub use self::events::TracingEvents;
pub use self::gate::{Admission, Gate, Refusal};
pub use self::health::{Health, Trouble};
pub use self::instrumentation::{
    ConfigError, Instrumentation, InstrumentationBuilder, track_llm_call, track_tool_call,
};
pub use self::metadata::{MAX_METADATA, Metadata, MetadataValue};
pub use self::names::{MAX_METRIC_NAMES, OVERFLOW};
pub use self::observe::{Observation, Observe};
pub use self::outcome::Outcome;
pub use self::record::{AgentFacts, AttemptRecord, CallId, CallRecord, ToolFacts};
pub use self::request::Request;
pub use self::response::{FinishReason, Response, ToolCall};
pub use self::semconv::{
    ApiType, Attribute, ModelOperation, OperationClass, OutputType, Provider, ToolType,
};
pub use self::sink::RecordSink;
pub use self::text::MAX_TEXT_BYTES;
pub use self::usage::{Contradiction, Measured, Usage};

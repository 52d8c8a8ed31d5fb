//! The value of a field in a line.

use std::borrow::Cow;
use std::time::Duration;

use genai_otel_core::{Currency, Measured, Money};
use jiff::Timestamp;

use super::Field;
use crate::entry::Entry;

/// The value of a field, as it is compared and grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value<'e> {
    Text(Cow<'e, str>),
    /// An exact decimal number, in steps of 10^-12.
    Number(i128),
    Moment(Timestamp),
}

impl Value<'_> {
    /// As a group is named by it.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text.into_owned(),
            Self::Number(number) => Money::from_pico(number, Currency::USD).decimal(),
            Self::Moment(moment) => format!("{moment:.9}"),
        }
    }

    /// The number that is written so, to 10^-12.
    pub(crate) fn number(text: &str) -> Option<i128> {
        // Money is such a number; the space would begin a currency.
        let text = text.trim();
        (!text.contains(' ')).then(|| text.parse().ok()).flatten().map(Money::pico)
    }
}

impl Field {
    pub(crate) fn value<'e>(&self, entry: &'e Entry) -> Option<Value<'e>> {
        let text = |text: &'e Option<String>| text.as_deref().map(word);
        let count = |count: Measured<u64>| count.value().map(whole);
        let money = |money: Option<Money>| money.map(|money| Value::Number(money.pico()));
        let flag = |flag: bool| word(if flag { "true" } else { "false" });
        let millionths = |micro: u64| Value::Number(i128::from(micro) * (PICO / MICRO));
        let cost = entry.cost.as_ref();
        let energy = entry.energy.as_ref();
        let carbon = energy.and_then(|energy| energy.carbon);
        match self {
            Self::Version => Some(whole(u64::from(entry.version))),
            Self::Id => text(&entry.id),
            Self::Writer => text(&entry.writer),
            Self::Seq => entry.seq.map(whole),
            Self::Timestamp => Some(Value::Moment(entry.timestamp)),
            Self::Status => Some(word(entry.status.as_str())),
            Self::Service => text(&entry.service),
            Self::Provider => text(&entry.provider),
            Self::ApiType => text(&entry.api_type),
            Self::Operation => text(&entry.operation),
            Self::Model => text(&entry.model),
            Self::ResponseModel => text(&entry.response_model),
            Self::User => text(&entry.user),
            Self::Session => text(&entry.session),
            Self::InputTokens => count(entry.usage.input),
            Self::OutputTokens => count(entry.usage.output),
            Self::TotalTokens => entry.usage.total().map(whole),
            Self::CacheReadTokens => count(entry.usage.cache_read),
            Self::CacheWriteTokens => count(entry.usage.cache_write),
            Self::ReasoningTokens => count(entry.usage.reasoning),
            Self::LatencyMs => entry.latency.map(millis),
            Self::TimeToFirstChunkMs => entry.time_to_first_chunk.map(millis),
            Self::TokensPerSecond => tokens_per_second(entry),
            Self::Cost => money(cost.map(|cost| cost.amount)),
            Self::Currency => {
                cost.map(|cost| Value::Text(cost.amount.currency().as_str().to_owned().into()))
            }
            Self::Unpriced => text(&entry.unpriced),
            Self::Organization => text(&entry.organization),
            Self::Team => text(&entry.team),
            Self::Tenant => text(&entry.tenant),
            Self::Customer => text(&entry.customer),
            Self::Agent => text(&entry.agent),
            Self::AgentId => text(&entry.agent_id),
            Self::Workflow => text(&entry.workflow),
            Self::Step => text(&entry.step),
            Self::Run => text(&entry.run),
            Self::Conversation => text(&entry.conversation),
            Self::Source => text(&entry.source),
            Self::CacheHit => entry.cache_hit.map(flag),
            Self::Attempts => entry.attempts.map(whole),
            Self::SourceFunction => text(&entry.source_function),
            Self::ErrorType => text(&entry.error_type),
            Self::ErrorMessage => text(&entry.error_message),
            Self::TraceId => text(&entry.trace_id),
            Self::SpanId => text(&entry.span_id),
            Self::Tool => text(&entry.tool),
            Self::Temperature => float(entry.parameters.temperature),
            Self::MaxTokens => entry.parameters.max_tokens.map(whole),
            Self::CostOrigin => cost.map(|cost| word(cost.origin.as_str())),
            Self::CostInput => money(cost.and_then(|cost| cost.input)),
            Self::CostOutput => money(cost.and_then(|cost| cost.output)),
            Self::CostEstimated => cost.map(|cost| flag(cost.estimated)),
            Self::CostIncomplete => cost.map(|cost| flag(cost.incomplete)),
            Self::EnergyLow => energy.map(|energy| millionths(energy.low.micro())),
            Self::EnergyHigh => energy.map(|energy| millionths(energy.high.micro())),
            Self::EnergyMethod => energy.and_then(|energy| named(&energy.method)),
            Self::EnergyMethodVersion => energy.and_then(|energy| named(&energy.method_version)),
            Self::EnergyEstimated => energy.map(|energy| flag(energy.estimated)),
            Self::EnergyIncomplete => energy.map(|energy| flag(energy.incomplete)),
            Self::EnergyUnknown => text(&entry.energy_unknown),
            Self::CarbonLow => carbon.map(|carbon| millionths(carbon.low.micro())),
            Self::CarbonHigh => carbon.map(|carbon| millionths(carbon.high.micro())),
            Self::CarbonGrid => carbon.and_then(|c| c.grid).map(|grid| millionths(grid.micro())),
            Self::Metadata(key) => entry.metadata.get(key).and_then(free),
        }
    }
}

fn word(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

/// A name, where it is one: a line has no empty ones.
fn named(name: &str) -> Option<Value<'_>> {
    (!name.is_empty()).then(|| word(name))
}

fn whole(number: u64) -> Value<'static> {
    Value::Number(i128::from(number) * PICO)
}

/// A duration in milliseconds.
fn millis(duration: Duration) -> Value<'static> {
    // A duration has less than 2^94 nanoseconds.
    let nanos = i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX);
    Value::Number(nanos.saturating_mul(PICO / 1_000_000))
}

/// Output tokens in a second of the whole call, to a millionth as in a line.
fn tokens_per_second(entry: &Entry) -> Option<Value<'static>> {
    let nanos = entry.latency?.as_nanos();
    let tokens = u128::from(entry.usage.output.value()?);
    let millionths = (tokens * MICRO_PER_NANO + nanos / 2).checked_div(nanos)?;
    Some(Value::Number(i128::try_from(millionths).ok()?.saturating_mul(PICO / MICRO)))
}

/// A float as the shortest decimal number that stands for it.
fn float(number: Option<f64>) -> Option<Value<'static>> {
    Value::number(&number?.to_string()).map(Value::Number)
}

/// What a caller put there: a text, a number, or anything else as it is written.
fn free(value: &serde_json::Value) -> Option<Value<'_>> {
    Some(match value {
        serde_json::Value::Null => return None,
        serde_json::Value::String(text) => word(text),
        value => {
            let written = value.to_string();
            let number = value.is_number().then(|| Value::number(&written)).flatten();
            number.map_or(Value::Text(written.into()), Value::Number)
        }
    })
}

/// Steps of 10^-12 in one.
const PICO: i128 = 1_000_000_000_000;
const MICRO: i128 = 1_000_000;
/// Millionths of a token in a second, of tokens in a nanosecond.
const MICRO_PER_NANO: u128 = 1_000_000_000_000_000;

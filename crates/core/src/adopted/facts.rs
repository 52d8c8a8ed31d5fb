//! From the attributes of a span to a record.

use std::sync::Arc;
use std::time::Duration;

use opentelemetry::trace::Status;
use opentelemetry::{Array, Value};

use super::{FinishedSpan, cost, names};
use crate::attribution::Attribution;
use crate::observe::MAX_CHOICES;
use crate::outcome::Outcome;
use crate::record::{AgentFacts, CallId, CallRecord, ToolFacts};
use crate::request::MAX_LIST;
use crate::response::FinishReason;
use crate::semconv::{ApiType, Attribute, ModelOperation, OperationClass, OutputType, Provider};
use crate::text;
use crate::usage::{Measured, Usage};

/// The record of a call that a span tells of.
pub(super) fn record(
    span: &FinishedSpan<'_>,
    operation: ModelOperation,
    outer: Option<&Attribution>,
    keep_message: bool,
) -> CallRecord {
    let mut record = CallRecord {
        id: CallId::next(),
        operation,
        started_at: Some(span.started_at),
        duration: span.ended_at.duration_since(span.started_at).unwrap_or_default(),
        trace: Some((span.trace_id, span.span_id)),
        ..CallRecord::default()
    };
    let mut inner = Attribution::default();
    for attribute in span.attributes {
        if let Some(name) = names::current(attribute) {
            take(&mut record, &mut inner, name, &attribute.value);
        }
    }
    let attribution = match outer {
        Some(outer) => inner.over(outer),
        None => inner,
    };
    record.attribution = (attribution != Attribution::default()).then(|| Arc::new(attribution));
    // What an agent used is the sum of the calls inside it, which count for themselves.
    if record.operation.class().is_exchange() {
        record.cost = cost::read(span.attributes);
    } else {
        record.usage = Usage::default();
    }
    conclude(&mut record, span.status, keep_message);
    record
}

/// How it ended: a failure where the status or `error.type` says so.
fn conclude(record: &mut CallRecord, status: &Status, keep_message: bool) {
    let failed = matches!(status, Status::Error { .. });
    if !failed && record.error_type.is_none() {
        return;
    }
    let by_status = || record.response.http_status.filter(|status| *status >= 400);
    let class = record
        .error_type
        .take()
        .or_else(|| by_status().map(|status| Arc::from(status.to_string())))
        .unwrap_or_else(|| Arc::from("_OTHER"));
    record.outcome = if &*class == "timeout" { Outcome::Timeout } else { Outcome::Error };
    record.error_type = Some(class);
    if let (true, Status::Error { description }) = (keep_message, status) {
        record.error_message = text::non_empty(description);
    }
}

fn take(record: &mut CallRecord, who: &mut Attribution, attribute: Attribute, value: &Value) {
    if is_usage(&mut record.usage, attribute, value) || is_request(record, attribute, value) {
        return;
    }
    let CallRecord { response, operation, agent, tool, .. } = record;
    let is_agent =
        operation.class() == OperationClass::Agent || *operation == ModelOperation::CreateAgent;
    match attribute {
        Attribute::ProviderName => {
            record.provider = text_of(value).map(|name| Provider::from(&*name));
        }
        Attribute::ErrorType => record.error_type = text_of(value),
        Attribute::HttpResponseStatusCode => response.http_status = number(value),
        Attribute::ResponseModel => response.model = text_of(value),
        Attribute::ResponseId => response.id = text_of(value),
        Attribute::ResponseFinishReasons => {
            let reasons = texts_of(value, MAX_CHOICES);
            response.finish_reasons = reasons.iter().map(|word| FinishReason::new(word)).collect();
        }
        Attribute::ResponseTimeToFirstChunk => record.time_to_first_chunk = seconds(value),
        Attribute::OpenaiResponseServiceTier => response.service_tier = text_of(value),
        Attribute::OpenaiResponseSystemFingerprint => response.system_fingerprint = text_of(value),
        Attribute::ToolName => facts(tool).name = text_of(value),
        Attribute::ToolCallId => facts(tool).call_id = text_of(value),
        Attribute::ToolDescription => facts(tool).description = text_of(value),
        Attribute::ToolType => facts(tool).kind = text_of(value).map(|kind| (&*kind).into()),
        Attribute::AgentName if is_agent => agent_facts(agent).name = text_of(value),
        Attribute::AgentId if is_agent => agent_facts(agent).id = text_of(value),
        Attribute::AgentDescription if is_agent => agent_facts(agent).description = text_of(value),
        Attribute::AgentVersion if is_agent => agent_facts(agent).version = text_of(value),
        Attribute::WorkflowName if operation.class() == OperationClass::Workflow => {
            record.workflow = text_of(value);
        }
        // Of the rest, the attribution takes what is its own.
        _ => {
            if let Some(text) = text_of(value) {
                who.set(attribute, &text);
            }
        }
    }
}

fn is_request(record: &mut CallRecord, attribute: Attribute, value: &Value) -> bool {
    let request = &mut record.request;
    match attribute {
        Attribute::RequestModel => request.model = text_of(value),
        Attribute::RequestTemperature => request.temperature = double(value),
        Attribute::RequestTopP => request.top_p = double(value),
        Attribute::RequestTopK => request.top_k = number(value),
        Attribute::RequestMaxTokens => request.max_tokens = number(value),
        Attribute::RequestStopSequences => request.stop_sequences = list_of(value),
        Attribute::RequestFrequencyPenalty => request.frequency_penalty = double(value),
        Attribute::RequestPresencePenalty => request.presence_penalty = double(value),
        Attribute::RequestSeed => request.seed = number(value),
        Attribute::RequestChoiceCount => request.choice_count = number(value),
        Attribute::RequestStream => request.stream = flag(value),
        Attribute::RequestEncodingFormats => request.encoding_formats = list_of(value),
        Attribute::EmbeddingsDimensionCount => request.embedding_dimensions = number(value),
        Attribute::OutputType => {
            request.output_type = text_of(value).map(|kind| OutputType::from(&*kind));
        }
        Attribute::OpenaiRequestServiceTier => request.service_tier = text_of(value),
        Attribute::OpenaiApiType => {
            request.api = text_of(value).map(|kind| ApiType::from(&*kind));
        }
        Attribute::PromptName => request.prompt_name = text_of(value),
        Attribute::DataSourceId => request.data_source_id = text_of(value),
        Attribute::ServerAddress => request.server_address = text_of(value),
        Attribute::ServerPort => request.server_port = number(value),
        _ => return false,
    }
    true
}

fn is_usage(usage: &mut Usage, attribute: Attribute, value: &Value) -> bool {
    let count = match attribute {
        Attribute::UsageInputTokens => &mut usage.input,
        Attribute::UsageOutputTokens => &mut usage.output,
        Attribute::UsageCacheReadInputTokens => &mut usage.cache_read,
        Attribute::UsageCacheWriteInputTokens => &mut usage.cache_write,
        Attribute::UsageReasoningOutputTokens => &mut usage.reasoning,
        _ => return false,
    };
    *count = Measured::from(number::<u64>(value));
    true
}

fn facts(tool: &mut Option<Box<ToolFacts>>) -> &mut ToolFacts {
    tool.get_or_insert_default()
}

fn agent_facts(agent: &mut Option<Box<AgentFacts>>) -> &mut AgentFacts {
    agent.get_or_insert_default()
}

fn text_of(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(text) => text::non_empty(text.as_str()),
        _ => None,
    }
}

fn texts_of(value: &Value, limit: usize) -> Vec<Arc<str>> {
    match value {
        Value::Array(Array::String(texts)) => {
            texts.iter().take(limit).map(|text| text::shared(text.as_str())).collect()
        }
        _ => Vec::new(),
    }
}

fn list_of(value: &Value) -> Option<Arc<[Arc<str>]>> {
    let texts = texts_of(value, MAX_LIST);
    (!texts.is_empty()).then(|| texts.into())
}

fn number<T: TryFrom<i64>>(value: &Value) -> Option<T> {
    let number = match value {
        Value::I64(number) => *number,
        // What the conventions call a double though it counts.
        Value::F64(number) if number.fract() == 0.0 => *number as i64,
        _ => return None,
    };
    T::try_from(number).ok()
}

const fn double(value: &Value) -> Option<f64> {
    match value {
        Value::F64(number) => Some(*number),
        _ => None,
    }
}

const fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        _ => None,
    }
}

fn seconds(value: &Value) -> Option<Duration> {
    Duration::try_from_secs_f64(double(value)?).ok()
}

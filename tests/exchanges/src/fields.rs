//! A record under the names of `expected`.

use std::sync::Arc;

use genai_otel_core::{Attribute, CallRecord, Measured, ModelOperation, Usage};
use serde_json::{Map, Value, json};

/// What a record tells, under the names that `expected` has; `null` for what was not in the exchange.
#[must_use]
pub fn fields(record: &CallRecord) -> Map<String, Value> {
    let (request, response, usage) = (&record.request, &record.response, &record.usage);
    let reasons = || response.finish_reasons.iter();
    let tools = response.tool_calls.iter();
    let tools = tools.map(|tool| json!({"name": &*tool.name, "id": tool.id.as_deref()}));
    object([
        ("operation", json!(record.operation.as_str())),
        ("provider_name", json!(record.provider.as_ref().map(|provider| provider.as_str()))),
        ("request_model", json!(request.model.as_deref())),
        ("response_model", json!(response.model.as_deref())),
        ("response_id", json!(response.id.as_deref())),
        ("finish_reasons", reasons().map(|reason| reason.as_str()).collect()),
        ("finish_reasons_normalised", reasons().map(|reason| reason.normalised()).collect()),
        ("choice_count", choice_count(record)),
        ("input_tokens", count(usage.input)),
        ("output_tokens", count(usage.output)),
        ("total_tokens_reported", count(usage.total)),
        ("cache_read_input_tokens", count(usage.cache_read)),
        ("cache_creation_input_tokens", count(usage.cache_write)),
        ("cache_creation_5m_input_tokens", count(usage.cache_write_5m)),
        ("cache_creation_1h_input_tokens", count(usage.cache_write_1h)),
        ("reasoning_tokens", count(usage.reasoning)),
        ("input_audio_tokens", count(usage.input_audio)),
        ("output_audio_tokens", count(usage.output_audio)),
        ("tokens_by_modality", tokens_by_modality(usage)),
        ("audio_seconds", json!(usage.duration.value().map(|audio| seconds(audio.as_secs_f64())))),
        ("page_count", count(usage.pages)),
        ("character_count", count(usage.characters)),
        ("image_count", count(usage.images)),
        ("search_units", searches(record, true)),
        ("search_count", searches(record, false)),
        ("response_status", json!(response.status)),
        ("embedding_count", listed(record, &ModelOperation::Embeddings)),
        ("embedding_dimensions_returned", json!(response.embedding_dimensions)),
        ("result_count", listed(record, &ModelOperation::Rerank)),
        ("response_service_tier", json!(response.service_tier.as_deref())),
        ("system_fingerprint", json!(response.system_fingerprint.as_deref())),
        ("transport_request_id", json!(response.provider_request_id.as_deref())),
        ("tool_calls", tools.collect()),
        ("server_tool_calls", hosted(record)),
        ("error_type", json!(record.error_type.as_deref())),
        ("stream", json!(request.stream.unwrap_or(false))),
        ("request_params", request_params(record)),
    ])
}

/// A refusal has no choices; what gives no choices has no number of them.
fn choice_count(record: &CallRecord) -> Value {
    let generates = matches!(
        record.operation,
        ModelOperation::Chat
            | ModelOperation::TextCompletion
            | ModelOperation::GenerateContent
            | ModelOperation::FetchResponse
    );
    let count = record.response.finish_reasons.len();
    if generates || record.outcome.is_failure() { json!(count) } else { Value::Null }
}

fn listed(record: &CallRecord, operation: &ModelOperation) -> Value {
    json!(record.response.result_count.filter(|_| record.operation == *operation))
}

/// Searches are what a rerank is billed by; elsewhere they are searches.
fn searches(record: &CallRecord, of_rerank: bool) -> Value {
    let is_rerank = record.operation == ModelOperation::Rerank;
    if is_rerank == of_rerank { count(record.usage.searches) } else { Value::Null }
}

fn hosted(record: &CallRecord) -> Value {
    let tools = &record.response.hosted_tool_calls;
    if tools.is_empty() { Value::Null } else { json!(texts(tools)) }
}

fn tokens_by_modality(usage: &Usage) -> Value {
    let split = |text, image, audio| {
        said([("text", count(text)), ("image", count(image)), ("audio", count(audio))])
    };
    said([
        ("input", split(usage.input_text, usage.input_image, usage.input_audio)),
        ("output", split(usage.output_text, usage.output_image, usage.output_audio)),
        (
            "cache_read",
            split(usage.cache_read_text, usage.cache_read_image, usage.cache_read_audio),
        ),
    ])
}

fn request_params(record: &CallRecord) -> Value {
    let request = &record.request;
    let attribution = record.attribution.as_ref();
    let agent = attribution.and_then(|attribution| attribution.get(Attribute::AgentId));
    let params = said([
        ("max_tokens", json!(request.max_tokens)),
        ("temperature", json!(request.temperature)),
        ("top_p", json!(request.top_p)),
        ("top_k", json!(request.top_k)),
        ("stop_sequences", json!(request.stop_sequences.as_ref().map(|list| texts(list)))),
        ("frequency_penalty", json!(request.frequency_penalty)),
        ("presence_penalty", json!(request.presence_penalty)),
        ("seed", json!(request.seed)),
        ("choice_count", json!(request.choice_count)),
        ("output_type", json!(request.output_type.as_ref().map(|output| output.as_str()))),
        ("encoding_formats", json!(request.encoding_formats.as_ref().map(|list| texts(list)))),
        ("embedding_dimensions", json!(request.embedding_dimensions)),
        ("reasoning_level", json!(request.reasoning_level.as_deref())),
        ("service_tier", json!(request.service_tier.as_deref())),
        ("previous_response_id", json!(request.previous_response_id.as_deref())),
        ("azure_deployment", json!(request.deployment.as_deref())),
        ("agent_id", json!(agent)),
    ]);
    if params.is_null() { json!({}) } else { params }
}

fn texts(list: &[Arc<str>]) -> Vec<&str> {
    list.iter().map(|text| &**text).collect()
}

fn count(count: Measured<u64>) -> Value {
    json!(count.value())
}

/// Whole seconds as a whole number.
fn seconds(seconds: f64) -> Value {
    if seconds.fract() == 0.0 { json!(seconds as u64) } else { json!(seconds) }
}

/// Those that are there, or nothing if none is.
fn said<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = object(members.into_iter().filter(|(_, value)| !value.is_null()));
    if members.is_empty() { Value::Null } else { Value::Object(members) }
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Map<String, Value> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

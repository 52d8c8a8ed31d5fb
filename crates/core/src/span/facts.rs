//! Which facts of a record a span carries.

use std::sync::Arc;

use opentelemetry::StringValue;

use super::{Writer, cost, energy};
use crate::cost::CostNames;
use crate::outcome::Outcome;
use crate::record::{CallRecord, McpSide};
use crate::semconv::{Attribute, Provider};
use crate::usage::{Measured, Usage};

/// Facts that may be known when the call starts.
pub(super) fn before(w: &mut Writer<'_>, record: &CallRecord) {
    w.listed(Attribute::OperationName, record.operation.known(), record.operation.as_str());
    if let Some(provider) = &record.provider {
        w.listed(Attribute::ProviderName, provider.known(), provider.as_str());
    }
    w.text(Attribute::RequestModel, record.request.model.as_ref());
    w.text(Attribute::ServerAddress, record.request.server_address.as_ref());
    w.int(Attribute::ServerPort, record.request.server_port);
    subject(w, record);
    request(w, record);
    w.int(Attribute::Attempt, record.attempt);
    w.text(Attribute::GateRefused, record.refused_by.as_ref());
    if let Some(attribution) = &record.attribution {
        for (attribute, value) in attribution.fields() {
            // An agent's span is about that agent, not about the one on whose behalf it runs.
            let other_agent = record.agent.is_some() && is_agent(attribute);
            if !other_agent {
                w.text(attribute, Some(value));
            }
        }
    }
}

/// Facts that only the end knows.
pub(super) fn after(
    w: &mut Writer<'_>,
    record: &CallRecord,
    contradictory: bool,
    names: CostNames,
) {
    response(w, record);
    usage(w, &record.usage, contradictory);
    w.double(Attribute::OutputTokensPerSecond, record.output_tokens_per_second());
    if record.cost.is_some() || record.unpriced.is_some() {
        cost::write(w, record, names);
    }
    if record.energy.is_some() || record.energy_unknown.is_some() {
        energy::write(w, record);
    }
    w.double(
        Attribute::ResponseTimeToFirstChunk,
        record.time_to_first_chunk.map(|time| time.as_secs_f64()),
    );
    w.int(Attribute::ChunkCount, record.chunk_count);
    if let Some(tool) = &record.tool {
        w.flag(Attribute::ToolSuccess, tool.success);
        w.int(Attribute::ToolItemsReturned, tool.items_returned);
        w.int(Attribute::ToolBytesProcessed, tool.bytes_processed);
    }
    w.flag(Attribute::CacheHit, record.cache_hit);
    w.int(Attribute::Attempts, (!record.attempts.is_empty()).then(|| record.attempt_count()));
    w.text(Attribute::ErrorType, record.error_type.as_ref());
    if record.outcome != Outcome::Completed {
        w.word(Attribute::Outcome, record.outcome.as_str());
    }
    for (key, value) in record.metadata.keys() {
        w.free(key, value);
    }
    if let Some(attribution) = &record.attribution {
        for (key, value) in attribution.keys().keys() {
            if record.metadata.get(&key).is_none() {
                w.free(key, value);
            }
        }
    }
}

/// The tool, agent, workflow or data source that the call is about.
fn subject(w: &mut Writer<'_>, record: &CallRecord) {
    if let Some(tool) = &record.tool {
        w.text(Attribute::ToolName, tool.name.as_ref());
        w.text(Attribute::ToolCallId, tool.call_id.as_ref());
        w.text(Attribute::ToolDescription, tool.description.as_ref());
        if let Some(kind) = &tool.kind {
            w.listed(Attribute::ToolType, kind.known(), kind.as_str());
        }
        if let Some(mcp) = &tool.mcp {
            w.word(Attribute::McpMethodName, McpSide::METHOD);
            w.text(Attribute::McpProtocolVersion, mcp.protocol_version.as_ref());
            w.text(Attribute::McpSessionId, mcp.session_id.as_ref());
            w.text(Attribute::JsonrpcRequestId, mcp.request_id.as_ref());
            let code = mcp.error_code.map(|code| Arc::from(code.to_string()));
            w.text(Attribute::RpcResponseStatusCode, code.as_ref());
        }
    }
    if let Some(agent) = &record.agent {
        w.text(Attribute::AgentName, agent.name.as_ref());
        w.text(Attribute::AgentId, agent.id.as_ref());
        w.text(Attribute::AgentDescription, agent.description.as_ref());
        w.text(Attribute::AgentVersion, agent.version.as_ref());
    }
    w.text(Attribute::WorkflowName, record.workflow.as_ref());
    w.text(Attribute::DataSourceId, record.request.data_source_id.as_ref());
}

/// The parameters of the request, the model and the server apart.
fn request(w: &mut Writer<'_>, record: &CallRecord) {
    let request = &record.request;
    w.int(Attribute::RequestMaxTokens, request.max_tokens);
    w.double(Attribute::RequestTemperature, request.temperature);
    w.double(Attribute::RequestTopP, request.top_p);
    w.int(Attribute::RequestTopK, request.top_k);
    texts(w, Attribute::RequestStopSequences, request.stop_sequences.as_deref());
    w.double(Attribute::RequestFrequencyPenalty, request.frequency_penalty);
    w.double(Attribute::RequestPresencePenalty, request.presence_penalty);
    w.int(Attribute::RequestSeed, request.seed);
    // The conventions want the number of choices only where it is not the usual one.
    w.int(Attribute::RequestChoiceCount, request.choice_count.filter(|count| *count != 1));
    texts(w, Attribute::RequestEncodingFormats, request.encoding_formats.as_deref());
    w.int(Attribute::EmbeddingsDimensionCount, request.embedding_dimensions);
    w.int(Attribute::RequestTextCount, request.text_count);
    // Absent means that the request did not stream.
    w.flag(Attribute::RequestStream, request.stream.filter(|stream| *stream));
    if let Some(kind) = &request.output_type {
        w.listed(Attribute::OutputType, kind.known(), kind.as_str());
    }
    w.text(Attribute::RequestReasoningLevel, request.reasoning_level.as_ref());
    w.text(Attribute::RequestPreviousResponseId, request.previous_response_id.as_ref());
    w.text(Attribute::PromptName, request.prompt_name.as_ref());
    w.text(Attribute::PromptVersion, request.prompt_version.as_ref());
    w.text(Attribute::ClientRequestId, request.client_request_id.as_ref());
    if is_openai(record) {
        // The conventions want the tier only where it is not the default.
        let tier = request.service_tier.as_ref().filter(|tier| &***tier != "auto");
        w.text(Attribute::OpenaiRequestServiceTier, tier);
        if let Some(api) = &request.api {
            w.listed(Attribute::OpenaiApiType, api.known(), api.as_str());
        }
    } else {
        w.text(Attribute::RequestServiceTier, request.service_tier.as_ref());
    }
}

fn response(w: &mut Writer<'_>, record: &CallRecord) {
    let response = &record.response;
    w.text(Attribute::ResponseModel, response.model.as_ref());
    w.text(Attribute::ResponseId, response.id.as_ref());
    w.texts(
        Attribute::ResponseFinishReasons,
        response.finish_reasons.iter().map(|reason| reason.to_value()),
    );
    w.texts(
        Attribute::ResponseToolNames,
        response.tool_calls.iter().map(|call| StringValue::from(call.name.clone())),
    );
    w.text(Attribute::ProviderRequestId, response.provider_request_id.as_ref());
    w.int(Attribute::RateLimitRemainingRequests, response.remaining_requests);
    w.int(Attribute::RateLimitRemainingTokens, response.remaining_tokens);
    w.int(Attribute::HttpResponseStatusCode, response.http_status);
    if is_openai(record) {
        w.text(Attribute::OpenaiResponseServiceTier, response.service_tier.as_ref());
        w.text(Attribute::OpenaiResponseSystemFingerprint, response.system_fingerprint.as_ref());
        if let Some(api) = &response.api {
            w.listed(Attribute::OpenaiApiType, api.known(), api.as_str());
        }
    } else {
        w.text(Attribute::ResponseServiceTier, response.service_tier.as_ref());
    }
}

fn texts(w: &mut Writer<'_>, attribute: Attribute, texts: Option<&[Arc<str>]>) {
    w.texts(attribute, texts.unwrap_or_default().iter().cloned().map(StringValue::from));
}

/// What was used, and whether that contradicts itself. Missing counts are absent.
pub(super) fn usage(w: &mut Writer<'_>, usage: &Usage, contradictory: bool) {
    let mut is_estimated = usage.duration.is_estimated();
    let mut count = |attribute, count: Measured<u64>| {
        // Nearly all are missing, and those are looked at no further.
        if let Some(number) = count.value() {
            is_estimated |= count.is_estimated();
            w.int(attribute, Some(number));
        }
    };
    count(Attribute::UsageInputTokens, usage.input);
    count(Attribute::UsageOutputTokens, usage.output);
    count(Attribute::UsageTotalTokens, usage.total);
    count(Attribute::UsageCacheReadInputTokens, usage.cache_read);
    count(Attribute::UsageCacheWriteInputTokens, usage.cache_write);
    count(Attribute::UsageCacheWrite5mInputTokens, usage.cache_write_5m);
    count(Attribute::UsageCacheWrite1hInputTokens, usage.cache_write_1h);
    count(Attribute::UsageReasoningOutputTokens, usage.reasoning);
    count(Attribute::UsageTextInputTokens, usage.input_text);
    count(Attribute::UsageAudioInputTokens, usage.input_audio);
    count(Attribute::UsageImageInputTokens, usage.input_image);
    count(Attribute::UsageVideoInputTokens, usage.input_video);
    count(Attribute::UsageToolInputTokens, usage.input_tool);
    count(Attribute::UsageTextOutputTokens, usage.output_text);
    count(Attribute::UsageAudioOutputTokens, usage.output_audio);
    count(Attribute::UsageImageOutputTokens, usage.output_image);
    count(Attribute::UsageVideoOutputTokens, usage.output_video);
    count(Attribute::UsageCitationOutputTokens, usage.citations);
    count(Attribute::UsageTextCacheReadInputTokens, usage.cache_read_text);
    count(Attribute::UsageAudioCacheReadInputTokens, usage.cache_read_audio);
    count(Attribute::UsageImageCacheReadInputTokens, usage.cache_read_image);
    count(Attribute::UsageVideoCacheReadInputTokens, usage.cache_read_video);
    count(Attribute::UsagePages, usage.pages);
    count(Attribute::UsageAnnotatedPages, usage.annotated_pages);
    count(Attribute::UsageCharacters, usage.characters);
    count(Attribute::UsageImages, usage.images);
    count(Attribute::UsagePixels, usage.pixels);
    count(Attribute::UsageSearches, usage.searches);
    count(Attribute::UsageStorageSearches, usage.storage_searches);
    count(Attribute::UsageCodeExecutions, usage.code_executions);
    w.double(
        Attribute::UsageSeconds,
        usage.duration.value().map(|duration| duration.as_secs_f64()),
    );
    w.flag(Attribute::UsageEstimated, is_estimated.then_some(true));
    w.flag(Attribute::UsageContradictory, contradictory.then_some(true));
}

const fn is_agent(attribute: Attribute) -> bool {
    matches!(attribute, Attribute::AgentName | Attribute::AgentId)
}

/// Whether the attributes of OpenAI's own namespace apply.
fn is_openai(record: &CallRecord) -> bool {
    matches!(record.provider, Some(Provider::OpenAi | Provider::AzureOpenAi))
}

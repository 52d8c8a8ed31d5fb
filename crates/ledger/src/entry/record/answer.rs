//! What is known of an answer.

use std::time::Duration;

use genai_otel_core::{Response, ToolCall};
use serde_json::{Map, Value};

use super::facts::{self, Facts};

/// Why the model stopped, in the provider's words.
pub(super) fn finish_reasons(response: &Response) -> Vec<String> {
    response.finish_reasons.iter().map(|reason| reason.as_str().to_owned()).collect()
}

/// All but what has a place of its own.
pub(super) fn facts(response: &Response) -> Map<String, Value> {
    let mut facts = Facts::default();
    facts.add("id", response.id.as_deref());
    facts.add("status", response.status);
    facts.add_list("tool_calls", response.tool_calls.iter().map(tool_call));
    facts.add_list(
        "hosted_tool_calls",
        response.hosted_tool_calls.iter().map(|name| Value::from(&**name)),
    );
    facts.add("result_count", response.result_count);
    facts.add("embedding_dimensions", response.embedding_dimensions);
    facts.add("image_size", response.image_size.as_deref());
    facts.add("image_quality", response.image_quality.as_deref());
    facts.add("service_tier", response.service_tier.as_deref());
    facts.add_map("conditions", facts::conditions(&response.conditions));
    facts.add("system_fingerprint", response.system_fingerprint.as_deref());
    facts.add("provider_request_id", response.provider_request_id.as_deref());
    facts.add("api", response.api.as_ref().map(|api| api.as_str()));
    facts.add("http_status", response.http_status);
    facts.add("remaining_requests", response.remaining_requests);
    facts.add("remaining_tokens", response.remaining_tokens);
    facts.add("retry_after_ms", response.retry_after.map(millis));
    facts.add("processing_ms", response.processing_time.map(millis));
    facts.into_map()
}

fn tool_call(call: &ToolCall) -> Value {
    let mut facts = Facts::default();
    facts.add("name", Some(&*call.name));
    facts.add("id", call.id.as_deref());
    facts.into_map().into()
}

fn millis(length: Duration) -> f64 {
    length.as_nanos() as f64 / 1e6
}

//! What the provider answered, content apart.

mod finish_reason;
mod tool_call;

use std::sync::Arc;
use std::time::Duration;

pub use self::finish_reason::FinishReason;
pub use self::tool_call::ToolCall;
use crate::cost::Conditions;
use crate::semconv::ApiType;

/// What is known of the answer, without its content.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Response {
    /// The model that answered.
    pub model: Option<Arc<str>>,
    /// The provider's id of the answer.
    pub id: Option<Arc<str>>,
    /// Why generation stopped, one per choice, in the order of the choices and in the provider's words.
    pub finish_reasons: Vec<FinishReason>,
    /// The tools that the model asked to be called, without their arguments.
    pub tool_calls: Vec<ToolCall>,
    /// The tools that the provider itself ran for the answer (web search, code), by their names, one per run.
    pub hosted_tool_calls: Vec<Arc<str>>,
    /// How far the provider is with the answer, where it may be asked for again: `queued`, `in_progress`,
    /// `completed`, `incomplete`, `failed`, `cancelled`, or a word of the provider's own (`starting`).
    pub status: Option<&'static str>,
    /// How many results the answer lists: vectors of texts, ranked documents.
    pub result_count: Option<u64>,
    /// How many dimensions the first vector of the answer has.
    pub embedding_dimensions: Option<u64>,
    /// The size of the images that were made, where the answer says it.
    pub image_size: Option<Arc<str>>,
    /// The quality of the images that were made, where the answer says it.
    pub image_quality: Option<Arc<str>>,
    /// The service tier that processed the request.
    pub service_tier: Option<Arc<str>>,
    /// What the price depends on, as far as the answer says it; it wins over the request.
    pub conditions: Conditions,
    /// The provider's fingerprint of the system that answered.
    pub system_fingerprint: Option<Arc<str>>,
    /// The provider's id of the HTTP request (`x-request-id` and the like), for billing questions.
    pub provider_request_id: Option<Arc<str>>,
    /// Which API answered, where the provider has several.
    pub api: Option<ApiType>,
    /// The HTTP status of the answer.
    pub http_status: Option<u16>,
    /// Requests left until the provider's rate limit.
    pub remaining_requests: Option<u64>,
    /// Tokens left until the provider's rate limit.
    pub remaining_tokens: Option<u64>,
    /// How long the provider asks to wait before the next attempt.
    pub retry_after: Option<Duration>,
    /// How long the provider says it worked on the answer.
    pub processing_time: Option<Duration>,
}

impl Response {
    /// Whether a model answered: there is more than what a refusal carries too.
    pub(crate) fn is_answer(&self) -> bool {
        self.model.is_some() || self.id.is_some() || !self.finish_reasons.is_empty()
    }

    /// Takes over all that a refusal says, also where it says nothing; the answer stays.
    pub(crate) fn follow(&mut self, refusal: Self) {
        self.provider_request_id = refusal.provider_request_id;
        self.http_status = refusal.http_status;
        self.remaining_requests = refusal.remaining_requests;
        self.remaining_tokens = refusal.remaining_tokens;
        self.retry_after = refusal.retry_after;
        self.processing_time = refusal.processing_time;
    }

    /// Takes over what `newer` says; lists are replaced, not joined.
    pub(crate) fn update(&mut self, newer: Self) {
        replace(&mut self.model, newer.model);
        replace(&mut self.id, newer.id);
        replace(&mut self.status, newer.status);
        replace(&mut self.result_count, newer.result_count);
        replace(&mut self.embedding_dimensions, newer.embedding_dimensions);
        replace(&mut self.image_size, newer.image_size);
        replace(&mut self.image_quality, newer.image_quality);
        replace(&mut self.service_tier, newer.service_tier);
        replace(&mut self.system_fingerprint, newer.system_fingerprint);
        replace(&mut self.provider_request_id, newer.provider_request_id);
        replace(&mut self.api, newer.api);
        replace(&mut self.http_status, newer.http_status);
        replace(&mut self.remaining_requests, newer.remaining_requests);
        replace(&mut self.remaining_tokens, newer.remaining_tokens);
        replace(&mut self.retry_after, newer.retry_after);
        replace(&mut self.processing_time, newer.processing_time);
        self.conditions.update(newer.conditions);
        if !newer.finish_reasons.is_empty() {
            self.finish_reasons = newer.finish_reasons;
        }
        if !newer.tool_calls.is_empty() {
            self.tool_calls = newer.tool_calls;
        }
        if !newer.hosted_tool_calls.is_empty() {
            self.hosted_tool_calls = newer.hosted_tool_calls;
        }
    }
}

fn replace<T>(known: &mut Option<T>, newer: Option<T>) {
    if newer.is_some() {
        *known = newer;
    }
}

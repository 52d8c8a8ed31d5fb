//! From facts to an observation: what they mean in the shape they came in.

use std::sync::Arc;

use super::facts::{ErrorFacts, Facts, Object, Status};
use crate::observe::Observation;
use crate::response::{FinishReason, Response};
use crate::semconv::ApiType;
use crate::text;

impl Facts {
    /// The facts, told in our words.
    pub(super) fn resolve(mut self) -> Observation {
        let usage = self.usage();
        self.end_open_choices();
        let finish_reasons = self.finish_reasons();
        self.tools.sort_by_key(|(choice, _)| *choice);
        self.add_silent_error();
        let is_error = self.error.is_present;
        let id = self.id();
        let (cost, conditions) = self.take_billing();
        let error_code = std::mem::take(&mut self.error).into_code();
        Observation {
            response: Response {
                api: self.api(),
                model: self.model.or(self.model_version),
                id,
                finish_reasons,
                tool_calls: self.tools.into_iter().map(|(_, tool)| tool).collect(),
                hosted_tool_calls: self.hosted,
                status: self.status_word,
                embedding_dimensions: self.dimensions,
                conditions,
                service_tier: self.service_tier.or(self.usage_service_tier),
                system_fingerprint: self.system_fingerprint,
                provider_request_id: self.request_id,
                image_size: self.image_size,
                image_quality: self.image_quality,
                processing_time: self.worked,
                ..Response::default()
            },
            usage,
            cost,
            is_error: is_error || error_code.is_some(),
            error_code,
            listed: self.listed,
            invalid: self.invalid,
            truncated: self.truncated,
        }
    }

    /// Whether the body has the shape of the Responses API.
    pub(super) fn is_responses(&self) -> bool {
        match self.object {
            Some(object) => object == Object::Response,
            None => self.has_output_items && self.status.is_some() && !self.is_prediction,
        }
    }

    /// An answer may be an error without saying so in a member of that name.
    fn add_silent_error(&mut self) {
        let silent = match self.status {
            _ if self.is_responses() => None,
            // A prediction has an id, as a refusal that calls itself so has not.
            Some(Status::Failed) if self.id.is_some() => Some("failed"),
            Some(Status::Canceled) if self.id.is_some() => Some("canceled"),
            _ => self.parts.error(),
        };
        if let Some(word) = silent {
            self.error.is_present = true;
            self.error.fallback = Some(word);
        }
    }

    fn id(&mut self) -> Option<Arc<str>> {
        if self.has_segments {
            return None;
        }
        let (id, generation) = (self.id.take(), self.generation_id.take());
        if id.is_some() || self.generation_is_announced {
            return id.or(generation);
        }
        // Bedrock's id of a response of Cohere is a path.
        let is_path = |id: &Arc<str>| generation.is_some() && id.contains('/');
        self.response_id.take().filter(|id| !is_path(id)).or(generation)
    }

    fn api(&self) -> Option<ApiType> {
        match self.object {
            Some(Object::ChatCompletion) => Some(ApiType::ChatCompletions),
            _ if self.is_responses() => Some(ApiType::Responses),
            _ => None,
        }
    }

    fn finish_reasons(&mut self) -> Vec<FinishReason> {
        if !self.reasons.is_empty() {
            self.reasons.sort_by_key(|(choice, _)| *choice);
            return std::mem::take(&mut self.reasons)
                .into_iter()
                .map(|(_, reason)| reason)
                .collect();
        }
        let reason =
            if self.is_responses() { self.responses_reason() } else { self.stop_reason.take() };
        // The position of a reason that never came, by the conventions.
        let is_cut = self.has_begun && !self.has_ended;
        let missing = || is_cut.then(|| FinishReason::new("error"));
        reason.or_else(missing).into_iter().collect()
    }

    /// The Responses API has a status and no finish reason; this is the reason its chat sibling would give.
    fn responses_reason(&mut self) -> Option<FinishReason> {
        let word = match self.status? {
            Status::Completed if self.tools.is_empty() => "stop",
            Status::Completed => "tool_calls",
            Status::Incomplete => match self.incomplete_reason.take() {
                Some(reason) if reason.as_str() != "max_output_tokens" => return Some(reason),
                _ => "length",
            },
            Status::Failed | Status::Canceled => "error",
        };
        Some(FinishReason::new(word))
    }
}

impl ErrorFacts {
    /// The most telling name of the error: a code in words, Google's status, the type, and a number
    /// (which only repeats the HTTP status) last. Of the message, which is content, only its presence is known.
    fn into_code(self) -> Option<Arc<str>> {
        let beside = if self.is_body {
            (self.body_code, self.body_type, self.body_number)
        } else {
            (None, None, None)
        };
        let number = self.number.or(beside.2);
        self.code
            .or(self.status)
            .or(self.kind)
            .or(beside.0)
            .or(beside.1)
            .or_else(|| text::non_empty(&number?.to_string()))
            .or_else(|| self.fallback.map(Arc::from))
    }
}

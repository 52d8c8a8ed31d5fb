//! The parameters of a request.

use std::sync::Arc;

use genai_otel_core::Request;

use super::text;
use crate::entry::Parameters;

impl Parameters {
    pub(super) fn of_request(request: &Request) -> Self {
        Self {
            temperature: request.temperature,
            max_tokens: request.max_tokens,
            top_p: request.top_p,
            top_k: request.top_k,
            frequency_penalty: request.frequency_penalty,
            presence_penalty: request.presence_penalty,
            seed: request.seed,
            choice_count: request.choice_count,
            stream: request.stream,
            reasoning_level: text(request.reasoning_level.as_ref()),
            service_tier: text(request.service_tier.as_ref()),
            text_count: request.text_count,
            embedding_dimensions: request.embedding_dimensions,
            stop_sequences: texts(request.stop_sequences.as_deref()),
            output_type: request.output_type.as_ref().map(|kind| kind.as_str().to_owned()),
            encoding_formats: texts(request.encoding_formats.as_deref()),
            image_size: text(request.image_size.as_ref()),
            image_quality: text(request.image_quality.as_ref()),
            deployment: text(request.deployment.as_ref()),
            api: request.api.as_ref().map(|api| api.as_str().to_owned()),
            previous_response_id: text(request.previous_response_id.as_ref()),
            prompt_name: text(request.prompt_name.as_ref()),
            prompt_version: text(request.prompt_version.as_ref()),
            client_request_id: text(request.client_request_id.as_ref()),
            data_source_id: text(request.data_source_id.as_ref()),
            server_address: text(request.server_address.as_ref()),
            server_port: request.server_port,
        }
    }
}

fn texts(texts: Option<&[Arc<str>]>) -> Vec<String> {
    texts.unwrap_or_default().iter().map(|text| (**text).to_owned()).collect()
}

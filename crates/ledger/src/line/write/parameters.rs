//! The parameters of the request.

use super::super::object::Object;
use crate::entry::Parameters;

pub(super) fn write(parameters: &Parameters, object: &mut Object<'_>) {
    let of = parameters;
    object.float("temperature", of.temperature);
    object.whole("max_tokens", of.max_tokens);
    object.float("top_p", of.top_p);
    object.whole("top_k", of.top_k);
    object.float("frequency_penalty", of.frequency_penalty);
    object.float("presence_penalty", of.presence_penalty);
    object.whole("seed", of.seed);
    object.whole("choice_count", of.choice_count);
    object.flag("stream", of.stream);
    object.text("reasoning_level", of.reasoning_level.as_deref());
    object.text("service_tier", of.service_tier.as_deref());
    object.whole("text_count", of.text_count);
    object.whole("embedding_dimensions", of.embedding_dimensions);
    object.texts("stop_sequences", &of.stop_sequences);
    object.text("output_type", of.output_type.as_deref());
    object.texts("encoding_formats", &of.encoding_formats);
    object.text("image_size", of.image_size.as_deref());
    object.text("image_quality", of.image_quality.as_deref());
    object.text("deployment", of.deployment.as_deref());
    object.text("api", of.api.as_deref());
    object.text("previous_response_id", of.previous_response_id.as_deref());
    object.text("prompt_name", of.prompt_name.as_deref());
    object.text("prompt_version", of.prompt_version.as_deref());
    object.text("client_request_id", of.client_request_id.as_deref());
    object.text("data_source_id", of.data_source_id.as_deref());
    object.text("server_address", of.server_address.as_deref());
    object.whole("server_port", of.server_port);
}

//! The parameters of the request.

use super::kind;
use crate::entry::Parameters;

/// Takes a member over; says no where it is no parameter.
pub(super) fn take(parameters: &mut Parameters, key: &str, raw: &str) -> Result<bool, String> {
    if let Some(place) = text(parameters, key) {
        *place = kind::text(raw)?;
        return Ok(true);
    }
    match key {
        "temperature" => parameters.temperature = kind::float(raw)?,
        "max_tokens" => parameters.max_tokens = kind::whole(raw)?,
        "top_p" => parameters.top_p = kind::float(raw)?,
        "top_k" => parameters.top_k = kind::whole(raw)?,
        "frequency_penalty" => parameters.frequency_penalty = kind::float(raw)?,
        "presence_penalty" => parameters.presence_penalty = kind::float(raw)?,
        "seed" => parameters.seed = kind::integer(raw)?,
        "choice_count" => parameters.choice_count = kind::whole(raw)?,
        "stream" => parameters.stream = kind::flag(raw)?,
        "text_count" => parameters.text_count = kind::whole(raw)?,
        "embedding_dimensions" => parameters.embedding_dimensions = kind::whole(raw)?,
        "stop_sequences" => parameters.stop_sequences = kind::texts(raw)?,
        "encoding_formats" => parameters.encoding_formats = kind::texts(raw)?,
        "server_port" => parameters.server_port = kind::whole(raw)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn text<'p>(parameters: &'p mut Parameters, key: &str) -> Option<&'p mut Option<String>> {
    Some(match key {
        "reasoning_level" => &mut parameters.reasoning_level,
        "service_tier" => &mut parameters.service_tier,
        "output_type" => &mut parameters.output_type,
        "image_size" => &mut parameters.image_size,
        "image_quality" => &mut parameters.image_quality,
        "deployment" => &mut parameters.deployment,
        "api" => &mut parameters.api,
        "previous_response_id" => &mut parameters.previous_response_id,
        "prompt_name" => &mut parameters.prompt_name,
        "prompt_version" => &mut parameters.prompt_version,
        "client_request_id" => &mut parameters.client_request_id,
        "data_source_id" => &mut parameters.data_source_id,
        "server_address" => &mut parameters.server_address,
        _ => return None,
    })
}

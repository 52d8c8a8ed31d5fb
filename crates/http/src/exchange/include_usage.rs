//! Asking for the usage of a stream that the application has not asked for.

mod object;

use genai_otel_core::Provider;
use genai_otel_core::wire::{Route, WireApi};

use self::object::Object;

/// The body of a streamed request with `"include_usage": true` in its `stream_options`; nothing where it is to stay as
/// it is. Every other byte stays. `query` is that of the request.
///
/// It stays where the API does not know the field, where it names `include_usage` already, whatever it says, and where
/// anything about it is unusual: it is no JSON object to the letter, asks for no stream, has members twice or names
/// with escapes.
pub(super) fn edit(route: &Route<'_>, query: Option<&str>, body: &[u8]) -> Option<Vec<u8>> {
    let is_known = matches!(route.api, WireApi::OpenAiChatCompletions | WireApi::OpenAiCompletions);
    if !is_known || !knows_field(&route.provider, query) {
        return None;
    }
    let request = Object::parse(body)?;
    // With data of its own Azure has another API, which refuses the field.
    if request.value("stream")? != b"true" || request.value("data_sources").is_some() {
        return None;
    }
    let Some(options) = request.member("stream_options") else {
        return Some(insert(body, request.start, b"\"stream_options\":{\"include_usage\":true},"));
    };
    let value = &body[options.clone()];
    if value == b"null" {
        let mut edited = body[..options.start].to_vec();
        edited.extend_from_slice(b"{\"include_usage\":true}");
        edited.extend_from_slice(&body[options.end..]);
        return Some(edited);
    }
    let inner = Object::parse(value)?;
    if inner.member("include_usage").is_some() {
        return None;
    }
    let member: &[u8] =
        if inner.is_empty() { b"\"include_usage\":true" } else { b"\"include_usage\":true," };
    Some(insert(body, options.start + inner.start, member))
}

/// Whether a provider takes the field, by its documentation or as recorded. Others may refuse it (Mistral, Databricks
/// for some models, older versions of Azure), or report usage without being asked (Perplexity, Together). One that the
/// application has named itself takes it: the application has switched this on.
fn knows_field(provider: &Provider, query: Option<&str>) -> bool {
    match provider {
        Provider::AzureOpenAi => azure_knows_field(query),
        Provider::OpenAi
        | Provider::DeepSeek
        | Provider::Groq
        | Provider::HuggingFace
        | Provider::LlamaCpp
        | Provider::Llamafile
        | Provider::LmStudio
        | Provider::Ollama
        | Provider::OpenRouter
        | Provider::Sglang
        | Provider::Vllm
        | Provider::XAi
        | Provider::Other { .. } => true,
        _ => false,
    }
}

/// Versions are days, perhaps with a word behind them; without one it is the newest.
fn azure_knows_field(query: Option<&str>) -> bool {
    let pairs = query.unwrap_or_default().split('&');
    let version = pairs.filter_map(|pair| pair.strip_prefix("api-version=")).next();
    version.is_none_or(|version| version >= AZURE_KNOWS_IT_SINCE)
}

fn insert(body: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    [&body[..at], bytes, &body[at..]].concat()
}

const AZURE_KNOWS_IT_SINCE: &str = "2024-09-01";

#[cfg(test)]
mod tests;

//! Why generation stopped.

use std::fmt;

use opentelemetry::StringValue;

use crate::text;

/// Why a choice ended, in the provider's own word (`stop`, `end_turn`, `MAX_TOKENS` ...).
///
/// ```
/// use genai_otel_core::FinishReason;
///
/// assert_eq!(FinishReason::new("end_turn").as_str(), "end_turn");
/// assert_eq!(FinishReason::new("end_turn").normalised(), Some("stop"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FinishReason(StringValue);

impl FinishReason {
    /// A reason in the provider's word. Known words cost no allocation.
    #[must_use]
    pub fn new(word: &str) -> Self {
        match KNOWN.iter().find(|(known, _)| *known == word) {
            Some((known, _)) => Self(StringValue::from(*known)),
            None => Self(StringValue::from(text::shared(word))),
        }
    }

    /// The provider's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The word of the conventions' message schema: `stop`, `length`, `tool_call`, `content_filter`
    /// or `error`; nothing for a word we do not know.
    #[must_use]
    pub fn normalised(&self) -> Option<&'static str> {
        KNOWN.iter().find(|(known, _)| *known == self.as_str()).map(|(_, normalised)| *normalised)
    }

    pub(crate) fn to_value(&self) -> StringValue {
        self.0.clone()
    }
}

impl fmt::Debug for FinishReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for FinishReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for FinishReason {
    fn from(word: &str) -> Self {
        Self::new(word)
    }
}

/// The providers' words and what they mean in the message schema of the conventions.
const KNOWN: &[(&str, &str)] = &[
    ("stop", "stop"),
    ("length", "length"),
    ("tool_calls", "tool_call"),
    ("content_filter", "content_filter"),
    ("function_call", "tool_call"),
    ("end_turn", "stop"),
    ("max_tokens", "length"),
    ("stop_sequence", "stop"),
    ("tool_use", "tool_call"),
    ("pause_turn", "stop"),
    ("refusal", "content_filter"),
    ("model_context_window_exceeded", "length"),
    ("STOP", "stop"),
    ("MAX_TOKENS", "length"),
    ("SAFETY", "content_filter"),
    ("RECITATION", "content_filter"),
    ("LANGUAGE", "content_filter"),
    ("BLOCKLIST", "content_filter"),
    ("PROHIBITED_CONTENT", "content_filter"),
    ("SPII", "content_filter"),
    ("IMAGE_SAFETY", "content_filter"),
    ("MALFORMED_FUNCTION_CALL", "error"),
    ("COMPLETE", "stop"),
    ("TOOL_CALL", "tool_call"),
    ("ERROR", "error"),
    ("tool_call", "tool_call"),
    ("error", "error"),
    ("IMAGE_PROHIBITED_CONTENT", "content_filter"),
    ("IMAGE_RECITATION", "content_filter"),
    ("MODEL_ARMOR", "content_filter"),
    ("UNEXPECTED_TOOL_CALL", "error"),
    ("TOO_MANY_TOOL_CALLS", "error"),
    ("MISSING_THOUGHT_SIGNATURE", "error"),
    ("MALFORMED_RESPONSE", "error"),
    ("NO_IMAGE", "error"),
    // Bedrock, and the bodies of its models.
    ("guardrail_intervened", "content_filter"),
    ("content_filtered", "content_filter"),
    ("malformed_model_output", "error"),
    ("malformed_tool_use", "error"),
    ("FINISH", "stop"),
    ("FINISHED", "stop"),
    ("LENGTH", "length"),
    ("STOP_CRITERIA_MET", "stop"),
    ("CONTENT_FILTERED", "content_filter"),
    ("endoftext", "stop"),
    // Cohere.
    ("STOP_SEQUENCE", "stop"),
    ("ERROR_TOXIC", "content_filter"),
    ("ERROR_LIMIT", "length"),
    ("TIMEOUT", "error"),
    ("complete", "stop"),
    // Hugging Face, Together, watsonx, llama.cpp.
    ("eos_token", "stop"),
    ("eos", "stop"),
    ("token_limit", "length"),
    ("time_limit", "error"),
    ("cancelled", "error"),
    ("limit", "length"),
    ("word", "stop"),
    // Ollama, of a model that was asked nothing.
    ("load", "stop"),
    ("unload", "stop"),
    // Mistral, DeepSeek, vLLM, the Responses API.
    ("model_length", "length"),
    ("insufficient_system_resource", "error"),
    ("abort", "error"),
    ("max_output_tokens", "length"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_are_kept_and_not_interpreted() {
        let reason = FinishReason::new("because");
        assert_eq!((reason.as_str(), reason.normalised()), ("because", None));
    }
}

//! What a model is for.

use genai_otel_pricing::Unit;

use super::schema::Rates;

/// The mode in LiteLLM's words. Nothing for a word that is not known.
pub(super) fn of_litellm(mode: &str) -> Option<&'static str> {
    Some(match mode {
        "chat" | "responses" | "completion" => "chat",
        "embedding" => "embedding",
        "rerank" => "rerank",
        "image_generation" | "image_edit" => "image",
        "video_generation" => "video",
        "audio_transcription" => "transcription",
        "audio_speech" => "speech",
        "realtime" => "realtime",
        "ocr" => "ocr",
        "search" => "search",
        "moderation" => "moderation",
        "evaluation" | "decisions" | "extraction" | "vector_store" => "other",
        _ => return None,
    })
}

/// The mode of a model of genai-prices, which does not say it: by what it has a price for, and by its name.
pub(super) fn of_rates(id: &str, rates: Option<&Rates>) -> &'static str {
    let id = id.to_lowercase();
    let has = |unit| rates.is_some_and(|rates| rates.contains_key(&unit));
    let named = |parts: &[&str]| parts.iter().any(|part| id.contains(part));
    if has(Unit::DocumentPages) {
        "ocr"
    } else if has(Unit::RerankSearches) || named(&["rerank"]) {
        "rerank"
    } else if named(&["moderation"]) {
        "moderation"
    } else if named(&["embed"]) {
        "embedding"
    } else if named(&["realtime", "-live", "voice"]) {
        "realtime"
    } else if has(Unit::AudioSeconds) || named(&["transcribe", "whisper"]) {
        "transcription"
    } else if named(&["tts", "eleven_", "orpheus"]) {
        "speech"
    } else if named(&["image"]) {
        "image"
    } else if has(Unit::InputTokens) && !has(Unit::OutputTokens) {
        "embedding"
    } else {
        "chat"
    }
}

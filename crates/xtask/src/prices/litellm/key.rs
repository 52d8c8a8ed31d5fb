//! What LiteLLM's prices are called, and which unit each is for.

use genai_otel_pricing::Unit;

/// The name of a price, taken apart: `input_cost_per_token_above_200k_tokens_priority`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key<'a> {
    /// What it is a price of: `input_cost_per_token`.
    pub(super) what: &'a str,
    /// The number of input tokens beyond which it holds.
    pub(super) over: Option<u64>,
    /// The condition under which it holds.
    pub(super) when: Option<(&'static str, &'static str)>,
}

impl<'a> Key<'a> {
    /// Takes a name apart.
    pub(super) fn parse(key: &'a str) -> Self {
        let found = CONDITIONS.iter().find_map(|(end, key_of, value)| {
            Some((key.strip_suffix(end)?, Some((*key_of, *value))))
        });
        let (rest, when) = found.unwrap_or((key, None));
        let tier = rest.strip_suffix("k_tokens").and_then(|rest| {
            let (what, thousands) = rest.rsplit_once("_above_")?;
            Some((what, thousands.parse::<u64>().ok()? * 1000))
        });
        match tier {
            Some((what, over)) => Self { what, over: Some(over), when },
            None => Self { what: rest, over: None, when },
        }
    }

    /// A price of a video's second or of an image at a resolution: `output_cost_per_second_1080p`.
    pub(super) fn resolution(&self) -> Option<(&'a str, &'a str)> {
        ["output_cost_per_second", "output_cost_per_image"].iter().find_map(|what| {
            let resolution = self.what.strip_prefix(what)?.strip_prefix('_')?;
            resolution
                .starts_with(|first: char| first.is_ascii_digit())
                .then(|| (&self.what[..what.len()], resolution))
        })
    }
}

/// The units of a price for models of this mode, and what a price of one is multiplied by. Empty for what the book has
/// no unit for.
pub(super) fn units(what: &str, mode: &str) -> (&'static [Unit], u64) {
    let one = |unit: &'static [Unit]| (unit, unit.first().map_or(1, |unit| scale(*unit)));
    one(match (what, mode) {
        ("input_cost_per_token", _) => &[Unit::InputTokens],
        ("output_cost_per_token", _) => &[Unit::OutputTokens],
        ("cache_read_input_token_cost" | "input_cost_per_token_cache_hit", _) => {
            &[Unit::CacheReadTokens]
        }
        ("cache_creation_input_token_cost", _) => &[Unit::CacheWriteTokens],
        ("cache_creation_input_token_cost_above_1hr", _) => &[Unit::CacheWrite1hTokens],
        ("input_cost_per_audio_token", _) => &[Unit::InputAudioTokens],
        ("cache_read_input_audio_token_cost", _) => &[Unit::CacheAudioReadTokens],
        // Live models write no caches: what LiteLLM has there is the price of reading, a second time.
        ("cache_creation_input_audio_token_cost", "realtime") => &[],
        ("cache_creation_input_audio_token_cost", _) => &[Unit::CacheAudioWriteTokens],
        ("input_cost_per_image_token", _) => &[Unit::InputImageTokens],
        ("cache_read_input_image_token_cost", _) => &[Unit::CacheImageReadTokens],
        ("input_cost_per_video_token", _) => &[Unit::InputVideoTokens],
        ("output_cost_per_audio_token", _) => &[Unit::OutputAudioTokens],
        ("output_cost_per_image_token", _) => &[Unit::OutputImageTokens],
        ("output_cost_per_video_token", _) => &[Unit::OutputVideoTokens],
        ("output_cost_per_reasoning_token", _) => &[Unit::OutputReasoningTokens],
        ("citation_cost_per_token", _) => &[Unit::OutputCitationTokens],
        ("input_cost_per_character", _) => &[Unit::InputCharacters],
        ("output_cost_per_character", _) => &[Unit::OutputCharacters],
        ("input_cost_per_text_message", _) => &[Unit::InputTextMessages],
        ("ocr_cost_per_page", _) => &[Unit::DocumentPages],
        ("annotation_cost_per_page", _) => &[Unit::AnnotatedDocumentPages],
        ("input_cost_per_query", "rerank") => &[Unit::RerankSearches],
        ("input_cost_per_query", "search") => &[Unit::WebSearches],
        ("input_cost_per_query", "other") => &[Unit::Requests],
        ("input_cost_per_request", _) => &[Unit::Requests],
        // As genai-prices has them: whether a length is said to be of the input makes no difference.
        ("input_cost_per_second" | "output_cost_per_second", "transcription") => {
            &[Unit::AudioSeconds, Unit::InputAudioSeconds]
        }
        ("input_cost_per_second", "realtime") => &[Unit::AudioSeconds, Unit::InputAudioSeconds],
        ("input_cost_per_audio_per_second", _) => &[Unit::InputAudioSeconds],
        ("output_cost_per_second", "speech") => &[Unit::AudioSeconds, Unit::OutputAudioSeconds],
        ("output_cost_per_second" | "output_cost_per_video_per_second", "video") => {
            &[Unit::OutputVideoSeconds]
        }
        ("input_cost_per_video_per_second", _) => &[Unit::InputVideoSeconds],
        ("output_cost_per_image", "image") => &[Unit::OutputImages],
        ("input_cost_per_image", _) => &[Unit::InputImages],
        ("output_cost_per_pixel", "image") => &[Unit::OutputPixels],
        _ => &[],
    })
}

/// Whether a key is a price at all, or the name of a price that the book leaves out on purpose: other wordings of the
/// same price, storage, sessions, and what depends on things that an answer does not say.
pub(super) fn is_left_out(what: &str) -> bool {
    [
        "cache_creation_input_audio_token_cost",
        // What an image of one size costs is computed from it.
        "input_cost_per_pixel",
        "input_dbu_cost_per_token",
        "output_dbu_cost_per_token",
        "google_maps_grounding_cost_per_query",
        "search_context_cost_per_query",
    ]
    .contains(&what)
}

/// Prices of the book are of [`Unit::per`] units; durations are counted in nanoseconds there.
fn scale(unit: Unit) -> u64 {
    match unit {
        Unit::AudioSeconds | Unit::InputAudioSeconds | Unit::OutputAudioSeconds => 3600,
        Unit::VideoSeconds | Unit::InputVideoSeconds | Unit::OutputVideoSeconds => 1,
        unit => unit.per(),
    }
}

/// How the names of prices under conditions end.
const CONDITIONS: [(&str, &str, &str); 6] = [
    ("_priority", "service_tier", "priority"),
    ("_flex", "service_tier", "flex"),
    ("_ultrafast", "service_tier", "ultrafast"),
    ("_balanced", "service_tier", "balanced"),
    ("_decisions", "endpoint", "decisions"),
    ("_batches", "processing", "batch"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_and_conditions_are_told_apart_from_the_price() {
        let key =
            Key::parse("cache_creation_input_token_cost_above_1hr_above_200k_tokens_priority");
        assert_eq!(
            key,
            Key {
                what: "cache_creation_input_token_cost_above_1hr",
                over: Some(200_000),
                when: Some(("service_tier", "priority")),
            }
        );
        assert_eq!(Key::parse("input_cost_per_second").resolution(), None);
        assert_eq!(
            Key::parse("output_cost_per_second_1080p").resolution(),
            Some(("output_cost_per_second", "1080p"))
        );
    }

    #[test]
    fn a_price_is_scaled_to_what_the_book_prices() {
        assert_eq!(units("input_cost_per_token", "chat"), (&[Unit::InputTokens][..], 1_000_000));
        assert_eq!(units("input_cost_per_second", "transcription").1, 3600);
        assert_eq!(units("output_cost_per_second", "video"), (&[Unit::OutputVideoSeconds][..], 1));
        assert_eq!(units("input_cost_per_query", "rerank"), (&[Unit::RerankSearches][..], 1000));
        assert_eq!(units("input_cost_per_second", "chat").0, &[]);
    }
}

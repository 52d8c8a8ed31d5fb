//! What can be counted and priced.

use std::fmt;
use std::str::FromStr;

use genai_otel_core::CostSide;
use serde::{Deserialize, Serialize};

/// What of a call a unit counts. A unit that says the same and more than another is part of it: `cache_read_tokens` of
/// `input_tokens`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Scope {
    family: Family,
    direction: Option<Direction>,
    modality: Option<Modality>,
    part: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Tokens,
    Characters,
    Messages,
    Audio,
    Video,
    Images,
    Pixels,
    Pages,
    Reranks,
    WebSearches,
    SocialSearches,
    StorageSearches,
    CodeExecutions,
    Requests,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Input,
    Output,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Modality {
    Text,
    Audio,
    Image,
    Video,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    CacheRead,
    CacheWrite,
    CacheWrite5m,
    CacheWrite1h,
    Tool,
    Reasoning,
    Citation,
    Annotated,
}

macro_rules! units {
    ($($(#[$doc:meta])* $unit:ident $name:literal per $per:literal = $family:ident
        $(, $direction:ident $(, modality $modality:ident)? $(, part $part:ident)?)?;)*) => {
        /// What can be counted and priced. Totals are inclusive: a unit contains those that are part of it.
        ///
        /// Durations are counted in nanoseconds.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Unit {
            $($(#[$doc])* $unit,)*
        }

        impl Unit {
            /// All, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$unit,)*];

            /// The name in price files and on telemetry.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$unit => $name,)* }
            }

            /// How many units a price is for.
            #[must_use]
            pub const fn per(self) -> u64 {
                match self { $(Self::$unit => $per,)* }
            }

            const fn scope(self) -> Scope {
                match self {
                    $(Self::$unit => {
                        #[allow(unused_mut, reason = "some units say nothing but their family")]
                        let mut scope = Scope {
                            family: Family::$family,
                            direction: None,
                            modality: None,
                            part: None,
                        };
                        $(
                            scope.direction = units!(@direction $direction);
                            $(scope.modality = Some(Modality::$modality);)?
                            $(scope.part = Some(Part::$part);)?
                        )?
                        scope
                    })*
                }
            }
        }
    };
    (@direction Input) => { Some(Direction::Input) };
    (@direction Output) => { Some(Direction::Output) };
    (@direction Neither) => { None };
}

units! {
    /// Input tokens, cached, written and all others included.
    InputTokens "input_tokens" per 1_000_000 = Tokens, Input;
    /// Output tokens, reasoning included.
    OutputTokens "output_tokens" per 1_000_000 = Tokens, Output;
    /// Input tokens read from the provider's cache.
    CacheReadTokens "cache_read_tokens" per 1_000_000 = Tokens, Input, part CacheRead;
    /// Input tokens written to the provider's cache, for any time.
    CacheWriteTokens "cache_write_tokens" per 1_000_000 = Tokens, Input, part CacheWrite;
    /// Input tokens written to the cache for five minutes.
    CacheWrite5mTokens "cache_write_5m_tokens" per 1_000_000 = Tokens, Input, part CacheWrite5m;
    /// Input tokens written to the cache for an hour.
    CacheWrite1hTokens "cache_write_1h_tokens" per 1_000_000 = Tokens, Input, part CacheWrite1h;
    /// Text tokens of the input.
    InputTextTokens "input_text_tokens" per 1_000_000 = Tokens, Input, modality Text;
    /// Audio tokens of the input.
    InputAudioTokens "input_audio_tokens" per 1_000_000 = Tokens, Input, modality Audio;
    /// Image tokens of the input.
    InputImageTokens "input_image_tokens" per 1_000_000 = Tokens, Input, modality Image;
    /// Video tokens of the input.
    InputVideoTokens "input_video_tokens" per 1_000_000 = Tokens, Input, modality Video;
    /// Text tokens of the output.
    OutputTextTokens "output_text_tokens" per 1_000_000 = Tokens, Output, modality Text;
    /// Audio tokens of the output.
    OutputAudioTokens "output_audio_tokens" per 1_000_000 = Tokens, Output, modality Audio;
    /// Image tokens of the output.
    OutputImageTokens "output_image_tokens" per 1_000_000 = Tokens, Output, modality Image;
    /// Video tokens of the output.
    OutputVideoTokens "output_video_tokens" per 1_000_000 = Tokens, Output, modality Video;
    /// Text tokens read from the cache.
    CacheTextReadTokens "cache_text_read_tokens" per 1_000_000 = Tokens, Input, modality Text, part CacheRead;
    /// Audio tokens read from the cache.
    CacheAudioReadTokens "cache_audio_read_tokens" per 1_000_000 = Tokens, Input, modality Audio, part CacheRead;
    /// Image tokens read from the cache.
    CacheImageReadTokens "cache_image_read_tokens" per 1_000_000 = Tokens, Input, modality Image, part CacheRead;
    /// Video tokens read from the cache.
    CacheVideoReadTokens "cache_video_read_tokens" per 1_000_000 = Tokens, Input, modality Video, part CacheRead;
    /// Text tokens written to the cache.
    CacheTextWriteTokens "cache_text_write_tokens" per 1_000_000 = Tokens, Input, modality Text, part CacheWrite;
    /// Audio tokens written to the cache.
    CacheAudioWriteTokens "cache_audio_write_tokens" per 1_000_000 = Tokens, Input, modality Audio, part CacheWrite;
    /// Image tokens written to the cache.
    CacheImageWriteTokens "cache_image_write_tokens" per 1_000_000 = Tokens, Input, modality Image, part CacheWrite;
    /// Input tokens that the provider's own tools brought in.
    InputToolTokens "input_tool_tokens" per 1_000_000 = Tokens, Input, part Tool;
    /// Output tokens spent on reasoning.
    OutputReasoningTokens "output_reasoning_tokens" per 1_000_000 = Tokens, Output, part Reasoning;
    /// Output tokens of citations.
    OutputCitationTokens "output_citation_tokens" per 1_000_000 = Tokens, Output, part Citation;
    /// Characters that went in (speech, translation).
    InputCharacters "input_characters" per 1_000_000 = Characters, Input;
    /// Characters that came out.
    OutputCharacters "output_characters" per 1_000_000 = Characters, Output;
    /// Text messages that went in.
    InputTextMessages "input_text_messages" per 1_000 = Messages, Input;
    /// Audio of any direction; a price is for an hour.
    AudioSeconds "audio_seconds" per 3_600_000_000_000 = Audio;
    /// Audio that went in; a price is for an hour.
    InputAudioSeconds "input_audio_seconds" per 3_600_000_000_000 = Audio, Input;
    /// Audio that came out; a price is for an hour.
    OutputAudioSeconds "output_audio_seconds" per 3_600_000_000_000 = Audio, Output;
    /// Video of any direction; a price is for a second.
    VideoSeconds "video_seconds" per 1_000_000_000 = Video;
    /// Video that went in; a price is for a second.
    InputVideoSeconds "input_video_seconds" per 1_000_000_000 = Video, Input;
    /// Video that came out; a price is for a second.
    OutputVideoSeconds "output_video_seconds" per 1_000_000_000 = Video, Output;
    /// Images of any direction.
    Images "images" per 1 = Images;
    /// Images that went in.
    InputImages "input_images" per 1 = Images, Input;
    /// Images that came out.
    OutputImages "output_images" per 1 = Images, Output;
    /// Pixels that went in.
    InputPixels "input_pixels" per 1_000_000_000 = Pixels, Input;
    /// Pixels that came out.
    OutputPixels "output_pixels" per 1_000_000_000 = Pixels, Output;
    /// Pages of documents.
    DocumentPages "document_pages" per 1_000 = Pages, Input;
    /// Pages of documents that were annotated.
    AnnotatedDocumentPages "annotated_document_pages" per 1_000 = Pages, Input, part Annotated;
    /// Searches of a reranking model.
    RerankSearches "rerank_searches" per 1_000 = Reranks;
    /// Searches of the web.
    WebSearches "web_searches" per 1_000 = WebSearches;
    /// Searches of social networks.
    SocialSearches "social_searches" per 1_000 = SocialSearches;
    /// Searches of files and stores.
    StorageSearches "storage_searches" per 1_000 = StorageSearches;
    /// Runs of code in the provider's sandbox.
    CodeExecutions "code_executions" per 1_000 = CodeExecutions;
    /// The request itself.
    Requests "requests" per 1_000 = Requests;
}

impl Unit {
    /// The side of a call that it belongs to.
    #[must_use]
    pub const fn side(self) -> CostSide {
        match self.scope().direction {
            Some(Direction::Input) => CostSide::Input,
            Some(Direction::Output) => CostSide::Output,
            None => CostSide::Other,
        }
    }

    /// Whether `self` is part of `whole`, and not the same.
    #[must_use]
    pub const fn is_part_of(self, whole: Self) -> bool {
        // Constant, so that the relations are tables at run time: `==` is not for constants yet.
        let (own, other) = (self.scope(), whole.scope());
        self as u8 != whole as u8
            && own.family as u8 == other.family as u8
            && match (own.direction, other.direction) {
                (_, None) => true,
                (Some(own), Some(other)) => own as u8 == other as u8,
                (None, Some(_)) => false,
            }
            && match (own.modality, other.modality) {
                (_, None) => true,
                (Some(own), Some(other)) => own as u8 == other as u8,
                (None, Some(_)) => false,
            }
            && match (own.part, other.part) {
                (_, None) => true,
                (Some(own), Some(other)) => own.is_within(other),
                (None, Some(_)) => false,
            }
    }
}

impl Part {
    const fn is_within(self, whole: Self) -> bool {
        self as u8 == whole as u8
            || matches!((self, whole), (Self::CacheWrite5m | Self::CacheWrite1h, Self::CacheWrite))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Unit {
    type Err = UnknownUnit;

    fn from_str(name: &str) -> Result<Self, UnknownUnit> {
        let found = Self::ALL.iter().copied().find(|unit| unit.as_str() == name);
        found.ok_or_else(|| UnknownUnit { name: name.chars().take(64).collect() })
    }
}

/// A name that is no unit's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no unit `{name}`")]
#[non_exhaustive]
pub struct UnknownUnit {
    /// The name, at most its first 64 characters.
    pub name: String,
}

impl Serialize for Unit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.as_str())
        } else {
            serializer.serialize_u8(*self as u8)
        }
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;

        if deserializer.is_human_readable() {
            let name = String::deserialize(deserializer)?;
            name.parse().map_err(D::Error::custom)
        } else {
            let number = u8::deserialize(deserializer)?;
            let found = Self::ALL.get(usize::from(number)).copied();
            found.ok_or_else(|| D::Error::custom("no such unit"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_found_by_its_name() {
        for unit in Unit::ALL {
            assert_eq!(unit.as_str().parse(), Ok(*unit));
        }
        assert!("input_mtok".parse::<Unit>().is_err());
    }

    #[test]
    fn parts_say_the_same_as_their_whole_and_more() {
        let parts_of = |whole: Unit| {
            Unit::ALL
                .iter()
                .filter(|unit| unit.is_part_of(whole))
                .map(|unit| unit.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            parts_of(Unit::CacheWriteTokens),
            [
                "cache_write_5m_tokens",
                "cache_write_1h_tokens",
                "cache_text_write_tokens",
                "cache_audio_write_tokens",
                "cache_image_write_tokens"
            ]
        );
        assert_eq!(
            parts_of(Unit::InputAudioTokens),
            ["cache_audio_read_tokens", "cache_audio_write_tokens"]
        );
        assert_eq!(parts_of(Unit::AudioSeconds), ["input_audio_seconds", "output_audio_seconds"]);
        assert_eq!(parts_of(Unit::OutputTokens).len(), 6);
        assert_eq!(parts_of(Unit::Requests), [""; 0]);
    }
}

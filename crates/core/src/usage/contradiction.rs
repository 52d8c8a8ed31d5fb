//! Usage that contradicts itself.

use std::fmt;

use super::{Measured, Usage};

/// Parts of a [`Usage`] that exceed their total. The numbers are kept as they came: clamping them
/// would hide what a provider really said, and bill real input at zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Contradiction {
    /// Cached and written tokens exceed the input.
    CacheExceedsInput,
    /// Cache writes by lifetime exceed the cache writes.
    LifetimesExceedCacheWrite,
    /// Reasoning exceeds the output.
    ReasoningExceedsOutput,
    /// Reasoning and cited tokens exceed the output.
    CitationsExceedOutput,
    /// Tokens of what tools brought exceed the input.
    ToolsExceedInput,
    /// Text, audio, image and video tokens exceed the input.
    ModalitiesExceedInput,
    /// Text, audio, image and video tokens exceed the output.
    ModalitiesExceedOutput,
    /// Cached text, audio, image and video tokens exceed the cached ones.
    ModalitiesExceedCacheRead,
    /// Input plus output exceed the provider's own total.
    SumExceedsTotal,
}

impl Contradiction {
    pub(super) fn find(usage: &Usage) -> Option<Self> {
        let u = usage;
        // Each sum only where those before it are in order and its total is known.
        Self::CacheExceedsInput
            .where_exceeded(&[u.cache_read, u.cache_write], u.input)
            .or_else(|| {
                Self::LifetimesExceedCacheWrite
                    .where_exceeded(&[u.cache_write_5m, u.cache_write_1h], u.cache_write)
            })
            .or_else(|| Self::ReasoningExceedsOutput.where_exceeded(&[u.reasoning], u.output))
            .or_else(|| {
                Self::CitationsExceedOutput.where_exceeded(&[u.reasoning, u.citations], u.output)
            })
            .or_else(|| Self::ToolsExceedInput.where_exceeded(&[u.input_tool], u.input))
            .or_else(|| {
                Self::ModalitiesExceedInput.where_exceeded(
                    &[u.input_text, u.input_audio, u.input_image, u.input_video],
                    u.input,
                )
            })
            .or_else(|| {
                Self::ModalitiesExceedOutput.where_exceeded(
                    &[u.output_text, u.output_audio, u.output_image, u.output_video],
                    u.output,
                )
            })
            .or_else(|| {
                Self::ModalitiesExceedCacheRead.where_exceeded(
                    &[
                        u.cache_read_text,
                        u.cache_read_audio,
                        u.cache_read_image,
                        u.cache_read_video,
                    ],
                    u.cache_read,
                )
            })
            .or_else(|| Self::SumExceedsTotal.where_exceeded(&[u.input, u.output], u.total))
    }

    /// This, where the known parts add up to more than a known total.
    #[inline]
    fn where_exceeded(self, parts: &[Measured<u64>], total: Measured<u64>) -> Option<Self> {
        let total = total.value()?;
        let sum = parts.iter().filter_map(|part| part.value()).fold(0, u64::saturating_add);
        (sum > total).then_some(self)
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CacheExceedsInput => "cached and written tokens exceed the input tokens",
            Self::LifetimesExceedCacheWrite => "cache writes by lifetime exceed the cache writes",
            Self::ReasoningExceedsOutput => "reasoning tokens exceed the output tokens",
            Self::CitationsExceedOutput => "reasoning and cited tokens exceed the output tokens",
            Self::ToolsExceedInput => "input tokens of tools exceed the input tokens",
            Self::ModalitiesExceedInput => "input tokens by modality exceed the input tokens",
            Self::ModalitiesExceedOutput => "output tokens by modality exceed the output tokens",
            Self::ModalitiesExceedCacheRead => "cached tokens by modality exceed the cached tokens",
            Self::SumExceedsTotal => "input and output tokens exceed the total",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_beyond_their_total_are_found_and_kept() {
        let usage = Usage::tokens(10, 5).cache_read(11);
        assert_eq!(usage.contradiction(), Some(Contradiction::CacheExceedsInput));
        assert_eq!(usage.cache_read, Measured::Reported(11));
    }

    #[test]
    fn every_total_is_checked() {
        let r = Measured::Reported;
        let cases = [
            (
                Usage { cache_write: r(1), cache_write_1h: r(2), ..Usage::new() },
                Contradiction::LifetimesExceedCacheWrite,
            ),
            (Usage::tokens(1, 1).reasoning(2), Contradiction::ReasoningExceedsOutput),
            (
                Usage { citations: r(2), ..Usage::tokens(1, 2).reasoning(1) },
                Contradiction::CitationsExceedOutput,
            ),
            (Usage { input_tool: r(2), ..Usage::tokens(1, 1) }, Contradiction::ToolsExceedInput),
            (
                Usage { input_text: r(1), input_video: r(1), ..Usage::tokens(1, 1) },
                Contradiction::ModalitiesExceedInput,
            ),
            (
                Usage { cache_read_video: r(2), ..Usage::tokens(5, 1).cache_read(1) },
                Contradiction::ModalitiesExceedCacheRead,
            ),
            (
                Usage { input_audio: r(2), ..Usage::tokens(1, 1) },
                Contradiction::ModalitiesExceedInput,
            ),
            (
                Usage { output_image: r(2), ..Usage::tokens(1, 1) },
                Contradiction::ModalitiesExceedOutput,
            ),
            (
                Usage { cache_read_text: r(2), ..Usage::tokens(5, 1).cache_read(1) },
                Contradiction::ModalitiesExceedCacheRead,
            ),
            (Usage { total: r(1), ..Usage::tokens(1, 1) }, Contradiction::SumExceedsTotal),
        ];
        for (usage, expected) in cases {
            assert_eq!(usage.contradiction(), Some(expected));
        }
    }

    #[test]
    fn unknown_totals_contradict_nothing() {
        assert_eq!(Usage::new().cache_read(5).reasoning(7).contradiction(), None);
    }
}

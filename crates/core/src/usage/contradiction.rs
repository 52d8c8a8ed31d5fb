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
    /// Text, audio and image tokens exceed the input.
    ModalitiesExceedInput,
    /// Text, audio and image tokens exceed the output.
    ModalitiesExceedOutput,
    /// Cached text, audio and image tokens exceed the cached ones.
    ModalitiesExceedCacheRead,
    /// Input plus output exceed the provider's own total.
    SumExceedsTotal,
}

impl Contradiction {
    pub(super) fn find(usage: &Usage) -> Option<Self> {
        let u = usage;
        [
            (exceeds(&[u.cache_read, u.cache_write], u.input), Self::CacheExceedsInput),
            (
                exceeds(&[u.cache_write_5m, u.cache_write_1h], u.cache_write),
                Self::LifetimesExceedCacheWrite,
            ),
            (exceeds(&[u.reasoning], u.output), Self::ReasoningExceedsOutput),
            (
                exceeds(&[u.input_text, u.input_audio, u.input_image], u.input),
                Self::ModalitiesExceedInput,
            ),
            (
                exceeds(&[u.output_text, u.output_audio, u.output_image], u.output),
                Self::ModalitiesExceedOutput,
            ),
            (
                exceeds(&[u.cache_read_text, u.cache_read_audio, u.cache_read_image], u.cache_read),
                Self::ModalitiesExceedCacheRead,
            ),
            (exceeds(&[u.input, u.output], u.total), Self::SumExceedsTotal),
        ]
        .into_iter()
        .find_map(|(found, contradiction)| found.then_some(contradiction))
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CacheExceedsInput => "cached and written tokens exceed the input tokens",
            Self::LifetimesExceedCacheWrite => "cache writes by lifetime exceed the cache writes",
            Self::ReasoningExceedsOutput => "reasoning tokens exceed the output tokens",
            Self::ModalitiesExceedInput => "input tokens by modality exceed the input tokens",
            Self::ModalitiesExceedOutput => "output tokens by modality exceed the output tokens",
            Self::ModalitiesExceedCacheRead => "cached tokens by modality exceed the cached tokens",
            Self::SumExceedsTotal => "input and output tokens exceed the total",
        })
    }
}

/// Whether the known parts add up to more than a known total.
fn exceeds(parts: &[Measured<u64>], total: Measured<u64>) -> bool {
    total.value().is_some_and(|total| {
        let sum = parts.iter().filter_map(|part| part.value()).fold(0, u64::saturating_add);
        sum > total
    })
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

//! What a call used: token counts and other units, as the provider reported them.

mod contradiction;
mod measured;

use std::time::Duration;

pub use self::contradiction::Contradiction;
pub use self::measured::Measured;

/// Hands the names of all integer counts to a macro.
macro_rules! each_count {
    ($with:ident) => {
        $with!(
            input,
            output,
            total,
            cache_read,
            cache_write,
            cache_write_5m,
            cache_write_1h,
            reasoning,
            input_text,
            input_audio,
            input_image,
            input_video,
            input_tool,
            output_text,
            output_audio,
            output_image,
            output_video,
            citations,
            cache_read_text,
            cache_read_audio,
            cache_read_image,
            cache_read_video,
            pages,
            annotated_pages,
            characters,
            images,
            pixels,
            searches,
            storage_searches,
            code_executions
        )
    };
}

/// What a call (or one attempt of it) used.
///
/// Totals are inclusive, as the conventions ask: [`input`](Self::input) contains cached, written,
/// audio, image and video tokens, [`output`](Self::output) contains reasoning and audio. Parts stand beside
/// the total, never instead of it. Parts that exceed their total are a [`Contradiction`]: kept as
/// they came, flagged and counted, never clamped.
///
/// ```
/// use genai_otel_core::{Measured, Usage};
///
/// let usage = Usage::tokens(120, 30).cache_read(64).reasoning(12);
/// assert_eq!(usage.input, Measured::Reported(120));
/// assert_eq!(usage.total(), Some(150));
/// assert_eq!(usage.cache_write, Measured::Missing); // unknown is not zero
/// assert_eq!(usage.contradiction(), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// All input tokens, cached ones included.
    pub input: Measured<u64>,
    /// All output tokens, reasoning included.
    pub output: Measured<u64>,
    /// The total, only where the provider gave one of its own. See [`total`](Self::total()).
    pub total: Measured<u64>,
    /// Input tokens served from the provider's cache, a part of `input`.
    pub cache_read: Measured<u64>,
    /// Input tokens written to the provider's cache, a part of `input`.
    pub cache_write: Measured<u64>,
    /// Cache writes kept for five minutes, a part of `cache_write`.
    pub cache_write_5m: Measured<u64>,
    /// Cache writes kept for an hour, a part of `cache_write`.
    pub cache_write_1h: Measured<u64>,
    /// Tokens of reasoning, a part of `output`.
    pub reasoning: Measured<u64>,
    /// Text tokens of the input.
    pub input_text: Measured<u64>,
    /// Audio tokens of the input.
    pub input_audio: Measured<u64>,
    /// Image tokens of the input.
    pub input_image: Measured<u64>,
    /// Video tokens of the input.
    pub input_video: Measured<u64>,
    /// Input tokens of what tools of the provider brought, a part of `input`.
    pub input_tool: Measured<u64>,
    /// Text tokens of the output.
    pub output_text: Measured<u64>,
    /// Audio tokens of the output.
    pub output_audio: Measured<u64>,
    /// Image tokens of the output.
    pub output_image: Measured<u64>,
    /// Video tokens of the output.
    pub output_video: Measured<u64>,
    /// Tokens of sources that the provider cites and bills, a part of `output`.
    pub citations: Measured<u64>,
    /// Text tokens read from the cache, a part of `cache_read`.
    pub cache_read_text: Measured<u64>,
    /// Audio tokens read from the cache, a part of `cache_read`.
    pub cache_read_audio: Measured<u64>,
    /// Image tokens read from the cache, a part of `cache_read`.
    pub cache_read_image: Measured<u64>,
    /// Video tokens read from the cache, a part of `cache_read`.
    pub cache_read_video: Measured<u64>,
    /// Document pages processed (OCR).
    pub pages: Measured<u64>,
    /// Document pages that were annotated beside being read (OCR).
    pub annotated_pages: Measured<u64>,
    /// Characters processed (speech, translation).
    pub characters: Measured<u64>,
    /// Images made or read.
    pub images: Measured<u64>,
    /// Pixels of images read (multimodal embeddings).
    pub pixels: Measured<u64>,
    /// Searches made (web search, rerank units).
    pub searches: Measured<u64>,
    /// Searches of files that the provider keeps.
    pub storage_searches: Measured<u64>,
    /// Runs of code at the provider.
    pub code_executions: Measured<u64>,
    /// Length of the audio or video processed.
    pub duration: Measured<Duration>,
}

impl Usage {
    /// Nothing known yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Input and output tokens as the provider reported them, both inclusive.
    #[must_use]
    pub fn tokens(input: u64, output: u64) -> Self {
        Self {
            input: Measured::Reported(input),
            output: Measured::Reported(output),
            ..Self::default()
        }
    }

    /// Input tokens alone (embeddings, rerank, moderation).
    #[must_use]
    pub fn input_tokens(input: u64) -> Self {
        Self { input: Measured::Reported(input), ..Self::default() }
    }

    /// Input and output tokens that were estimated, not reported.
    #[must_use]
    pub fn estimated(input: u64, output: u64) -> Self {
        Self {
            input: Measured::Estimated(input),
            output: Measured::Estimated(output),
            ..Self::default()
        }
    }

    /// Sets the reported [`cache_read`](Self::cache_read) tokens.
    #[must_use]
    pub fn cache_read(mut self, tokens: u64) -> Self {
        self.cache_read = Measured::Reported(tokens);
        self
    }

    /// Sets the reported [`cache_write`](Self::cache_write) tokens.
    #[must_use]
    pub fn cache_write(mut self, tokens: u64) -> Self {
        self.cache_write = Measured::Reported(tokens);
        self
    }

    /// Sets the reported [`reasoning`](Self::reasoning) tokens.
    #[must_use]
    pub fn reasoning(mut self, tokens: u64) -> Self {
        self.reasoning = Measured::Reported(tokens);
        self
    }

    /// Sets the reported [`pages`](Self::pages).
    #[must_use]
    pub fn pages(mut self, pages: u64) -> Self {
        self.pages = Measured::Reported(pages);
        self
    }

    /// Sets the reported [`characters`](Self::characters).
    #[must_use]
    pub fn characters(mut self, characters: u64) -> Self {
        self.characters = Measured::Reported(characters);
        self
    }

    /// Sets the reported [`images`](Self::images).
    #[must_use]
    pub fn images(mut self, images: u64) -> Self {
        self.images = Measured::Reported(images);
        self
    }

    /// Sets the reported [`pixels`](Self::pixels).
    #[must_use]
    pub fn pixels(mut self, pixels: u64) -> Self {
        self.pixels = Measured::Reported(pixels);
        self
    }

    /// Sets the reported [`searches`](Self::searches).
    #[must_use]
    pub fn searches(mut self, searches: u64) -> Self {
        self.searches = Measured::Reported(searches);
        self
    }

    /// Sets the reported [`duration`](Self::duration) of audio or video.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Measured::Reported(duration);
        self
    }

    /// All tokens: the provider's own total, else input plus output where both are known.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
            .value()
            .or_else(|| Some(self.input.value()?.saturating_add(self.output.value()?)))
    }

    /// Whether nothing at all is known.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.duration.is_missing() && self.counts().iter().all(|count| count.is_missing())
    }

    /// Whether any part was estimated.
    #[must_use]
    pub fn is_estimated(&self) -> bool {
        // Over all of them: stopping early costs more than it saves.
        let counts = self.counts().iter().fold(false, |any, count| any | count.is_estimated());
        counts || self.duration.is_estimated()
    }

    /// The first contradiction found: parts that exceed their total.
    #[must_use]
    pub fn contradiction(&self) -> Option<Contradiction> {
        Contradiction::find(self)
    }

    /// Takes over what `newer` says. Providers send cumulative numbers, so the last report counts;
    /// nothing is summed.
    pub fn update(&mut self, newer: &Self) {
        macro_rules! update {
            ($($count:ident),*) => {$( self.$count.update(newer.$count); )*};
        }
        self.duration.update(newer.duration);
        // Each by itself: making lists of so many costs more than most of it.
        each_count!(update);
    }

    /// [`update`](Self::update) by [`tokens`](Self::tokens).
    pub(crate) fn update_tokens(&mut self, input: u64, output: u64) {
        self.input.update(Measured::Reported(input));
        self.output.update(Measured::Reported(output));
    }

    /// Estimates the tokens of an answer, as far as it `said` nothing of them. No estimate is less than a part that was
    /// reported.
    pub(crate) fn estimate_missing(
        &mut self,
        said: &Self,
        input: Option<u64>,
        output: Option<u64>,
    ) {
        let least = |estimate: Option<u64>, parts: [Measured<u64>; 2]| {
            let reported =
                parts.iter().filter_map(|part| part.value()).fold(0, u64::saturating_add);
            estimate.map_or(Measured::Missing, |tokens| Measured::Estimated(tokens.max(reported)))
        };
        if said.input.is_missing() {
            self.input.update(least(input, [said.cache_read, said.cache_write]));
        }
        if said.output.is_missing() {
            self.output.update(least(output, [said.reasoning, said.output_audio]));
        }
    }

    /// Adds another attempt's usage. Sums saturate at `u64::MAX`.
    pub fn add(&mut self, other: &Self) {
        self.duration = self.duration.plus(other.duration, Duration::saturating_add);
        for (count, other) in self.counts_mut().into_iter().zip(other.counts()) {
            *count = count.plus(other, u64::saturating_add);
        }
    }

    fn counts(&self) -> [Measured<u64>; COUNTS] {
        macro_rules! list {
            ($($count:ident),*) => { [$(self.$count),*] };
        }
        each_count!(list)
    }

    fn counts_mut(&mut self) -> [&mut Measured<u64>; COUNTS] {
        macro_rules! list {
            ($($count:ident),*) => { [$(&mut self.$count),*] };
        }
        each_count!(list)
    }
}

/// The number of integer counts in a [`Usage`].
const COUNTS: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_sums_over_attempts_part_by_part() {
        let mut sum = Usage::tokens(10, 5).cache_read(4);
        sum.add(&Usage::tokens(20, 7).reasoning(3));
        assert_eq!(sum, Usage::tokens(30, 12).cache_read(4).reasoning(3));
    }

    #[test]
    fn sums_saturate_instead_of_wrapping() {
        let mut sum = Usage::tokens(u64::MAX, 1);
        sum.add(&Usage::tokens(1, 1));
        assert_eq!(sum.input, Measured::Reported(u64::MAX));
        assert_eq!(sum.total(), Some(u64::MAX));
    }

    #[test]
    fn cumulative_reports_replace_each_other() {
        let mut usage = Usage::tokens(10, 1);
        usage.update(&Usage { output: Measured::Reported(9), ..Usage::default() });
        assert_eq!(usage, Usage::tokens(10, 9));
    }

    #[test]
    fn only_what_is_missing_is_estimated() {
        let said = Usage::input_tokens(3).reasoning(20);
        let mut usage = said.clone();
        usage.estimate_missing(&said, Some(5), Some(10));
        let output = Measured::Estimated(20);
        assert_eq!(usage, Usage { output, ..Usage::input_tokens(3).reasoning(20) });
        usage.update(&Usage::tokens(3, 22));
        assert_eq!(usage, Usage::tokens(3, 22).reasoning(20));
    }

    #[test]
    fn nothing_known_has_no_total() {
        assert_eq!(Usage::input_tokens(3).total(), None);
        assert!(Usage::new().is_missing());
        assert!(Usage::estimated(1, 1).is_estimated());
    }
}

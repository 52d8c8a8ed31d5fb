use std::ops::AddAssign;

/// Token counts of one call, as a provider knows them.
///
/// `input` and `output` are inclusive totals, as the OpenTelemetry conventions count: cached and written input
/// tokens are part of `input`, reasoning tokens are part of `output`. On the wire each provider's own way of
/// counting is kept: Anthropic's `input_tokens` leaves the cached and written ones out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TokenCounts {
    /// All input tokens.
    pub input: u64,
    /// All output tokens, over every choice.
    pub output: u64,
    /// Input tokens that were read from the provider's cache.
    pub cached: u64,
    /// Input tokens that were written to the provider's cache.
    pub cache_write: u64,
    /// Output tokens spent on reasoning.
    pub reasoning: u64,
}

impl TokenCounts {
    /// Counts with nothing cached and no reasoning.
    #[must_use]
    pub const fn new(input: u64, output: u64) -> Self {
        Self { input, output, cached: 0, cache_write: 0, reasoning: 0 }
    }

    /// `tokens` of the input were read from the cache.
    #[must_use]
    pub const fn cached(mut self, tokens: u64) -> Self {
        self.cached = tokens;
        self
    }

    /// `tokens` of the input were written to the cache.
    #[must_use]
    pub const fn cache_write(mut self, tokens: u64) -> Self {
        self.cache_write = tokens;
        self
    }

    /// `tokens` of the output were spent on reasoning.
    #[must_use]
    pub const fn reasoning(mut self, tokens: u64) -> Self {
        self.reasoning = tokens;
        self
    }

    /// Input and output together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.input.saturating_add(self.output)
    }

    /// The input that was neither read from the cache nor written to it.
    pub(crate) const fn uncached(&self) -> u64 {
        self.input.saturating_sub(self.cached).saturating_sub(self.cache_write)
    }
}

impl AddAssign for TokenCounts {
    fn add_assign(&mut self, other: Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
        self.cached = self.cached.saturating_add(other.cached);
        self.cache_write = self.cache_write.saturating_add(other.cache_write);
        self.reasoning = self.reasoning.saturating_add(other.reasoning);
    }
}

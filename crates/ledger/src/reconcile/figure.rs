//! What is compared.

use genai_otel_core::Currency;

use crate::query::Totals;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Figure {
    /// Calls.
    Calls,
    /// Tokens in, cached ones included.
    InputTokens,
    /// Tokens out, reasoning included.
    OutputTokens,
    /// Tokens in and out.
    TotalTokens,
    /// Of the input, read from the provider's cache.
    CacheReadTokens,
    /// Of the input, written to the provider's cache.
    CacheWriteTokens,
    /// Of the output, reasoning.
    ReasoningTokens,
    /// Money.
    Cost,
}

impl Figure {
    /// All there are.
    pub const ALL: [Self; 8] = [
        Self::Calls,
        Self::InputTokens,
        Self::OutputTokens,
        Self::TotalTokens,
        Self::CacheReadTokens,
        Self::CacheWriteTokens,
        Self::ReasoningTokens,
        Self::Cost,
    ];

    /// Its name, as in a map.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::InputTokens => "input_tokens",
            Self::OutputTokens => "output_tokens",
            Self::TotalTokens => "total_tokens",
            Self::CacheReadTokens => "cache_read_tokens",
            Self::CacheWriteTokens => "cache_write_tokens",
            Self::ReasoningTokens => "reasoning_tokens",
            Self::Cost => "cost",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.as_str() == name)
    }

    /// That of some calls: how many, or pico-units of the currency.
    pub(super) fn of(self, totals: &Totals, currency: Currency) -> i128 {
        let count = |count: u128| i128::try_from(count).unwrap_or(i128::MAX);
        match self {
            Self::Calls => i128::from(totals.calls),
            Self::InputTokens => count(totals.input_tokens()),
            Self::OutputTokens => count(totals.output_tokens()),
            Self::TotalTokens => count(totals.total_tokens()),
            Self::CacheReadTokens => count(totals.cache_read_tokens()),
            Self::CacheWriteTokens => count(totals.cache_write_tokens()),
            Self::ReasoningTokens => count(totals.reasoning_tokens()),
            Self::Cost => {
                let cost = totals.costs.iter().find(|cost| cost.currency() == currency);
                cost.map_or(0, |cost| cost.pico())
            }
        }
    }
}

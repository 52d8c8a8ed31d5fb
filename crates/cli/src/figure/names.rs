//! What the numbers are called.

use super::Figure;

impl Figure {
    /// Its name, and a short one where it has one.
    pub(crate) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Calls => ("calls", ""),
            Self::Failed => ("failed", ""),
            Self::ErrorRate => ("error_rate", "errors"),
            Self::InputTokens => ("input_tokens", "input"),
            Self::OutputTokens => ("output_tokens", "output"),
            Self::TotalTokens => ("total_tokens", "tokens"),
            Self::CacheReadTokens => ("cache_read_tokens", "cached"),
            Self::CacheWriteTokens => ("cache_write_tokens", "cache_write"),
            Self::ReasoningTokens => ("reasoning_tokens", "reasoning"),
            Self::EstimatedTokens => ("estimated_tokens", "estimated"),
            Self::WithoutUsage => ("calls_without_usage", "no_usage"),
            Self::Cost => ("cost", ""),
            Self::Unpriced => ("unpriced", ""),
            Self::InexactCosts => ("inexact_costs", "inexact"),
            Self::EnergyLow => ("energy_low_j", ""),
            Self::EnergyHigh => ("energy_high_j", ""),
            Self::CarbonLow => ("carbon_low_g", ""),
            Self::CarbonHigh => ("carbon_high_g", ""),
            Self::EnergyUnknown => ("energy_unknown", ""),
            Self::Attempts => ("attempts", ""),
            Self::CacheHits => ("cache_hits", "hits"),
            Self::CacheHitRate => ("cache_hit_rate", "hit_rate"),
            Self::LatencyMean => ("latency_mean_ms", "latency"),
            Self::LatencyQuantile(50) => ("latency_p50_ms", "p50"),
            Self::LatencyQuantile(90) => ("latency_p90_ms", "p90"),
            Self::LatencyQuantile(_) => ("latency_p99_ms", "p99"),
            Self::FirstChunkMean => ("first_chunk_mean_ms", "time_to_first_chunk"),
            Self::FirstChunkQuantile(50) => ("first_chunk_p50_ms", "chunk_p50"),
            Self::FirstChunkQuantile(90) => ("first_chunk_p90_ms", "chunk_p90"),
            Self::FirstChunkQuantile(_) => ("first_chunk_p99_ms", "chunk_p99"),
            Self::TokensPerSecond => ("tokens_per_second", "speed"),
            Self::First => ("first", ""),
            Self::Last => ("last", ""),
        }
    }

    /// The name of its column, in a table for people the short one.
    pub(crate) fn title(self) -> &'static str {
        match self.names() {
            (name, "") => name,
            (_, short) => short,
        }
    }
}

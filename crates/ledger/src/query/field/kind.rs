//! How the values of a field are compared.

use super::Field;

/// How the values of a field are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Byte by byte.
    Text,
    /// As exact decimal numbers.
    Number,
    /// As moments.
    Moment,
    /// `true` or `false`.
    Flag,
    /// One of the words of [`Status`](crate::Status).
    Status,
    /// As numbers where both are numbers, else as texts.
    Free,
}

impl Field {
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Version
            | Self::Seq
            | Self::InputTokens
            | Self::OutputTokens
            | Self::TotalTokens
            | Self::CacheReadTokens
            | Self::CacheWriteTokens
            | Self::ReasoningTokens
            | Self::LatencyMs
            | Self::TimeToFirstChunkMs
            | Self::TokensPerSecond
            | Self::Cost
            | Self::Attempts
            | Self::Temperature
            | Self::MaxTokens
            | Self::CostInput
            | Self::CostOutput
            | Self::EnergyLow
            | Self::EnergyHigh
            | Self::CarbonLow
            | Self::CarbonHigh
            | Self::CarbonGrid => Kind::Number,
            Self::Timestamp => Kind::Moment,
            Self::CacheHit
            | Self::CostEstimated
            | Self::CostIncomplete
            | Self::EnergyEstimated
            | Self::EnergyIncomplete => Kind::Flag,
            Self::Status => Kind::Status,
            Self::Metadata(_) => Kind::Free,
            _ => Kind::Text,
        }
    }
}

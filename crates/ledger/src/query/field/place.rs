//! Where a line of ours has the value of a field.

use super::Field;
use crate::scan::Place;

impl Field {
    /// Where a line of ours has its value as it is compared and grouped by; nothing where the line must be read whole.
    pub(crate) const fn place(&self) -> Option<Place> {
        Some(match self {
            Self::Id => Place::Id,
            Self::Writer => Place::Writer,
            Self::Seq => Place::Seq,
            Self::Timestamp => Place::Timestamp,
            Self::Status => Place::Status,
            Self::Service => Place::Service,
            Self::Provider => Place::Provider,
            Self::ApiType => Place::ApiType,
            Self::Operation => Place::Operation,
            Self::Model => Place::Model,
            Self::ResponseModel => Place::ResponseModel,
            Self::User => Place::User,
            Self::Session => Place::Session,
            Self::InputTokens => Place::InputTokens,
            Self::OutputTokens => Place::OutputTokens,
            Self::TotalTokens => Place::TotalTokens,
            Self::CacheReadTokens => Place::CacheReadTokens,
            Self::CacheWriteTokens => Place::CacheWriteTokens,
            Self::ReasoningTokens => Place::ReasoningTokens,
            Self::LatencyMs => Place::LatencyMs,
            Self::TimeToFirstChunkMs => Place::TimeToFirstChunkMs,
            Self::Cost => Place::Cost,
            Self::Currency => Place::Currency,
            Self::Unpriced => Place::Unpriced,
            Self::Organization => Place::Organization,
            Self::Team => Place::Team,
            Self::Tenant => Place::Tenant,
            Self::Customer => Place::Customer,
            Self::Agent => Place::Agent,
            Self::AgentId => Place::AgentId,
            Self::Workflow => Place::Workflow,
            Self::Step => Place::Step,
            Self::Run => Place::Run,
            Self::Conversation => Place::Conversation,
            Self::Source => Place::Source,
            Self::CacheHit => Place::CacheHit,
            Self::Attempts => Place::Attempts,
            Self::SourceFunction => Place::SourceFunction,
            Self::ErrorType => Place::ErrorType,
            Self::ErrorMessage => Place::ErrorMessage,
            Self::TraceId => Place::TraceId,
            Self::SpanId => Place::SpanId,
            Self::Tool => Place::Tool,
            Self::EnergyLow => Place::EnergyLow,
            Self::EnergyHigh => Place::EnergyHigh,
            Self::EnergyMethod => Place::EnergyMethod,
            Self::EnergyUnknown => Place::EnergyUnknown,
            _ => return None,
        })
    }
}

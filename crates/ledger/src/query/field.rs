//! What can be asked for, compared and grouped by.

mod kind;
mod names;
mod place;
mod value;

pub(crate) use self::kind::Kind;
pub(crate) use self::names::nearest;
pub(crate) use self::value::Value;

/// A field of a line that can be compared and grouped by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is named as in a line")]
pub enum Field {
    Version,
    Id,
    Writer,
    Seq,
    Timestamp,
    Status,
    Service,
    Provider,
    ApiType,
    Operation,
    Model,
    ResponseModel,
    User,
    Session,
    InputTokens,
    OutputTokens,
    TotalTokens,
    CacheReadTokens,
    CacheWriteTokens,
    ReasoningTokens,
    LatencyMs,
    TimeToFirstChunkMs,
    TokensPerSecond,
    Cost,
    Currency,
    Unpriced,
    Organization,
    Team,
    Tenant,
    Customer,
    Agent,
    AgentId,
    Workflow,
    Step,
    Run,
    Conversation,
    Source,
    CacheHit,
    Attempts,
    SourceFunction,
    ErrorType,
    ErrorMessage,
    TraceId,
    SpanId,
    Tool,
    Temperature,
    MaxTokens,
    CostOrigin,
    CostInput,
    CostOutput,
    CostEstimated,
    CostIncomplete,
    EnergyLow,
    EnergyHigh,
    EnergyMethod,
    EnergyMethodVersion,
    EnergyEstimated,
    EnergyIncomplete,
    EnergyUnknown,
    CarbonLow,
    CarbonHigh,
    CarbonGrid,
    /// A free key of the caller: `metadata.KEY`.
    Metadata(String),
}

impl Field {
    /// The one of this name: as in a line, or short: `user` for `user_id`, `organisation` for `organization_id`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        names::named(name)
    }

    /// Its name in a line: `user_id`, `metadata.release`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Metadata(key) => format!("metadata.{key}"),
            field => names::in_line(field).to_owned(),
        }
    }

    /// What to say where [`named`](Self::named) knows nothing: that the field is unknown, and the nearest one.
    #[must_use]
    pub fn unknown(name: &str) -> String {
        names::unknown(name, &[])
    }

    pub(crate) fn unknown_beside(name: &str, others: &[&str]) -> String {
        names::unknown(name, others)
    }
}

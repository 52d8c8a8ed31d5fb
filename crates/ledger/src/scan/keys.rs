//! The keys of a line of ours that are looked for, in their order.

use super::key::Key;

/// Where a key stands among those that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(dead_code, reason = "some are only passed over, faster than an unknown key")]
pub(crate) enum Place {
    Version,
    Id,
    Writer,
    Seq,
    Timestamp,
    /// Not a call, but that calls are missing.
    Gap,
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
    FinishReasons,
    Temperature,
    MaxTokens,
    Estimated,
    CostOrigin,
    CostInput,
    CostOutput,
    CostEstimated,
    CostIncomplete,
    EnergyLow,
    EnergyHigh,
    EnergyMethod,
    EnergyEstimated,
    EnergyIncomplete,
    EnergyUnknown,
    CarbonLow,
    CarbonHigh,
}

/// Each key in the order of [`Place`].
pub(super) static KEYS: [Key; TEXTS.len()] = {
    let mut keys = [Key::new(b""); TEXTS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = Key::new(TEXTS[at]);
        at += 1;
    }
    keys
};

/// How many there are.
pub(super) const COUNT: usize = TEXTS.len();

const TEXTS: [&[u8]; 63] = [
    b"\"v\":",
    b"\"id\":",
    b"\"writer\":",
    b"\"seq\":",
    b"\"timestamp\":",
    b"\"gap\":",
    b"\"status\":",
    b"\"service\":",
    b"\"provider\":",
    b"\"api_type\":",
    b"\"operation\":",
    b"\"model\":",
    b"\"response_model\":",
    b"\"user_id\":",
    b"\"session_id\":",
    b"\"input_tokens\":",
    b"\"output_tokens\":",
    b"\"total_tokens\":",
    b"\"cache_read_tokens\":",
    b"\"cache_write_tokens\":",
    b"\"reasoning_tokens\":",
    b"\"latency_ms\":",
    b"\"time_to_first_chunk_ms\":",
    b"\"tokens_per_second\":",
    b"\"cost\":",
    b"\"currency\":",
    b"\"unpriced\":",
    b"\"organization_id\":",
    b"\"team\":",
    b"\"tenant\":",
    b"\"customer\":",
    b"\"agent\":",
    b"\"agent_id\":",
    b"\"workflow\":",
    b"\"step\":",
    b"\"run\":",
    b"\"conversation_id\":",
    b"\"source_id\":",
    b"\"cache_hit\":",
    b"\"attempts\":",
    b"\"source_function\":",
    b"\"error_type\":",
    b"\"error_message\":",
    b"\"trace_id\":",
    b"\"span_id\":",
    b"\"tool\":",
    b"\"finish_reasons\":",
    b"\"temperature\":",
    b"\"max_tokens\":",
    b"\"estimated\":",
    b"\"cost_origin\":",
    b"\"cost_input\":",
    b"\"cost_output\":",
    b"\"cost_estimated\":",
    b"\"cost_incomplete\":",
    b"\"energy_low_j\":",
    b"\"energy_high_j\":",
    b"\"energy_method\":",
    b"\"energy_estimated\":",
    b"\"energy_incomplete\":",
    b"\"energy_unknown\":",
    b"\"carbon_low_g\":",
    b"\"carbon_high_g\":",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_place() {
        assert_eq!(KEYS.len(), Place::CarbonHigh as usize + 1);
        assert_eq!(TEXTS[Place::Session as usize], b"\"session_id\":");
        assert_eq!(TEXTS[Place::Unpriced as usize], b"\"unpriced\":");
        assert_eq!(TEXTS[Place::Estimated as usize], b"\"estimated\":");
        assert_eq!(TEXTS[Place::EnergyUnknown as usize], b"\"energy_unknown\":");
    }

    #[test]
    fn bytes_begin_with_a_key_where_all_of_it_is_there() {
        for (place, key) in KEYS.iter().enumerate() {
            for end in ["", "1}", "\"more text than a word\""] {
                let mut bytes = [TEXTS[place], end.as_bytes()].concat();
                for (other, key) in KEYS.iter().enumerate() {
                    assert_eq!(key.begins(&bytes), place == other);
                }
                for at in 0..key.len() {
                    bytes[at] ^= 1;
                    assert!(!key.begins(&bytes), "{place} {at}");
                    assert!(!key.begins(&bytes[..at]), "{place} {at}");
                    bytes[at] ^= 1;
                }
            }
        }
    }
}

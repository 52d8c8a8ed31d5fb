//! What fields are called.

use super::Field;
use crate::line::keys;

pub(super) fn named(name: &str) -> Option<Field> {
    if let Some(key) = name.strip_prefix("metadata.").filter(|key| !key.is_empty()) {
        return Some(Field::Metadata(key.to_owned()));
    }
    let known = NAMES.iter().find(|(_, in_line, short)| *in_line == name || short.contains(&name));
    known.map(|(field, ..)| field.clone())
}

pub(super) fn in_line(field: &Field) -> &'static str {
    NAMES.iter().find(|(named, ..)| named == field).map_or("metadata", |(_, in_line, _)| in_line)
}

/// What to say of a name that is none, where these others would do as well.
pub(super) fn unknown(name: &str, others: &[&str]) -> String {
    let fields =
        NAMES.iter().flat_map(|(_, in_line, short)| std::iter::once(in_line).chain(*short));
    if keys().contains(&name) {
        return format!("`{name}` stands in lines, but is no field to ask by: {}", all());
    }
    match nearest(name, fields.chain(others).copied()) {
        Some(known) => format!("unknown field `{name}`: did you mean `{known}`?"),
        None => format!("unknown field `{name}`: {}", all()),
    }
}

/// All fields.
fn all() -> String {
    let names: Vec<_> = NAMES.iter().map(|(_, in_line, _)| *in_line).collect();
    format!("there are {} and metadata.KEY", names.join(", "))
}

/// The one of these that is mistyped so, perhaps.
pub(crate) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let near = known.map(|known| (distance(name, known), known)).min();
    near.filter(|(distance, _)| *distance <= MOST_TYPOS.min(name.len() / 2)).map(|(_, known)| known)
}

/// How many letters must be put in, taken out or changed to make one of the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(b.chars()) {
            let changed = diagonal + usize::from(letter != other);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

const MOST_TYPOS: usize = 3;

/// Each field, its name in a line, and its other names.
const NAMES: &[(Field, &str, &[&str])] = &[
    (Field::Version, "v", &["version"]),
    (Field::Id, "id", &[]),
    (Field::Writer, "writer", &[]),
    (Field::Seq, "seq", &[]),
    (Field::Timestamp, "timestamp", &["time"]),
    (Field::Status, "status", &[]),
    (Field::Service, "service", &[]),
    (Field::Provider, "provider", &["api_provider"]),
    (Field::ApiType, "api_type", &[]),
    (Field::Operation, "operation", &[]),
    (Field::Model, "model", &[]),
    (Field::ResponseModel, "response_model", &[]),
    (Field::User, "user_id", &["user"]),
    (Field::Session, "session_id", &["session"]),
    (Field::InputTokens, "input_tokens", &["input"]),
    (Field::OutputTokens, "output_tokens", &["output"]),
    (Field::TotalTokens, "total_tokens", &["tokens", "total"]),
    (Field::CacheReadTokens, "cache_read_tokens", &["cache_read"]),
    (Field::CacheWriteTokens, "cache_write_tokens", &["cache_write"]),
    (Field::ReasoningTokens, "reasoning_tokens", &["reasoning"]),
    (Field::LatencyMs, "latency_ms", &["latency"]),
    (Field::TimeToFirstChunkMs, "time_to_first_chunk_ms", &["time_to_first_chunk"]),
    (Field::TokensPerSecond, "tokens_per_second", &[]),
    (Field::Cost, "cost", &[]),
    (Field::Currency, "currency", &[]),
    (Field::Unpriced, "unpriced", &[]),
    (Field::Organization, "organization_id", &["organization", "organisation", "organisation_id"]),
    (Field::Team, "team", &[]),
    (Field::Tenant, "tenant", &[]),
    (Field::Customer, "customer", &[]),
    (Field::Agent, "agent", &[]),
    (Field::AgentId, "agent_id", &[]),
    (Field::Workflow, "workflow", &[]),
    (Field::Step, "step", &[]),
    (Field::Run, "run", &[]),
    (Field::Conversation, "conversation_id", &["conversation"]),
    (Field::Source, "source_id", &["source"]),
    (Field::CacheHit, "cache_hit", &[]),
    (Field::Attempts, "attempts", &[]),
    (Field::SourceFunction, "source_function", &["function"]),
    (Field::ErrorType, "error_type", &["error"]),
    (Field::ErrorMessage, "error_message", &[]),
    (Field::TraceId, "trace_id", &["trace"]),
    (Field::SpanId, "span_id", &["span"]),
    (Field::Tool, "tool", &[]),
    (Field::Temperature, "temperature", &[]),
    (Field::MaxTokens, "max_tokens", &[]),
    (Field::CostOrigin, "cost_origin", &[]),
    (Field::CostInput, "cost_input", &[]),
    (Field::CostOutput, "cost_output", &[]),
    (Field::CostEstimated, "cost_estimated", &[]),
    (Field::CostIncomplete, "cost_incomplete", &[]),
    (Field::EnergyLow, "energy_low_j", &[]),
    (Field::EnergyHigh, "energy_high_j", &[]),
    (Field::EnergyMethod, "energy_method", &[]),
    (Field::EnergyMethodVersion, "energy_method_version", &[]),
    (Field::EnergyEstimated, "energy_estimated", &[]),
    (Field::EnergyIncomplete, "energy_incomplete", &[]),
    (Field::EnergyUnknown, "energy_unknown", &[]),
    (Field::CarbonLow, "carbon_low_g", &[]),
    (Field::CarbonHigh, "carbon_high_g", &[]),
    (Field::CarbonGrid, "carbon_g_per_kwh", &[]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_all_its_names() {
        for (field, in_line, short) in NAMES {
            assert_eq!(named(in_line).as_ref(), Some(field));
            assert_eq!(field.name(), *in_line);
            for name in *short {
                assert_eq!(named(name).as_ref(), Some(field));
            }
        }
        assert_eq!(named("metadata.release"), Some(Field::Metadata("release".to_owned())));
        assert_eq!(named("metadata."), None);
    }

    #[test]
    fn an_unknown_name_is_told_with_the_nearest_known() {
        assert_eq!(unknown("modle", &[]), "unknown field `modle`: did you mean `model`?");
        assert_eq!(unknown("weak", &["week"]), "unknown field `weak`: did you mean `week`?");
        let all = unknown("colour", &[]);
        assert!(all.starts_with("unknown field `colour`: there are v, id, writer, seq, "), "{all}");
        assert!(all.ends_with(", carbon_g_per_kwh and metadata.KEY"), "{all}");
    }

    #[test]
    fn a_key_of_lines_that_is_no_field_is_told_to_be_one() {
        let stream = unknown("stream", &[]);
        assert!(
            stream.starts_with("`stream` stands in lines, but is no field to ask by: there are v,"),
            "{stream}"
        );
    }
}

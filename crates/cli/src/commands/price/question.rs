//! The question to the price book.

use genai_otel_core::{Conditions, Cost, Unpriced};
use genai_otel_pricing::{PriceBook, Question, Unit};

use crate::args::PriceRequest;

/// Asks what `quantities` cost. What was said to be used and has no price makes the whole unpriced: nothing that somebody
/// asked for is left out.
pub(super) fn ask(
    book: &PriceBook,
    request: &PriceRequest,
    quantities: &[(Unit, u64)],
) -> Result<Cost, Unpriced> {
    let provider = request.provider.as_deref().unwrap_or_default();
    let mut question = book.question(provider, &request.model).at(request.at);
    if let Some(host) = &request.host {
        question = question.server_address(host);
    }
    let conditions = with_host(request);
    for (key, value) in conditions.as_slice() {
        // The tier is asked for by its name: what it means is for the book to know.
        question = match &**key {
            "service_tier" => question.service_tier(value),
            _ => question.condition(key, value),
        };
    }
    for (unit, count) in quantities {
        question = with(question, *unit, *count);
    }
    let cost = question.cost()?;
    match quantities.iter().find(|(unit, count)| *count > 0 && !is_priced(*unit, &cost)) {
        Some((unit, _)) => Err(Unpriced::NoRate { unit: unit.as_str() }),
        None => Ok(cost),
    }
}

/// The conditions of the request, and those that the name of the host says and nobody else does, as calls know them.
fn with_host(request: &PriceRequest) -> Conditions {
    let mut conditions = Conditions::of_host(request.host.as_deref().unwrap_or_default());
    for (key, value) in request.conditions.as_slice() {
        conditions.set(key, value);
    }
    conditions
}

/// The conditions of the request that changed nothing, as `key=value`, but for those that mean none.
pub(super) fn without_effect(request: &PriceRequest, cost: &Cost) -> Vec<String> {
    let decided = cost.basis.iter().flat_map(|basis| &basis.conditions);
    let decided: Vec<_> = decided.map(|(key, value)| (&**key, &**value)).collect();
    let asked = request.conditions.as_slice().iter().map(|(key, value)| (&**key, &**value));
    asked
        .filter(|asked| !decided.contains(asked) && !STANDARD.contains(asked))
        // A tier may stand for a way of processing.
        .filter(|(_, value)| *value != "batch" || !decided.contains(&("processing", "batch")))
        .map(|(key, value)| format!("{key}={value}"))
        .collect()
}

/// Counts that the question knows by name are checked against each other; others are units.
fn with(question: Question<'_>, unit: Unit, count: u64) -> Question<'_> {
    match unit {
        Unit::InputTokens => question.input(count),
        Unit::OutputTokens => question.output(count),
        Unit::CacheReadTokens => question.cached(count),
        Unit::CacheWriteTokens => question.cache_write(count),
        Unit::CacheWrite1hTokens => question.cache_write_1h(count),
        Unit::OutputReasoningTokens => question.reasoning(count),
        Unit::InputAudioTokens => question.input_audio(count),
        Unit::OutputAudioTokens => question.output_audio(count),
        _ => question.unit(unit, count),
    }
}

/// Whether a unit is in a cost: by itself, as a part of another or in its parts.
fn is_priced(unit: Unit, cost: &Cost) -> bool {
    let components = cost.basis.iter().flat_map(|basis| &basis.components);
    let mut priced = components.filter_map(|component| component.unit.parse::<Unit>().ok());
    priced.any(|known| known == unit || unit.is_part_of(known) || known.is_part_of(unit))
}

/// What is so where nobody says anything.
const STANDARD: [(&str, &str); 3] =
    [("service_tier", "default"), ("service_tier", "standard"), ("service_tier", "auto")];

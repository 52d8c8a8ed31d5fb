//! Whether the rates cover what was used.

use genai_otel_core::{CostSide, Unpriced};

use super::quantities::Quantities;
use super::rates::RatesInForce;
use super::unit_set::{UnitSet, side};
use crate::unit::Unit;

/// Refuses usage that no rate covers: tokens of a side need a rate of that side, and tools one of their own.
///
/// Units that measure the work in another way (images, seconds, characters, pages, the request) cover both sides,
/// because providers that bill by them bill nothing else but what they also list.
pub(super) fn check(quantities: &Quantities, priced: UnitSet) -> Result<(), Unpriced> {
    let (used, billed) = (quantities.used(), quantities.used().and(priced));
    let no_rate = |units: UnitSet| {
        let unit = units.first().map_or("requests", Unit::as_str);
        Err(Unpriced::NoRate { unit })
    };
    for of_side in [CostSide::Input, CostSide::Output].map(side) {
        if used.meets(of_side) && !billed.meets(of_side.or(WORK)) {
            return no_rate(used.and(of_side));
        }
    }
    let undirected = used.and(WORK).without(REQUESTS);
    if !undirected.is_empty() && billed.without(TOOLS).is_empty() {
        return no_rate(undirected);
    }
    let mut tools = used.and(TOOLS).without(priced);
    if priced.meets(REQUESTS) {
        tools = tools.without(UnitSet::of(&[Unit::WebSearches]));
    }
    if tools.is_empty() { Ok(()) } else { no_rate(tools) }
}

/// Whether tokens that cost something were used, and nobody knows how many.
pub(super) fn is_incomplete(quantities: &Quantities, rates: &RatesInForce<'_>) -> bool {
    let priced = rates.priced();
    if quantities.used().and(priced).meets(WORK.without(REQUESTS)) {
        return false;
    }
    let lacks = |of_side: CostSide| {
        let tokens = priced.and(side(of_side)).without(WORK);
        !tokens.is_empty() && !quantities.known().meets(tokens) && !rates.are_free(tokens)
    };
    lacks(CostSide::Input) || (quantities.has_output() && lacks(CostSide::Output))
}

const REQUESTS: UnitSet = UnitSet::of(&[Unit::Requests]);

const TOOLS: UnitSet = UnitSet::of(&[
    Unit::WebSearches,
    Unit::SocialSearches,
    Unit::StorageSearches,
    Unit::CodeExecutions,
]);

/// What work is measured in beside tokens.
const WORK: UnitSet = UnitSet::of(&[
    Unit::InputCharacters,
    Unit::OutputCharacters,
    Unit::InputTextMessages,
    Unit::AudioSeconds,
    Unit::InputAudioSeconds,
    Unit::OutputAudioSeconds,
    Unit::VideoSeconds,
    Unit::InputVideoSeconds,
    Unit::OutputVideoSeconds,
    Unit::Images,
    Unit::InputImages,
    Unit::OutputImages,
    Unit::InputPixels,
    Unit::OutputPixels,
    Unit::DocumentPages,
    Unit::AnnotatedDocumentPages,
    Unit::RerankSearches,
    Unit::Requests,
]);

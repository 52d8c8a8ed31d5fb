//! The words for the sides of a call.

use genai_otel_core::CostSide;

const SIDES: [(CostSide, &str); 3] =
    [(CostSide::Input, "input"), (CostSide::Output, "output"), (CostSide::Other, OTHER)];
const OTHER: &str = "other";

/// The word for a side.
pub(super) fn name(side: CostSide) -> &'static str {
    SIDES.iter().find(|(known, _)| *known == side).map_or(OTHER, |(_, name)| name)
}

/// The side of this word.
pub(super) fn named(name: &str) -> Option<CostSide> {
    SIDES.iter().find(|(_, known)| *known == name).map(|(side, _)| *side)
}

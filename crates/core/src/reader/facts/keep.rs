//! Keeping what came, without an allocation where it came before.

use std::sync::{Arc, LazyLock};

use crate::model_name::model_name;
use crate::reader::scalar::Scalar;
use crate::response::FinishReason;
use crate::text;

pub(super) fn is_text(value: Scalar<'_>) -> bool {
    value.text().is_some_and(|text| !text.is_empty())
}

pub(super) fn keep(known: &mut Option<Arc<str>>, value: Scalar<'_>) {
    // The chunks of a stream say the same again and again.
    if let Some(text) = value.text()
        && known.as_deref() != Some(text)
        && let Some(text) = text::non_empty(text)
    {
        *known = Some(text);
    }
}

pub(super) fn keep_model(known: &mut Option<Arc<str>>, value: Scalar<'_>) {
    keep(known, value.text().map_or(value, |name| Scalar::Str(model_name(name))));
}

/// A number that is an HTTP status tells nothing new; another is a code of the provider's.
pub(super) fn keep_code(code: &mut Option<Arc<str>>, status: &mut Option<u64>, value: Scalar<'_>) {
    match value.count() {
        Ok(Some(number @ 100..=599)) => *status = Some(number),
        Ok(Some(number)) if number > 0 => *code = text::non_empty(&number.to_string()),
        _ => keep(code, value),
    }
}

/// There are few tiers, so that most need no allocation.
pub(super) fn keep_tier(known: &mut Option<Arc<str>>, value: Scalar<'_>) {
    static TIERS: LazyLock<[Arc<str>; 6]> = LazyLock::new(|| {
        ["default", "standard", "priority", "flex", "on_demand", "batch"].map(Arc::from)
    });
    let tier = value.text().and_then(|text| TIERS.iter().find(|tier| ***tier == *text));
    match tier {
        Some(tier) => *known = Some(Arc::clone(tier)),
        None => keep(known, value),
    }
}

pub(super) fn keep_reason(known: &mut Option<FinishReason>, value: Scalar<'_>) {
    match value {
        // Of chunks before the last, to watsonx and llama.cpp.
        Scalar::Str("not_finished" | "NOT_FINISHED" | "none") => {}
        Scalar::Str(word) if !word.trim().is_empty() => {
            *known = Some(FinishReason::new(word.trim()))
        }
        Scalar::Int(number) => *known = Some(numbered_reason(number)),
        _ => {}
    }
}

/// Vertex AI writes reasons as numbers when asked for numbered enums. Google's two APIs agree on the first
/// six only, so that a higher number stays a number.
fn numbered_reason(number: i128) -> FinishReason {
    match usize::try_from(number).ok().and_then(|number| NUMBERED_REASONS.get(number)) {
        Some(word) => FinishReason::new(word),
        None => FinishReason::new(&number.to_string()),
    }
}

const NUMBERED_REASONS: [&str; 6] =
    ["FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER"];

//! What it cost.

use genai_otel_core::Cost;

use super::super::object::Object;
use super::basis;

/// The amount and its currency.
pub(super) fn write_first(cost: Option<&Cost>, object: &mut Object<'_>) {
    let Some(cost) = cost else { return };
    object.money("cost", Some(cost.amount));
    object.text("currency", Some(cost.amount.currency().as_str()));
}

/// Who says so, and the parts of the amount.
pub(super) fn write_others(cost: Option<&Cost>, object: &mut Object<'_>) {
    let Some(cost) = cost else { return };
    object.text("cost_origin", Some(cost.origin.as_str()));
    object.money("cost_input", cost.input);
    object.money("cost_output", cost.output);
    object.flag("cost_estimated", cost.estimated.then_some(true));
    object.flag("cost_incomplete", cost.incomplete.then_some(true));
}

/// How it was computed.
pub(super) fn write_basis(cost: Option<&Cost>, object: &mut Object<'_>) {
    if let Some(of) = cost.and_then(|cost| cost.basis.as_ref()) {
        basis::write(of, object.key("cost_basis"));
    }
}

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

/// Who says so, the parts of the amount, and how it was computed.
pub(super) fn write_others(cost: Option<&Cost>, object: &mut Object<'_>) {
    let Some(cost) = cost else { return };
    object.text("cost_origin", Some(cost.origin.as_str()));
    object.money("cost_input", cost.input);
    object.money("cost_output", cost.output);
    object.flag("cost_estimated", cost.estimated.then_some(true));
    object.flag("cost_incomplete", cost.incomplete.then_some(true));
    if let Some(of) = &cost.basis {
        basis::write(of, object.key("cost_basis"));
    }
}

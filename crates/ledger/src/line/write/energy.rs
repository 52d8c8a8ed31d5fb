//! What energy it took.

use genai_otel_core::Energy;

use super::super::object::Object;

/// Both bounds and how they were computed, or why nothing is known.
pub(super) fn write(energy: Option<&Energy>, unknown: Option<&str>, object: &mut Object<'_>) {
    if let Some(energy) = energy {
        object.millionths("energy_low_j", Some(energy.low.micro()));
        object.millionths("energy_high_j", Some(energy.high.micro()));
        let text = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
        object.text("energy_method", text(&energy.method));
        object.text("energy_method_version", text(&energy.method_version));
        object.flag("energy_estimated", energy.estimated.then_some(true));
        object.flag("energy_incomplete", energy.incomplete.then_some(true));
    }
    object.text("energy_unknown", unknown);
    if let Some(carbon) = energy.and_then(|energy| energy.carbon) {
        object.millionths("carbon_low_g", Some(carbon.low.micro()));
        object.millionths("carbon_high_g", Some(carbon.high.micro()));
        object.millionths("carbon_g_per_kwh", carbon.grid.map(|grid| grid.micro()));
    }
}

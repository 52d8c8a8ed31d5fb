//! What a span says of the energy of an exchange.

use super::Writer;
use crate::energy::Grams;
use crate::record::CallRecord;
use crate::semconv::Attribute;

/// Both bounds, the method and its version, the carbon, and why nothing is known. On exchanges alone, which are all that
/// an energy model is asked about.
#[inline(never)]
pub(super) fn write(w: &mut Writer<'_>, record: &CallRecord) {
    if let Some(energy) = &record.energy {
        w.double(Attribute::EnergyLow, Some(energy.low.to_f64()));
        w.double(Attribute::EnergyHigh, Some(energy.high.to_f64()));
        w.text(Attribute::EnergyMethod, Some(&energy.method));
        w.text(Attribute::EnergyMethodVersion, Some(&energy.method_version));
        if let Some(carbon) = energy.carbon {
            w.double(Attribute::CarbonLow, Some(carbon.low.to_f64()));
            w.double(Attribute::CarbonHigh, Some(carbon.high.to_f64()));
            w.double(Attribute::CarbonGrid, carbon.grid.map(Grams::to_f64));
        }
        w.flag(Attribute::EnergyEstimated, energy.estimated.then_some(true));
        w.flag(Attribute::EnergyIncomplete, energy.incomplete.then_some(true));
    }
    if let Some(unknown) = record.energy_unknown {
        w.word(Attribute::EnergyUnknownReason, unknown.reason());
    }
}

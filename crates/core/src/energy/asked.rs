//! What energy one exchange took, where an energy model is asked for it.

use std::cell::Cell;

use super::{Energy, EnergyModel, EnergyQuestion, UnknownEnergy};
use crate::caught::Inside;
use crate::cost::Asked;
use crate::health::Trouble;
use crate::instrumentation::Instrumentation;

/// Sets what energy an exchange took, or why that is not known. Nothing without an energy model, for work that is no
/// exchange, and for what a cache of the application answered. Runs other people's code, so no lock of ours is held.
pub(crate) fn taken<'a>(
    instrumentation: &Instrumentation,
    (energy, unknown): (&mut Option<Box<Energy>>, &mut Option<UnknownEnergy>),
    cache_hit: Option<bool>,
    asked: impl FnOnce() -> Asked<'a>,
) {
    let Some(model) = instrumentation.energy_model() else { return };
    let asked = asked();
    if cache_hit == Some(true) || !asked.operation.class().is_exchange() {
        return;
    }
    match asked.energy(instrumentation, model) {
        Some(Ok(taken)) => *energy = Some(Box::new(taken)),
        Some(Err(reason)) => *unknown = Some(reason),
        None => {}
    }
}

impl Asked<'_> {
    /// The model's answer; nothing where there is nothing to be asked.
    fn energy(
        &self,
        instrumentation: &Instrumentation,
        model: &dyn EnergyModel,
    ) -> Option<Result<Energy, UnknownEnergy>> {
        if self.usage.is_missing() {
            return self.must_have_used().then_some(Err(UnknownEnergy::NoUsage));
        }
        let Some(_inside) = Inside::enter(&MODELS, 1) else {
            let detail = "an energy model's own call was not asked about";
            instrumentation.report(Trouble::Reentered, &detail);
            return None;
        };
        let requested = (!self.is_elsewhere).then_some(self.request);
        let question = EnergyQuestion {
            at: self.at,
            duration: self.duration,
            provider: self.provider,
            server_address: requested.and_then(|request| request.server_address.as_deref()),
            response_model: self.response.model.as_deref(),
            request_model: self.requested_model(),
            ..EnergyQuestion::new(self.operation, self.usage)
        };
        let said = instrumentation
            .caught(Trouble::EnergyPanic, "an energy model panicked", || model.energy(&question));
        Some(said.unwrap_or(Err(UnknownEnergy::Panicked)).map(|mut energy| {
            energy.clean();
            energy.estimated |= self.usage.is_estimated();
            energy.incomplete |= self.was_cut();
            energy
        }))
    }
}

thread_local! {
    /// Whether this thread is inside of an energy model.
    static MODELS: Cell<u8> = const { Cell::new(0) };
}

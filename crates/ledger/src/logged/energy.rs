//! What energy a logged call took.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

use genai_otel_core::{CallRecord, EnergyModel, EnergyQuestion, Outcome, UnknownEnergy};

/// Asks what energy a call took, as an instrumentation asks about a call of one exchange.
pub(crate) fn measure(record: &mut CallRecord, model: Option<&dyn EnergyModel>) {
    let Some(model) = model.filter(|_| record.cache_hit != Some(true)) else { return };
    if record.usage.is_missing() {
        if record.outcome == Outcome::Completed {
            record.energy_unknown = Some(UnknownEnergy::NoUsage);
        }
        return;
    }
    // A panic in there is not the application's.
    match catch_unwind(AssertUnwindSafe(|| model.energy(&question(record)))) {
        Ok(Ok(mut energy)) => {
            energy.estimated |= record.usage.is_estimated();
            record.energy = Some(Box::new(energy));
        }
        Ok(Err(reason)) => record.energy_unknown = Some(reason),
        Err(_panic) => record.energy_unknown = Some(UnknownEnergy::Panicked),
    }
}

fn question(record: &CallRecord) -> EnergyQuestion<'_> {
    let CallRecord { operation, usage, request, response, .. } = record;
    let mut question = EnergyQuestion::new(operation, usage);
    question.at = record.started_at.unwrap_or(SystemTime::UNIX_EPOCH);
    question.duration = record.duration;
    question.provider = record.provider.as_ref();
    question.server_address = request.server_address.as_deref();
    question.response_model = response.model.as_deref();
    question.request_model = request.model.as_deref().or(request.deployment.as_deref());
    question
}

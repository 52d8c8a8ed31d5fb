//! What a logged call cost, where nobody said it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

use genai_otel_core::{CallRecord, Cost, Outcome, PriceQuestion, Pricing, Unpriced};

/// Prices a call of which nobody said what it cost, as an instrumentation prices a call of one exchange.
pub(crate) fn price(record: &mut CallRecord, pricing: Option<&dyn Pricing>) {
    let Some(pricing) = pricing.filter(|_| record.cost.is_none()) else { return };
    if record.cache_hit == Some(true) {
        record.cost = Some(Cost::from_cache());
        return;
    }
    if record.usage.is_missing() {
        if record.outcome == Outcome::Completed {
            record.unpriced = Some(Unpriced::NoUsage);
        }
        return;
    }
    // A panic in there is not the application's.
    match catch_unwind(AssertUnwindSafe(|| pricing.price(&question(record)))) {
        Ok(Ok(mut cost)) => {
            cost.estimated |= record.usage.is_estimated();
            record.cost = Some(cost);
        }
        Ok(Err(reason)) => record.unpriced = Some(reason),
        Err(_panic) => record.unpriced = Some(Unpriced::Panicked),
    }
}

fn question(record: &CallRecord) -> PriceQuestion<'_> {
    let CallRecord { operation, usage, request, response, .. } = record;
    let at = record.started_at.unwrap_or(SystemTime::UNIX_EPOCH);
    let mut question = PriceQuestion::new(operation, usage, at);
    question.provider = record.provider.as_ref();
    question.server_address = request.server_address.as_deref();
    question.response_model = response.model.as_deref();
    question.request_model = request.model.as_deref().or(request.deployment.as_deref());
    question.service_tier = response.service_tier.as_deref().or(request.service_tier.as_deref());
    question.conditions = request.conditions.as_slice();
    question
}

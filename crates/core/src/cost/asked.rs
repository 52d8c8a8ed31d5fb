//! What one exchange cost, where the pricing is asked for it.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Conditions, Cost, CostOrigin, PriceQuestion, Pricing, Unpriced};
use crate::caught::Inside;
use crate::health::Trouble;
use crate::instrumentation::Instrumentation;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::response::Response;
use crate::semconv::{ModelOperation, OperationClass, Provider};
use crate::usage::Usage;

/// One exchange that is over, of which nobody said what it cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) operation: &'a ModelOperation,
    pub(crate) provider: Option<&'a Provider>,
    /// The model asked for.
    pub(crate) model: Option<&'a Arc<str>>,
    pub(crate) request: &'a Request,
    /// Whether it went to another provider than the request says: server, tier and conditions are not its own.
    pub(crate) is_elsewhere: bool,
    pub(crate) response: &'a Response,
    pub(crate) usage: &'a Usage,
    pub(crate) outcome: Outcome,
    /// When it was asked.
    pub(crate) at: SystemTime,
    /// How long it took.
    pub(crate) duration: Duration,
}

/// Sets what an exchange cost, or why that is unknown. Without a pricing, and of work that is no exchange, only what
/// was said stands. Runs other people's code, so no lock of ours is held.
pub(crate) fn spent<'a>(
    instrumentation: &Instrumentation,
    (cost, unpriced): (&mut Option<Cost>, &mut Option<Unpriced>),
    cache_hit: Option<bool>,
    asked: impl FnOnce() -> Asked<'a>,
) {
    let pricing = instrumentation.pricing();
    match cost {
        None if pricing.is_none() => return,
        Some(said) if said.origin == CostOrigin::Caller || cache_hit != Some(true) => return,
        _ => {}
    }
    let asked = asked();
    if !asked.operation.class().is_exchange() {
        return;
    }
    if cache_hit == Some(true) {
        // A provider's word in the answer is of the time when that was bought.
        *cost = Some(Cost::from_cache());
    } else if let Some(pricing) = pricing {
        match asked.price(instrumentation, pricing) {
            Some(Ok(computed)) => *cost = Some(computed),
            Some(Err(reason)) => *unpriced = Some(reason),
            None => {}
        }
    }
}

impl Asked<'_> {
    /// The pricing's answer; nothing where there is nothing to be priced.
    fn price(
        &self,
        instrumentation: &Instrumentation,
        pricing: &dyn Pricing,
    ) -> Option<Result<Cost, Unpriced>> {
        if self.usage.is_missing() {
            return self.must_have_used().then_some(Err(Unpriced::NoUsage));
        }
        let Some(_inside) = Inside::enter(&PRICINGS, 1) else {
            instrumentation.report(Trouble::Reentered, &"a pricing's own call was not priced");
            return None;
        };
        let conditions = self.conditions();
        let question = self.question(conditions.as_slice());
        let priced = instrumentation
            .caught(Trouble::PricingPanic, "a pricing panicked", || pricing.price(&question));
        Some(priced.unwrap_or(Err(Unpriced::Panicked)).map(|cost| Cost {
            // Whatever the pricing makes its answer of: neither the caller nor the provider said it.
            origin: CostOrigin::Computed,
            estimated: cost.estimated || self.usage.is_estimated(),
            incomplete: cost.incomplete || self.was_cut(),
            ..cost
        }))
    }

    /// Whether a model answered and nobody said what that took. A refusal takes nothing, and what services take that
    /// are no models, only they can say.
    pub(crate) fn must_have_used(&self) -> bool {
        let is_model = self.operation.class() != OperationClass::Client;
        let is_answered = match self.outcome {
            Outcome::Completed => true,
            Outcome::Abandoned => self.response.is_answer() || self.response.http_status.is_some(),
            _ => false,
        };
        is_model && is_answered && self.response.http_status.is_none_or(|status| status < 400)
    }

    /// Whether the answer ended before the model did, so that the last word about usage was not the last of it.
    pub(crate) fn was_cut(&self) -> bool {
        let is_open = match self.outcome {
            Outcome::Completed => false,
            Outcome::Error => self.request.stream == Some(true),
            _ => true,
        };
        is_open && self.response.finish_reasons.is_empty()
    }

    /// The model that was asked for; its deployment, where only that is known.
    pub(crate) fn requested_model(&self) -> Option<&str> {
        let deployed = self.request.deployment.as_ref().filter(|_| !self.is_elsewhere);
        self.model.or(deployed).map(|model| &**model)
    }

    fn question<'q>(&'q self, conditions: &'q [(Arc<str>, Arc<str>)]) -> PriceQuestion<'q> {
        let requested = (!self.is_elsewhere).then_some(self.request);
        let tier = self.response.service_tier.as_deref();
        PriceQuestion {
            provider: self.provider,
            server_address: requested.and_then(|request| request.server_address.as_deref()),
            response_model: self.response.model.as_deref(),
            request_model: self.requested_model(),
            service_tier: tier.or_else(|| requested?.service_tier.as_deref()),
            conditions,
            ..PriceQuestion::new(self.operation, self.usage, self.at)
        }
    }

    /// What the answer says wins over what was asked for.
    fn conditions(&self) -> Cow<'_, Conditions> {
        let Self { request, response, .. } = self;
        let pick = |said, asked: &'_ Option<Arc<str>>| {
            Option::<Arc<str>>::or(said, (!self.is_elsewhere).then(|| asked.clone()).flatten())
        };
        let size = pick(response.image_size.clone(), &request.image_size);
        let quality = pick(response.image_quality.clone(), &request.image_quality);
        if size.is_none() && quality.is_none() {
            if self.is_elsewhere || request.conditions.as_slice().is_empty() {
                return Cow::Borrowed(&response.conditions);
            }
            if response.conditions.as_slice().is_empty() {
                return Cow::Borrowed(&request.conditions);
            }
        }
        let mut all = response.conditions.clone();
        for (key, value) in [("size", size), ("quality", quality)] {
            if let (None, Some(value)) = (all.get(key), value) {
                all.set(key, &value);
            }
        }
        if !self.is_elsewhere {
            all.fill(request.conditions.clone());
        }
        Cow::Owned(all)
    }
}

thread_local! {
    /// Whether this thread is inside of a pricing.
    static PRICINGS: Cell<u8> = const { Cell::new(0) };
}

//! What the parts of a call cost, and the energy that they took.

use std::time::{Duration, SystemTime};

use super::state::{CallShared, CallState};
use crate::cost::{Asked, Cost, CostOrigin, Unpriced, spent};
use crate::energy::{UnknownEnergy, taken};
use crate::instrumentation::{Asks, Instrumentation};
use crate::record::{AttemptRecord, CallRecord};

impl CallState {
    /// Prices every attempt by itself, and what was recorded beside them, and asks what energy each took. Runs other
    /// people's code, so it comes when the call is over and its state is nobody else's.
    pub(super) fn ask_of_parts(&mut self, instrumentation: &Instrumentation) {
        let covered = self.covered();
        for attempt in &mut self.attempts {
            let is_covered = attempt.inside.is_some_and(|slot| covered.contains(&slot));
            if is_covered {
                attempt.record.cost = None;
            }
            // An exchange that was seen on the wire is no answer of a cache.
            let cache_hit = self.record.cache_hit.filter(|_| attempt.inside.is_none());
            ask_of_attempt(
                instrumentation,
                &self.record,
                &mut attempt.record,
                (cache_hit, !is_covered),
            );
        }
        if !self.record.usage.is_missing() {
            // What the attempts used may have been said of the call as a whole.
            for attempt in &mut self.attempts {
                let AttemptRecord { unpriced, energy_unknown, .. } = &mut attempt.record;
                unpriced.take_if(|reason| *reason == Unpriced::NoUsage);
                energy_unknown.take_if(|reason| *reason == UnknownEnergy::NoUsage);
            }
            // Its price is that of the model that gave it, not of the last attempt's.
            let shown = self
                .own_response
                .take()
                .map(|own| std::mem::replace(&mut self.record.response, *own));
            ask_of_call(instrumentation, &mut self.record);
            if let Some(shown) = shown {
                self.record.response = shown;
            }
        }
    }

    /// The slots whose cost the caller said: it stands for all exchanges inside that nobody began explicitly.
    fn covered(&self) -> Vec<usize> {
        let said = |cost: &Option<Cost>| {
            cost.as_ref().is_some_and(|cost| cost.origin == CostOrigin::Caller)
        };
        let attempts = self.attempts.iter().filter(|attempt| attempt.inside.is_none());
        let attempts = attempts.filter(|attempt| said(&attempt.record.cost));
        let own = said(&self.record.cost).then_some(0);
        own.into_iter().chain(attempts.map(|attempt| attempt.number)).collect()
    }
}

/// Asks what a call that is one exchange, or what was recorded on it beside its attempts, cost and took.
pub(crate) fn ask_of_call(instrumentation: &Instrumentation, record: &mut CallRecord) {
    let (outcome, at) = (record.outcome, record.started_at.unwrap_or(SystemTime::UNIX_EPOCH));
    let (cache_hit, duration) = (record.cache_hit, record.duration);
    let CallRecord { operation, provider, request, response, usage, cost, unpriced, .. } = record;
    let energies = (&mut record.energy, &mut record.energy_unknown);
    let asked = || Asked {
        operation,
        provider: provider.as_ref(),
        model: request.model.as_ref(),
        request,
        is_elsewhere: false,
        response,
        usage,
        outcome,
        at,
        duration,
    };
    spent(instrumentation, (cost, unpriced), cache_hit, asked);
    taken(instrumentation, energies, cache_hit, asked);
}

/// An attempt that is not kept apart any more, with what its price and its energy depend on.
#[derive(Debug)]
pub(crate) struct Folded {
    call: CallRecord,
    attempt: AttemptRecord,
    asks: Asks,
}

impl Folded {
    pub(super) fn new(call: &CallRecord, attempt: AttemptRecord, asks: Asks) -> Box<Self> {
        let call = CallRecord {
            operation: call.operation.clone(),
            provider: call.provider.clone(),
            request: call.request.clone(),
            started_at: call.started_at,
            cache_hit: call.cache_hit,
            ..CallRecord::default()
        };
        Box::new(Self { call, attempt, asks })
    }

    /// Asks what it cost and took, and adds that to the sum, unless the call has ended meanwhile.
    pub(super) fn settle(self, shared: &CallShared) {
        let Self { call, mut attempt, asks } = self;
        ask_of_attempt(&shared.instrumentation, &call, &mut attempt, (call.cache_hit, asks.cost));
        if let Some(state) = &mut *shared.lock() {
            let surplus = state.surplus.get_or_insert_default();
            surplus.complete(&attempt, asks);
        }
    }
}

/// Asks what an attempt took and, if it `is_priced`, what it cost.
fn ask_of_attempt(
    instrumentation: &Instrumentation,
    call: &CallRecord,
    attempt: &mut AttemptRecord,
    (cache_hit, is_priced): (Option<bool>, bool),
) {
    let AttemptRecord { cost, unpriced, provider, model, response, usage, .. } = attempt;
    let energies = (&mut attempt.energy, &mut attempt.energy_unknown);
    let is_elsewhere = provider.is_some() && *provider != call.provider;
    let (outcome, after) = (attempt.outcome, attempt.started_after);
    let duration = attempt.duration;
    let asked = || Asked {
        operation: &call.operation,
        provider: provider.as_ref().or(call.provider.as_ref()),
        model: model.as_ref().or(call.request.model.as_ref().filter(|_| !is_elsewhere)),
        request: &call.request,
        is_elsewhere,
        response,
        usage,
        outcome,
        at: time(call, after),
        duration,
    };
    if is_priced {
        spent(instrumentation, (cost, unpriced), cache_hit, asked);
    }
    taken(instrumentation, energies, cache_hit, asked);
}

fn time(call: &CallRecord, after: Duration) -> SystemTime {
    let started = call.started_at.unwrap_or(SystemTime::UNIX_EPOCH);
    started.checked_add(after).unwrap_or(started)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use crate::cost::{Cost, Money, PriceQuestion, Pricing, Unpriced};
    use crate::instrumentation::Instrumentation;
    use crate::record::CallRecord;
    use crate::sink::RecordSink;

    #[test]
    fn the_providers_word_wins_over_a_computed_cost_and_the_callers_over_both() {
        let (records, instrumentation) = priced();
        let money = |text: &str| text.parse::<Money>().unwrap();
        let call = || instrumentation.track_llm_call("openrouter", "m").start();
        let bill = |call: &crate::call::CallHandle, text| {
            call.change_slot(|slot| *slot.cost = Some(Cost::from_provider(money(text))));
        };
        let computed = call();
        computed.set_token_usage(1, 1);
        drop(computed);
        let stated = call();
        stated.set_token_usage(1, 1);
        bill(&stated, "2");
        drop(stated);
        let said = call();
        bill(&said, "2");
        said.set_cost(money("3"));
        drop(said);
        let mixed = call();
        let (first, second) = (mixed.attempt(), mixed.attempt());
        first.set_token_usage(1, 1);
        bill(&second, "2");
        drop((first, second));
        drop(mixed);
        let cached = call();
        bill(&cached, "2");
        cached.set_cache_hit(true);
        drop(cached);
        let told: Vec<_> = records.lock().unwrap().iter().map(text).collect();
        assert_eq!(
            told,
            ["1 USD computed", "2 USD provider", "3 USD caller", "3 USD mixed", "0 USD cache"]
        );
    }

    fn text(record: &CallRecord) -> String {
        let cost = record.cost.as_ref().unwrap();
        format!("{} {}", cost.amount, cost.origin.as_str())
    }

    fn priced() -> (Arc<Mutex<Vec<CallRecord>>>, Instrumentation) {
        struct One;
        impl Pricing for One {
            fn price(&self, _: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
                Ok("1".parse::<Money>().map_err(|_| Unpriced::UnknownModel)?.into())
            }
        }
        struct Keep(Arc<Mutex<Vec<CallRecord>>>);
        impl RecordSink for Keep {
            fn record(&self, record: &Arc<CallRecord>) {
                self.0.lock().unwrap().push(CallRecord::clone(record));
            }
        }
        let records = Arc::default();
        let keep = Keep(Arc::clone(&records));
        (records, Instrumentation::builder().sink(keep).pricing(One).build())
    }
}

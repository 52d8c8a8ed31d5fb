use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::outlet::Outlet;
use crate::{FlushError, delivery::Delivery};

/// The end of one flush or shutdown, for which any number of callers may wait, each with a bound of its own.
#[derive(Debug)]
pub(super) struct Completion {
    /// Where one asks what has become of an outlet that has not answered.
    deliveries: Vec<(Outlet, Arc<Delivery>)>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<Outlet>,
    /// Those of the waiting ones that may be left waiting: what they have is safe.
    safe: Vec<Outlet>,
    failures: Vec<(Outlet, String)>,
}

impl Completion {
    /// One that is complete when the [`Ticket`] of every outlet is settled.
    pub(super) fn of(outlets: impl Iterator<Item = (Outlet, Option<Arc<Delivery>>)>) -> Arc<Self> {
        let (mut waiting, mut deliveries) = (Vec::new(), Vec::new());
        for (outlet, delivery) in outlets {
            waiting.push(outlet);
            deliveries.extend(delivery.map(|delivery| (outlet, delivery)));
        }
        let state = State { waiting, ..State::default() };
        Arc::new(Self { deliveries, state: Mutex::new(state), changed: Condvar::new() })
    }

    pub(super) fn ticket(self: &Arc<Self>, outlet: Outlet) -> Ticket {
        Ticket { outlet, completion: Some(Arc::clone(self)) }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.state().waiting.is_empty()
    }

    pub(super) fn wait(&self, timeout: Duration) -> Result<(), FlushError> {
        let waited = self
            .changed
            .wait_timeout_while(self.state(), timeout, |state| !state.waiting.is_empty());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let is_late = |outlet| state.waiting.contains(&outlet) && !state.safe.contains(&outlet);
        if state.waiting.iter().any(|outlet| is_late(*outlet)) {
            let late = state.waiting.iter().filter(|outlet| is_late(**outlet));
            let signals: Vec<_> = late.map(Outlet::to_string).collect();
            let waiting = self.of_outlets(is_late);
            return Err(FlushError::TimedOut {
                after: timeout,
                signals: signals.join(", "),
                last_attempt: waiting.into_iter().find_map(Delivery::attempt),
            });
        }
        if state.failures.is_empty() {
            return Ok(());
        }
        let failed = |outlet| state.failures.iter().any(|(failed, _)| *failed == outlet);
        self.of_outlets(failed).into_iter().for_each(Delivery::note_told);
        let reasons: Vec<_> =
            state.failures.iter().map(|(outlet, reason)| format!("{outlet}: {reason}")).collect();
        Err(FlushError::NotDelivered { reason: reasons.join("; ") })
    }

    fn of_outlets(&self, wanted: impl Fn(Outlet) -> bool) -> Vec<&Delivery> {
        let wanted = self.deliveries.iter().filter(|(outlet, _)| wanted(*outlet));
        wanted.map(|(_, delivery)| &**delivery).collect()
    }

    fn note_safe(&self, outlet: Outlet) {
        self.state().safe.push(outlet);
    }

    fn settle(&self, outlet: Outlet, result: Result<(), String>) {
        let mut state = self.state();
        state.waiting.retain(|waiting| *waiting != outlet);
        if let Err(reason) = result {
            state.failures.push((outlet, reason));
            state.failures.sort();
        }
        drop(state);
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The duty to settle one outlet's part. Dropped unsettled, by a panic say, it settles as a failure,
/// so that nobody waits for nothing.
#[derive(Debug)]
pub(super) struct Ticket {
    outlet: Outlet,
    completion: Option<Arc<Completion>>,
}

impl Ticket {
    /// What is asked for may take longer than anybody waits, and nothing is lost by that.
    pub(super) fn note_safe(&self) {
        if let Some(completion) = &self.completion {
            completion.note_safe(self.outlet);
        }
    }

    pub(super) fn settle(mut self, result: Result<(), String>) {
        if let Some(completion) = self.completion.take() {
            completion.settle(self.outlet, result);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(completion) = self.completion.take() {
            completion.settle(self.outlet, Err("the exporter's thread has ended".to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Signal;

    const TRACES: Outlet = Outlet::Otlp(Signal::Traces);
    const METRICS: Outlet = Outlet::Otlp(Signal::Metrics);
    const PRINTED: Outlet = Outlet::Console(Signal::Traces);

    #[test]
    fn nothing_to_wait_for_is_complete() {
        assert_eq!(Completion::of(std::iter::empty()).wait(Duration::ZERO), Ok(()));
    }

    #[test]
    fn every_failure_is_told_in_one_order() {
        let completion = Completion::of([(TRACES, None), (METRICS, None)].into_iter());
        completion.ticket(METRICS).settle(Err("refused".to_owned()));
        drop(completion.ticket(TRACES));
        assert_eq!(
            completion.wait(Duration::MAX).unwrap_err().to_string(),
            "telemetry was not delivered: traces: the exporter's thread has ended; metrics: refused"
        );
    }

    #[test]
    fn bound_names_who_did_not_answer() {
        let completion = Completion::of([(TRACES, None), (METRICS, None)].into_iter());
        completion.ticket(TRACES).settle(Ok(()));
        assert_eq!(
            completion.wait(Duration::from_millis(1)).unwrap_err().to_string(),
            "metrics not delivered within 1ms; the collector is slow or silent"
        );
    }

    #[test]
    fn bound_that_passes_is_no_failure_of_what_is_safe() {
        let completion = Completion::of([(TRACES, None), (METRICS, None)].into_iter());
        let (traces, metrics) = (completion.ticket(TRACES), completion.ticket(METRICS));
        traces.note_safe();
        assert_eq!(
            completion.wait(Duration::ZERO).unwrap_err().to_string(),
            "metrics not delivered within 0ns; the collector is slow or silent"
        );
        metrics.note_safe();
        assert_eq!(completion.wait(Duration::ZERO), Ok(()));
        traces.settle(Err("lost after all".to_owned()));
        assert!(completion.wait(Duration::ZERO).is_err());
        drop(metrics);
    }

    #[test]
    fn console_that_takes_nothing_is_not_blamed_on_the_collector() {
        let completion = Completion::of([(TRACES, None), (PRINTED, None)].into_iter());
        completion.ticket(TRACES).settle(Ok(()));
        assert_eq!(
            completion.wait(Duration::ZERO).unwrap_err().to_string(),
            "traces on the console not delivered within 0ns; the console takes nothing"
        );
    }
}

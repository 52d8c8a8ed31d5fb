use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{FlushError, Signal};

/// The end of one flush or shutdown, for which any number of callers may wait, each with a bound of its own.
#[derive(Debug)]
pub(super) struct Completion {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<Signal>,
    failures: Vec<(Signal, String)>,
}

impl Completion {
    /// One that is complete when the [`Ticket`] of every signal is settled.
    pub(super) fn of(signals: impl Iterator<Item = Signal>) -> Arc<Self> {
        let state = State { waiting: signals.collect(), failures: Vec::new() };
        Arc::new(Self { state: Mutex::new(state), changed: Condvar::new() })
    }

    pub(super) fn ticket(self: &Arc<Self>, signal: Signal) -> Ticket {
        Ticket { signal, completion: Some(Arc::clone(self)) }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.state().waiting.is_empty()
    }

    pub(super) fn wait(&self, timeout: Duration) -> Result<(), FlushError> {
        let waited = self
            .changed
            .wait_timeout_while(self.state(), timeout, |state| !state.waiting.is_empty());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if !state.waiting.is_empty() {
            let signals: Vec<_> = state.waiting.iter().map(|signal| signal.as_str()).collect();
            return Err(FlushError::TimedOut { after: timeout, signals: signals.join(", ") });
        }
        if state.failures.is_empty() {
            return Ok(());
        }
        let reasons: Vec<_> =
            state.failures.iter().map(|(signal, reason)| format!("{signal}: {reason}")).collect();
        Err(FlushError::NotDelivered { reason: reasons.join("; ") })
    }

    fn settle(&self, signal: Signal, result: Result<(), String>) {
        let mut state = self.state();
        state.waiting.retain(|waiting| *waiting != signal);
        if let Err(reason) = result {
            state.failures.push((signal, reason));
            state.failures.sort();
        }
        drop(state);
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The duty to settle one signal's part. Dropped unsettled, by a panic say, it settles as a failure,
/// so that nobody waits for nothing.
#[derive(Debug)]
pub(super) struct Ticket {
    signal: Signal,
    completion: Option<Arc<Completion>>,
}

impl Ticket {
    pub(super) fn settle(mut self, result: Result<(), String>) {
        if let Some(completion) = self.completion.take() {
            completion.settle(self.signal, result);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(completion) = self.completion.take() {
            completion.settle(self.signal, Err("the exporter's thread has ended".to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNALS: [Signal; 2] = [Signal::Traces, Signal::Metrics];

    #[test]
    fn nothing_to_wait_for_is_complete() {
        assert_eq!(Completion::of(std::iter::empty()).wait(Duration::ZERO), Ok(()));
    }

    #[test]
    fn every_failure_is_told_in_one_order() {
        let completion = Completion::of(SIGNALS.into_iter());
        completion.ticket(Signal::Metrics).settle(Err("refused".to_owned()));
        drop(completion.ticket(Signal::Traces));
        assert_eq!(
            completion.wait(Duration::MAX).unwrap_err().to_string(),
            "telemetry was not delivered: traces: the exporter's thread has ended; metrics: refused"
        );
    }

    #[test]
    fn bound_names_who_did_not_answer() {
        let completion = Completion::of(SIGNALS.into_iter());
        completion.ticket(Signal::Traces).settle(Ok(()));
        assert_eq!(
            completion.wait(Duration::from_millis(1)).unwrap_err().to_string(),
            "metrics not delivered within 1ms; the collector is slow or silent"
        );
    }
}

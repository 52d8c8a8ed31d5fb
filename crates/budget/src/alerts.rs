//! Who is told of thresholds.

mod event;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use opentelemetry::KeyValue;
use opentelemetry::metrics::Counter;

pub(crate) use self::event::{Tell, telling};
use crate::caught::caught;
use crate::metrics::{ACCOUNT, NAME, THRESHOLD};
use crate::refusal::Named;
use crate::threshold::ThresholdReached;

/// Everybody who is told of thresholds: the log, callbacks, counters and a logger of OpenTelemetry's. On the thread of the
/// call that came to it, when that is over.
pub(crate) struct Alerts {
    callbacks: Vec<Tell>,
    counters: Mutex<Vec<Counter<u64>>>,
}

impl Alerts {
    pub(crate) fn new(callbacks: Vec<Tell>) -> Self {
        Self { callbacks, counters: Mutex::default() }
    }

    pub(crate) fn count_on(&self, counter: Counter<u64>) {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner).push(counter);
    }

    /// Tells everybody. Says how many of them panicked.
    pub(crate) fn tell(&self, reached: &ThresholdReached) -> usize {
        let log = caught(|| log(reached)).is_none();
        let count = caught(|| self.count(reached)).is_none();
        let told = self.callbacks.iter().map(|callback| caught(|| callback(reached)).is_none());
        [log, count].into_iter().chain(told).filter(|panicked| *panicked).count()
    }

    fn count(&self, reached: &ThresholdReached) {
        let counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if counters.is_empty() {
            return;
        }
        let mut labels = vec![
            KeyValue::new(NAME, reached.budget.clone()),
            KeyValue::new(THRESHOLD, i64::from(reached.percent)),
        ];
        if let (Some(account), true) = (&reached.account, reached.is_named_on_metrics) {
            labels.push(KeyValue::new(ACCOUNT, account.clone()));
        }
        counters.iter().for_each(|counter| counter.add(1, &labels));
    }
}

impl fmt::Debug for Alerts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alerts").field("callbacks", &self.callbacks.len()).finish_non_exhaustive()
    }
}

fn log(reached: &ThresholdReached) {
    let ThresholdReached { budget, account, percent, spent, limit, .. } = reached;
    let named = Named { budget, account: account.as_deref() };
    if *percent < 80 {
        tracing::info!(target: "genai_otel", percent, "{named}: {spent} of {limit} are spent");
    } else {
        tracing::warn!(target: "genai_otel", percent, "{named}: {spent} of {limit} are spent");
    }
}

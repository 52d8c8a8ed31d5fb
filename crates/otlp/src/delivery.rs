use std::{
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use opentelemetry_sdk::error::OTelSdkResult;

use crate::Signal;

/// What became of the telemetry so far; a copy taken at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportCounts {
    /// Sampled spans that ended. Those neither delivered nor lost still wait, or found the queue full;
    /// right after a flush that returned `Ok`, with nothing ending meanwhile, they found it full.
    pub spans_ended: u64,
    /// Spans that the collector accepted.
    pub spans_delivered: u64,
    /// Spans whose export failed for good.
    pub spans_lost: u64,
    /// Exports of metrics that the collector accepted.
    pub metric_exports_delivered: u64,
    /// Exports of metrics that failed for good; cumulative metrics make up for it with the next one.
    pub metric_exports_failed: u64,
}

/// The fate of one signal's exports, told by exporter and client on the SDK's thread and read by the guard.
#[derive(Debug)]
pub(crate) struct Delivery {
    signal: Signal,
    endpoint: String,
    ended: AtomicU64,
    delivered: AtomicU64,
    lost: AtomicU64,
    /// Held only for reading and writing a few words, never while exporting.
    state: Mutex<State>,
    closed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    export_began: Option<Instant>,
    failures: u64,
    last_failure: String,
    transport: Option<String>,
    is_failing: bool,
    is_closed: bool,
}

impl Delivery {
    pub(crate) fn new(signal: Signal, endpoint: String) -> Self {
        Self {
            signal,
            endpoint,
            ended: AtomicU64::new(0),
            delivered: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            state: Mutex::default(),
            closed: Condvar::new(),
        }
    }

    /// Something entered the queue, or found it full.
    pub(crate) fn note_ended(&self) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }

    /// An export begins; its requests and the pauses between them share one bound.
    pub(crate) fn note_begin(&self) {
        let mut state = self.state();
        state.export_began = Some(now());
        state.transport = None;
    }

    /// What is left of a bound for the export under way.
    pub(crate) fn remaining(&self, bound: Duration) -> Duration {
        let elapsed = self.state().export_began.map_or(Duration::ZERO, |began| now() - began);
        bound.saturating_sub(elapsed)
    }

    /// A request could not be carried out, for this reason; or it was, whatever the answer.
    pub(crate) fn note_transport(&self, failure: Option<String>) {
        self.state().transport = failure;
    }

    /// An export of so many items ended, retries included.
    pub(crate) fn note_export(&self, items: usize, result: &OTelSdkResult) {
        let items = u64::try_from(items).unwrap_or(u64::MAX);
        match result {
            Ok(()) => self.note_success(items),
            Err(error) => self.note_failure(items, &error.to_string()),
        }
    }

    /// The SDK's thread made its last export.
    pub(crate) fn note_closed(&self) {
        self.state().is_closed = true;
        self.closed.notify_all();
    }

    /// Waits for the last export; whether it came in time.
    pub(crate) fn wait_closed(&self, timeout: Duration) -> bool {
        let waited =
            self.closed.wait_timeout_while(self.state(), timeout, |state| !state.is_closed);
        waited.unwrap_or_else(PoisonError::into_inner).0.is_closed
    }

    pub(crate) fn failures(&self) -> u64 {
        self.state().failures
    }

    /// What the last export said that failed after the first `before` failures.
    pub(crate) fn failure_since(&self, before: u64) -> Option<String> {
        let state = self.state();
        (state.failures > before).then(|| state.last_failure.clone())
    }

    /// Ended, delivered, lost.
    pub(crate) fn counts(&self) -> [u64; 3] {
        [&self.ended, &self.delivered, &self.lost].map(|count| count.load(Ordering::Relaxed))
    }

    fn note_success(&self, items: u64) {
        self.delivered.fetch_add(items, Ordering::Relaxed);
        let mut state = self.state();
        let was_failing = std::mem::take(&mut state.is_failing);
        let failures = state.failures;
        drop(state);
        if was_failing {
            tracing::info!(
                target: LOG_TARGET,
                signal = self.signal.as_str(),
                endpoint = self.endpoint,
                failures,
                "telemetry is delivered again"
            );
        }
    }

    /// Logs the first failure of a row only: a collector that is away for a day fails thousands of times.
    fn note_failure(&self, items: u64, error: &str) {
        self.lost.fetch_add(items, Ordering::Relaxed);
        let mut state = self.state();
        let reason = match &state.transport {
            Some(transport) => format!("{transport} ({})", self.endpoint),
            None => format!("{error} ({})", self.endpoint),
        };
        state.failures = state.failures.saturating_add(1);
        state.last_failure.clone_from(&reason);
        let was_failing = std::mem::replace(&mut state.is_failing, true);
        drop(state);
        if !was_failing {
            tracing::warn!(
                target: LOG_TARGET,
                signal = self.signal.as_str(),
                reason,
                "telemetry is not delivered; further failures are counted and not logged until it is again"
            );
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the seam: the one place that reads a clock here, a monotonic one"
)]
fn now() -> Instant {
    Instant::now()
}

/// Where the exporter's own troubles are logged.
pub(crate) const LOG_TARGET: &str = "genai_otel::export";

use std::{
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::{Loss, Signal, answer::Answer};

/// The fate of one signal's exports, told by exporter and client on the SDK's thread and read by the guard.
#[derive(Debug)]
pub(crate) struct Delivery {
    signal: Signal,
    endpoint: String,
    /// How many items may wait. The SDK's own queue has the same size, but keeps its losses to itself; admitting
    /// no more than fit means that it never has any.
    capacity: u64,
    waiting: AtomicU64,
    ended: AtomicU64,
    delivered: AtomicU64,
    spooled: AtomicU64,
    recovered: AtomicU64,
    retried: AtomicU64,
    /// By kind, in the order of [`Loss::ALL`].
    losses: [AtomicU64; Loss::ALL.len()],
    /// Held only for reading and writing a few words, never while exporting.
    state: Mutex<State>,
    closed: Condvar,
}

/// Items of one signal: spans, log records, or exports of metrics; those rejected are data points then.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) ended: u64,
    pub(crate) delivered: u64,
    pub(crate) dropped: u64,
    pub(crate) lost: u64,
    pub(crate) rejected: u64,
    pub(crate) spooled: u64,
    pub(crate) recovered: u64,
}

#[derive(Debug, Default)]
struct State {
    failures: u64,
    last_failure: String,
    /// How many of the failures a flush or shutdown has told its caller.
    told: u64,
    /// What the collector said when it turned a part of the spool down for good, until somebody hears of it.
    refusal: Option<String>,
    /// What the last attempt of an export under way said.
    attempt: Option<String>,
    /// What went wrong last, if anything ever did.
    last_said: Option<String>,
    dropped_before: u64,
    is_failing: bool,
    /// Failures since something was delivered, those included of which the spool makes good.
    row: u64,
    is_warned: bool,
    is_overflowing: bool,
    is_closed: bool,
}

impl State {
    /// Something was not delivered; whether it is the first of a row.
    fn fail(&mut self, reason: &str) -> bool {
        self.last_said = Some(reason.to_owned());
        self.row = self.row.saturating_add(1);
        !std::mem::replace(&mut self.is_failing, true)
    }
}

impl Delivery {
    pub(crate) fn new(signal: Signal, endpoint: String, capacity: usize) -> Self {
        Self {
            signal,
            endpoint,
            capacity: to_u64(capacity),
            waiting: AtomicU64::new(0),
            ended: AtomicU64::new(0),
            delivered: AtomicU64::new(0),
            spooled: AtomicU64::new(0),
            recovered: AtomicU64::new(0),
            retried: AtomicU64::new(0),
            losses: Default::default(),
            state: Mutex::default(),
            closed: Condvar::new(),
        }
    }

    /// Whether something that ended may enter the queue. Runs where spans end, so it neither locks nor logs.
    pub(crate) fn admit(&self) -> bool {
        self.note_ended();
        let admit = |waiting: u64| (waiting < self.capacity).then_some(waiting.saturating_add(1));
        let order = Ordering::Relaxed;
        let is_admitted = self.waiting.fetch_update(order, order, admit).is_ok();
        if !is_admitted {
            self.count(Loss::QueueFull, 1);
        }
        is_admitted
    }

    /// Something ended that cannot enter the queue, because nobody would take it out.
    pub(crate) fn refuse(&self) {
        self.note_ended();
        self.count(Loss::QueueFull, 1);
    }

    /// An export begins, of so many items from the queue.
    pub(crate) fn note_begin(&self, items: usize) {
        self.waiting.fetch_sub(to_u64(items), Ordering::Relaxed);
        let dropped = self.lost_by(Loss::QueueFull);
        let mut state = self.state();
        let new = dropped.saturating_sub(std::mem::replace(&mut state.dropped_before, dropped));
        let was_overflowing = std::mem::replace(&mut state.is_overflowing, new > 0);
        drop(state);
        if new > 0 && !was_overflowing {
            tracing::warn!(
                target: LOG_TARGET,
                signal = self.signal.as_str(),
                dropped = new,
                queue = self.capacity,
                "the queue was full; what finds it full is counted and not logged until it holds everything again"
            );
        }
    }

    /// An export of so many items ended, retries included.
    pub(crate) fn note_export(&self, items: usize, outcome: Result<Answer, String>) {
        let items = to_u64(items);
        match outcome {
            Ok(answer) => {
                if let Some(reason) = self.note_accepted(items, &answer) {
                    self.note_failure(&reason);
                }
            }
            Err(reason) => {
                self.count(Loss::Undelivered, items);
                self.note_failure(&reason);
            }
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

    /// How many failures somebody has heard of.
    pub(crate) fn told(&self) -> u64 {
        self.state().told
    }

    /// Somebody has heard of every failure so far.
    pub(crate) fn note_told(&self) {
        let mut state = self.state();
        state.told = state.failures;
    }

    /// An attempt failed, and another follows.
    pub(crate) fn note_attempt(&self, reason: &str) {
        self.retried.fetch_add(1, Ordering::Relaxed);
        let reason = format!("{reason} ({})", self.endpoint);
        let mut state = self.state();
        state.last_said = Some(reason.clone());
        state.attempt = Some(reason);
    }

    /// What the last attempt of an export under way said.
    pub(crate) fn attempt(&self) -> Option<String> {
        self.state().attempt.clone()
    }

    /// What the last export said that failed after the first `before` failures.
    pub(crate) fn failure_since(&self, before: u64) -> Option<String> {
        let state = self.state();
        (state.failures > before).then(|| state.last_failure.clone())
    }

    pub(crate) fn counts(&self) -> Counts {
        let of = |count: &AtomicU64| count.load(Ordering::Acquire);
        // What is rejected of metrics are data points, and no exports.
        let counts = |loss: &Loss| self.signal != Signal::Metrics || *loss != Loss::Rejected;
        let sum = |is_drop: bool| {
            let losses = Loss::ALL.into_iter().filter(counts);
            losses.filter(|loss| loss.is_drop() == is_drop).map(|loss| self.lost_by(loss)).sum()
        };
        Counts {
            ended: of(&self.ended),
            delivered: of(&self.delivered),
            dropped: sum(true),
            lost: sum(false),
            rejected: self.lost_by(Loss::Rejected),
            spooled: of(&self.spooled),
            // Last, and noted first: of what is delivered or lost it is known whose it was.
            recovered: of(&self.recovered),
        }
    }

    pub(crate) fn count(&self, loss: Loss, items: u64) {
        if let Some(count) = self.counter(loss) {
            count.fetch_add(items, Ordering::Release);
        }
    }

    pub(crate) fn lost_by(&self, loss: Loss) -> u64 {
        self.counter(loss).map_or(0, |count| count.load(Ordering::Acquire))
    }

    /// The collector took so many items, all or in part; what it says of the rest.
    #[must_use]
    pub(crate) fn note_accepted(&self, items: u64, answer: &Answer) -> Option<String> {
        let Answer { rejected, message } = answer;
        if *rejected == 0 {
            self.delivered.fetch_add(items, Ordering::Release);
            self.note_warning(message);
            self.note_success();
            return None;
        }
        let message = if message.is_empty() { "it does not say why" } else { message };
        Some(match self.signal {
            Signal::Traces | Signal::Logs => {
                let rejected = items.min(*rejected);
                self.delivered.fetch_add(items.saturating_sub(rejected), Ordering::Release);
                self.count(Loss::Rejected, rejected);
                let what = if self.signal == Signal::Logs { "log records" } else { "spans" };
                format!("the collector rejected {rejected} of {items} {what}: {message}")
            }
            Signal::Metrics => {
                self.delivered.fetch_add(items, Ordering::Release);
                self.count(Loss::Rejected, *rejected);
                format!("the collector rejected {rejected} data points: {message}")
            }
        })
    }

    /// Something ended.
    pub(crate) fn note_ended(&self) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }

    /// So many items are in the spool.
    pub(crate) fn note_spooled(&self, items: u64) {
        self.spooled.fetch_add(items, Ordering::Relaxed);
    }

    /// Of what is delivered or lost, so many items came from somebody else.
    pub(crate) fn note_recovered(&self, items: u64) {
        self.recovered.fetch_add(items, Ordering::Relaxed);
    }

    /// What ended could not be put into the spool, which whoever flushes is to hear.
    pub(crate) fn note_unkept(&self, reason: &str) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        reason.clone_into(&mut state.last_failure);
        state.last_said = Some(reason.to_owned());
    }

    /// The collector did not take a request that stays in the spool and is sent again. The first of a row is logged.
    pub(crate) fn note_away(&self, reason: &str) {
        self.retried.fetch_add(1, Ordering::Relaxed);
        let reason = format!("{reason} ({})", self.endpoint);
        let mut state = self.state();
        state.attempt = Some(reason.clone());
        let is_first = state.fail(&reason);
        drop(state);
        if is_first {
            tracing::warn!(
                target: LOG_TARGET,
                signal = self.signal.as_str(),
                reason,
                "telemetry stays in the spool until the collector takes it; further failures are counted and not logged"
            );
        }
    }

    /// The collector turned a part of the spool down for good.
    pub(crate) fn note_refused(&self, reason: &str) {
        let reason = format!("{reason} ({})", self.endpoint);
        let mut state = self.state();
        state.refusal = Some(reason.clone());
        state.last_said = Some(reason);
    }

    /// Something else went wrong.
    pub(crate) fn note_said(&self, reason: &str) {
        self.state().last_said = Some(reason.to_owned());
    }

    /// What the collector said when it last did so, once.
    pub(crate) fn take_refusal(&self) -> Option<String> {
        self.state().refusal.take()
    }

    /// How often a request was not taken that was or will be sent again.
    pub(crate) fn retried(&self) -> u64 {
        self.retried.load(Ordering::Relaxed)
    }

    /// How many items wait in the queue of the SDK.
    pub(crate) fn queued(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// What the last failure said, whatever came of it.
    pub(crate) fn last_said(&self) -> Option<String> {
        self.state().last_said.clone()
    }

    fn counter(&self, loss: Loss) -> Option<&AtomicU64> {
        let place = Loss::ALL.iter().position(|known| *known == loss)?;
        self.losses.get(place)
    }

    /// The collector took everything, but has something to say; the first time of a row it is passed on.
    fn note_warning(&self, message: &str) {
        let is_warned = !message.is_empty();
        let was_warned = std::mem::replace(&mut self.state().is_warned, is_warned);
        if is_warned && !was_warned {
            tracing::warn!(
                target: LOG_TARGET,
                signal = self.signal.as_str(),
                endpoint = self.endpoint,
                says = message,
                "the collector warns"
            );
        }
    }

    fn note_success(&self) {
        let mut state = self.state();
        state.attempt = None;
        let was_failing = std::mem::take(&mut state.is_failing);
        let failures = std::mem::take(&mut state.row);
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
    fn note_failure(&self, reason: &str) {
        let reason = format!("{reason} ({})", self.endpoint);
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        state.last_failure.clone_from(&reason);
        state.attempt = None;
        let is_first = state.fail(&reason);
        drop(state);
        if is_first {
            tracing::warn!(
                target: LOG_TARGET,
                signal = self.signal.as_str(),
                reason,
                "telemetry is not delivered, or in part; further failures are counted and not logged until it is again"
            );
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn to_u64(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

/// Where the exporter's own troubles are logged.
pub(crate) const LOG_TARGET: &str = "genai_otel::export";

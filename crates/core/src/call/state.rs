//! What a call knows while it is in flight, and how it becomes a record.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use opentelemetry::trace::SpanId;

use super::answered::Answered;
use super::priced::{Folded, ask_of_call};
use super::progress::{Ending, Progress, Verdict};
use super::spent::Spent;
use super::supplement::Supplement;
use crate::attribute_set::AttributeSet;
use crate::cost::{Cost, CostOrigin};
use crate::error_class::Classifiers;
use crate::exits;
use crate::gate::Expectation;
use crate::health::Trouble;
use crate::instrumentation::{Asks, Instrumentation};
use crate::otel::Otel;
use crate::outcome::Outcome;
use crate::record::{AttemptRecord, CallId, CallRecord};
use crate::response::Response;
use crate::semconv::Provider;
use crate::usage::Usage;

/// The part of a call that its guard, its handles and its context share.
#[derive(Debug)]
pub(crate) struct CallShared {
    pub(crate) id: CallId,
    pub(crate) instrumentation: Instrumentation,
    pub(crate) otel: Arc<Otel>,
    /// Nothing after the end.
    state: Mutex<Option<Box<CallState>>>,
}

/// A call that has not started, which its builder owns alone.
#[derive(Debug)]
pub(crate) struct CallDraft {
    pub(crate) instrumentation: Instrumentation,
    pub(crate) otel: Arc<Otel>,
    /// Boxed for good: it is large, and moves from here into the call and out of it at the end.
    pub(crate) state: Box<CallState>,
}

impl CallDraft {
    pub(crate) fn new(instrumentation: Instrumentation, otel: Arc<Otel>) -> Self {
        let mut state = Box::<CallState>::default();
        state.record.id = CallId::next();
        Self { instrumentation, otel, state }
    }
}

impl CallShared {
    pub(crate) fn new(draft: CallDraft) -> Self {
        let CallDraft { instrumentation, otel, state } = draft;
        Self { id: state.record.id, instrumentation, otel, state: Mutex::new(Some(state)) }
    }

    /// The state; nothing after the end. A panic under this lock leaves nothing half done that
    /// matters, so poison is ignored.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Option<Box<CallState>>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes a running call. A change after its end is dropped and counted.
    pub(crate) fn change(&self, change: impl FnOnce(&mut CallState)) {
        let mut state = self.lock();
        if let Some(state) = &mut *state {
            change(state);
        } else {
            drop(state);
            self.instrumentation.report(Trouble::LateUpdate, &"a call was changed after its end");
        }
    }
}

/// The record in the making and how far the call has come.
#[derive(Debug, Default)]
pub(crate) struct CallState {
    pub(crate) record: CallRecord,
    pub(crate) ending: Ending,
    pub(crate) answered: Option<Box<Answered>>,
    /// Whether answers of the call itself became attempts.
    pub(super) keeps_answers: bool,
    pub(crate) attempts: Vec<AttemptState>,
    /// The id of the answer that was told last to the call itself, since attempts were begun.
    own_answer: Option<Arc<str>>,
    /// How many attempts were begun.
    begun: usize,
    /// What attempts used that are not kept apart any more.
    pub(crate) surplus: Option<Box<Spent>>,
    /// On the monotonic clock.
    pub(crate) started: Duration,
    /// Past it, a cancellation counts as a timeout.
    pub(crate) deadline: Option<Duration>,
    /// Shared, because they run without the lock.
    pub(crate) classifiers: Option<Arc<Classifiers>>,
    /// What the caller expects it to take, for the gates.
    pub(crate) expected: Option<Box<Expectation>>,
    /// Whether an agent or workflow runs at somebody else's.
    pub(crate) remote: bool,
    /// Whether a span of ours stands in the call's context.
    pub(crate) has_span: bool,
    /// The span that is current in the call's context: its own or, without one, the one around.
    pub(crate) current_span: Option<SpanId>,
    /// What its own span had from its start.
    pub(crate) written: AttributeSet,
    /// Whether the span's name lacks what the call is about.
    pub(crate) nameless: bool,
    pub(crate) counted_active: bool,
    /// Who is called, where that became known after the start. It joins the record at the end, because
    /// calls in flight are counted down where they were counted up.
    pub(crate) late_provider: Option<Provider>,
    pub(crate) panicking_at_start: bool,
    /// What answered the work beside the attempts, where an attempt's answer has taken its place in the record.
    pub(crate) own_response: Option<Box<Response>>,
    /// Whether the usage contradicts itself, as was found at the end.
    pub(crate) contradictory: bool,
    /// What spans of other libraries inside of this call say about it.
    pub(crate) supplement: Option<Box<Supplement>>,
}

/// One attempt in the making.
#[derive(Debug, Default)]
pub(crate) struct AttemptState {
    /// From 1.
    pub(super) number: usize,
    pub(crate) record: AttemptRecord,
    pub(crate) ending: Ending,
    pub(super) answered: Option<Box<Answered>>,
    pub(crate) started: Duration,
    pub(crate) closed: bool,
    /// For an exchange that nobody began explicitly: inside which attempt it was, or 0 for the call itself.
    pub(super) inside: Option<usize>,
}

/// What an answer may fill: of the call itself or of one of its attempts.
pub(crate) struct Slot<'a> {
    pub(crate) response: &'a mut Response,
    pub(crate) usage: &'a mut Usage,
    pub(crate) cost: &'a mut Option<Cost>,
    pub(crate) ending: &'a mut Ending,
    pub(crate) answered: &'a mut Option<Box<Answered>>,
}

impl CallState {
    /// The slot of attempt `number` from 1, or of the call itself for 0 and for attempts that are over.
    pub(crate) fn slot(&mut self, number: usize) -> Slot<'_> {
        match self.open_attempt(number).map(|index| &mut self.attempts[index]) {
            Some(attempt) => Slot {
                response: &mut attempt.record.response,
                usage: &mut attempt.record.usage,
                cost: &mut attempt.record.cost,
                ending: &mut attempt.ending,
                answered: &mut attempt.answered,
            },
            None => Slot {
                response: &mut self.record.response,
                usage: &mut self.record.usage,
                cost: &mut self.record.cost,
                ending: &mut self.ending,
                answered: &mut self.answered,
            },
        }
    }

    /// Begins an attempt and gives its number. Where there are too many to be kept apart, one that is
    /// over makes room: its usage and cost stay in the sum. Where all are still open, what it says is said of the call
    /// itself. With it comes what made room and is to be asked about, where there is somebody to ask.
    pub(super) fn begin_attempt(
        &mut self,
        record: AttemptRecord,
        now: Duration,
        asks: Asks,
    ) -> (usize, Option<Box<Folded>>) {
        let folded = self.make_room(asks);
        let number = self.next_number();
        if self.attempts.len() >= MAX_OPEN_ATTEMPTS {
            self.record.more_attempts = self.record.more_attempts.saturating_add(1);
            return (number, folded);
        }
        self.attempts.push(AttemptState {
            number,
            record,
            started: now,
            ..AttemptState::default()
        });
        (number, folded)
    }

    /// An answer was told to the call itself.
    pub(super) fn note_own_answer(&mut self, id: Option<&Arc<str>>) {
        if self.begun > 0 {
            self.own_answer = id.cloned();
        }
    }

    /// Folds an attempt that is over, where there are as many as are kept apart.
    pub(super) fn make_room(&mut self, asks: Asks) -> Option<Box<Folded>> {
        if self.attempts.len() < MAX_ATTEMPTS {
            return None;
        }
        let index = self.attempts.iter().rposition(|attempt| attempt.closed)?;
        self.fold_attempt(index, asks)
    }

    pub(super) const fn next_number(&mut self) -> usize {
        self.begun += 1;
        self.begun
    }

    /// Ends attempt `number`.
    pub(crate) fn close_attempt(&mut self, number: usize, now: Duration, verdict: Verdict) {
        if let Some(index) = self.open_attempt(number) {
            self.close_attempt_at(index, now, verdict);
        }
    }

    /// Where the open attempt `number` is.
    pub(super) fn open_attempt(&self, number: usize) -> Option<usize> {
        // Numbers ascend, and the latest is the one that is asked for.
        self.attempts.iter().rposition(|attempt| attempt.number == number && !attempt.closed)
    }

    /// Keeps no more of an attempt than its part of the sum. Gives it back where it is to be asked about, which runs other
    /// people's code and waits until no lock is held.
    fn fold_attempt(&mut self, index: usize, asks: Asks) -> Option<Box<Folded>> {
        self.record.more_attempts = self.record.more_attempts.saturating_add(1);
        let mut folded = self.attempts.remove(index).record;
        let surplus = self.surplus.get_or_insert_default();
        // A cost that was said is in the sum at once.
        let asks = Asks { cost: asks.cost && folded.cost.is_none(), ..asks };
        if asks.anything() {
            surplus.expect(&folded.usage, folded.cost.take(), asks);
            return Some(Folded::new(&self.record, folded, asks));
        }
        surplus.add_attempt(&folded);
        None
    }

    /// What an attempt learned of the answer becomes the call's, and so does its ending, until a later
    /// attempt says otherwise.
    fn close_attempt_at(&mut self, index: usize, now: Duration, verdict: Verdict) {
        let panicked = self.is_unwinding();
        let attempt = &mut self.attempts[index];
        attempt.closed = true;
        let record = &mut attempt.record;
        record.started_after = attempt.started.saturating_sub(self.started);
        record.duration = now.saturating_sub(attempt.started);
        record.outcome = attempt.ending.outcome(verdict, panicked);
        record.error_type = attempt.ending.error_type(record.outcome, record.response.http_status);
        let answer = record.response.clone();
        if answer.is_answer() {
            if self.own_response.is_none() && !self.record.usage.is_missing() {
                self.own_response = Some(Box::new(std::mem::take(&mut self.record.response)));
            }
            self.record.response = answer;
        } else {
            // A refusal without an answer: what it says of itself, and nothing of an earlier one.
            self.record.response.follow(answer);
        }
        // Work of the call that goes on around its attempts has the last word by its own result.
        if self.ending.progress != Progress::Running {
            self.ending = std::mem::take(&mut attempt.ending);
            if verdict == Verdict::Finished && !record.outcome.is_failure() {
                self.ending.succeed();
            }
        }
    }

    /// Completes the record. Says what was wrong with it, for the health counters. The pricing and the energy model are
    /// asked, so no lock is held.
    pub(crate) fn close(
        &mut self,
        now: Duration,
        verdict: Verdict,
        instrumentation: &Instrumentation,
    ) -> Vec<Trouble> {
        for index in 0..self.attempts.len() {
            if !self.attempts[index].closed {
                self.close_attempt_at(index, now, verdict);
            }
        }
        let panicked = self.is_unwinding();
        let record = &mut self.record;
        record.provider = record.provider.take().or(self.late_provider.take());
        let mut troubles = Vec::new();
        record.duration = now.saturating_sub(self.started);
        record.outcome = self.ending.outcome(verdict, panicked);
        if record.outcome == Outcome::Cancelled
            && self.deadline.is_some_and(|deadline| record.duration >= deadline)
        {
            record.outcome = Outcome::Timeout;
        }
        record.error_type = self.ending.error_type(record.outcome, record.response.http_status);
        record.error_message = self.ending.message.take().filter(|_| record.outcome.is_failure());
        self.keep_last_answer();
        let inner = self.supplement.take();
        if self.attempts.is_empty() {
            inner.into_iter().for_each(|inner| inner.complete(&mut self.record));
            if instrumentation.asks().anything() || self.record.cost.is_some() {
                ask_of_call(instrumentation, &mut self.record);
            }
        } else {
            let mixed = self.sum_attempts(inner, instrumentation);
            troubles.extend(std::iter::repeat_n(Trouble::MixedCurrencies, mixed));
        }
        troubles.extend(exits::inspect(&mut self.record));
        self.contradictory = troubles.contains(&Trouble::ContradictoryUsage);
        troubles
    }

    /// Asks about the attempts, moves them to the record and sums them up. Says how many costs have another currency.
    fn sum_attempts(
        &mut self,
        inner: Option<Box<Supplement>>,
        instrumentation: &Instrumentation,
    ) -> usize {
        if let Some(inner) = inner {
            let is_known = self.attempts.iter().any(|attempt| !attempt.record.usage.is_missing());
            inner.complete_beside(&mut self.record, is_known || self.surplus.is_some());
        }
        self.forget_repeated_answer();
        self.ask_of_parts(instrumentation);
        while self.attempts.len() > MAX_ATTEMPTS {
            self.fold_attempt(MAX_ATTEMPTS, Asks::default());
        }
        let record = &mut self.record;
        let mut spent = self.surplus.take().unwrap_or_default();
        spent.add_call(record);
        for attempt in std::mem::take(&mut self.attempts) {
            spent.add_attempt(&attempt.record);
            record.attempts.push(attempt.record);
        }
        spent.conclude(record)
    }

    /// The call's own usage is none where it is that of an attempt's answer, which was told to both.
    fn forget_repeated_answer(&mut self) {
        let Some(id) = self.own_answer.take() else { return };
        let Self { record, attempts, .. } = self;
        let is_repeated = attempts.iter().any(|attempt| {
            let AttemptRecord { response, usage, .. } = &attempt.record;
            let mut both = usage.clone();
            both.update(&record.usage);
            response.id.as_ref() == Some(&id) && both == *usage
        });
        if is_repeated {
            record.usage = Usage::default();
            record.cost.take_if(|cost| cost.origin == CostOrigin::Provider);
        }
    }

    /// Whether an unwinding that began after the start is under way.
    fn is_unwinding(&self) -> bool {
        !self.panicking_at_start && std::thread::panicking()
    }
}

/// The most attempts kept apart in a record.
const MAX_ATTEMPTS: usize = 64;
/// The most attempts of a call that run at once and are told apart.
const MAX_OPEN_ATTEMPTS: usize = 1_024;

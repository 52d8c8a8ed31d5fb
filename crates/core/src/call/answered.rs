//! Several answers inside one call, told by taps below: a client that asks again by itself.
//!
//! The slot of a call (or of an attempt) has the answer that came last. When the next one begins, the one before it
//! becomes an attempt of its own if it used something or was a refusal, so that nothing that is billed is lost. The
//! same answer told again, by its id, stays one.

use std::sync::Arc;
use std::time::Duration;

use super::priced::Folded;
use super::progress::Verdict;
use super::state::{AttemptState, CallState, Slot};
use crate::cost::CostOrigin;
use crate::instrumentation::Asks;
use crate::outcome::Outcome;
use crate::record::AttemptRecord;
use crate::response::Response;
use crate::usage::Usage;

/// The answer that a tap told last: what was known before it, and after it.
#[derive(Debug)]
pub(crate) struct Answered {
    before: Known,
    after: Known,
    times: Times,
    /// How it ended; work that begins anew forgets that.
    outcome: Outcome,
    error_type: Option<Arc<str>>,
}

/// What is known of an answer.
#[derive(Debug, PartialEq)]
struct Known {
    response: Response,
    usage: Usage,
}

/// When an answer was asked for, and when it was over.
#[derive(Clone, Copy, Debug)]
struct Times {
    asked: Duration,
    over: Duration,
}

/// An answer that has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    before: Known,
    /// The attempt that the answer before it became.
    kept: Option<usize>,
    asked: Duration,
}

impl CallState {
    /// An answer begins, which was asked for at `asked`. The one before it is taken out of the slot, unless somebody
    /// else has spoken since.
    pub(super) fn begin_answer(
        &mut self,
        slot: usize,
        asked: Duration,
        asks: Asks,
    ) -> (Begun, Option<Box<Folded>>) {
        let (kept, folded) = self.keep_answer(slot, asked, asks).unzip();
        let slot = self.slot(slot);
        if let Some(answered) = slot.answered.take()
            && answered.after == slot.known()
        {
            *slot.response = answered.before.response;
            *slot.usage = answered.before.usage;
        }
        (Begun { before: slot.known(), kept, asked }, folded.flatten())
    }

    /// An answer is over, and `tell` says what is known of it. `id` is the provider's.
    pub(super) fn end_answer(
        &mut self,
        (number, begun): (usize, Begun),
        (id, now): (Option<&str>, Duration),
        asks: Asks,
        tell: impl FnOnce(&mut Slot<'_>),
    ) -> Option<Box<Folded>> {
        let mut times = Times { asked: begun.asked, over: now };
        // Another one, asked for at the same time, was over first.
        let is_same = id.is_some() && self.slot(number).response.id.as_deref() == id;
        let folded = if is_same { None } else { self.keep_answer(number, times.asked, asks) };
        tell(&mut self.slot(number));
        if let Some(again) = begun.kept.and_then(|kept| self.take_kept(kept, id)) {
            times.asked = again.started;
            let slot = self.slot(number);
            let mut usage = again.record.usage;
            usage.update(slot.usage);
            *slot.usage = usage;
            if slot.cost.is_none() {
                *slot.cost = again.record.cost;
            }
        }
        let slot = self.slot(number);
        let after = slot.known();
        let outcome = slot.ending.outcome(Verdict::Finished, false);
        let error_type = slot.ending.error_type(outcome, slot.response.http_status);
        let answered = Answered { before: begun.before, after, times, outcome, error_type };
        *slot.answered = Some(Box::new(answered));
        folded.and_then(|(_, folded)| folded)
    }

    /// At the end, what the call itself has becomes its last attempt, where answers before it became some.
    pub(super) fn keep_last_answer(&mut self) {
        if !self.keeps_answers {
            return;
        }
        let started = self.answered.take().map_or(self.started, |answered| answered.times.asked);
        let record = &mut self.record;
        let started_after = started.saturating_sub(self.started);
        let attempt = AttemptRecord {
            response: record.response.clone(),
            usage: std::mem::take(&mut record.usage),
            cost: record.cost.take_if(|cost| cost.origin != CostOrigin::Caller),
            outcome: record.outcome,
            error_type: record.error_type.clone(),
            started_after,
            duration: record.duration.saturating_sub(started_after),
            ..AttemptRecord::default()
        };
        self.attempts.push(AttemptState {
            record: attempt,
            started,
            closed: true,
            inside: Some(0),
            ..AttemptState::default()
        });
    }

    /// Makes an attempt of the answer in the slot, if it must not be lost. Gives its number.
    fn keep_answer(
        &mut self,
        number: usize,
        next_asked: Duration,
        asks: Asks,
    ) -> Option<(usize, Option<Box<Folded>>)> {
        let call_started = self.started;
        let slot = self.slot(number);
        let answered = slot.answered.as_ref()?;
        let is_spent = *slot.usage != answered.before.usage;
        let is_cost = slot.cost.as_ref().is_some_and(|cost| cost.origin != CostOrigin::Caller);
        let is_refusal = slot.response.http_status.is_some_and(|status| status >= 400);
        if !is_spent && !is_cost && !is_refusal {
            return None;
        }
        let is_unchanged = answered.after == slot.known();
        let Answered { before, times, outcome, error_type, .. } = *slot.answered.take()?;
        let record = AttemptRecord {
            response: if is_unchanged {
                std::mem::replace(slot.response, before.response)
            } else {
                slot.response.clone()
            },
            usage: if is_spent { std::mem::take(slot.usage) } else { Usage::default() },
            // What the caller said stands for all exchanges inside.
            cost: slot.cost.take_if(|_| is_cost),
            outcome,
            error_type,
            started_after: times.asked.saturating_sub(call_started),
            duration: times.over.saturating_sub(times.asked),
            ..AttemptRecord::default()
        };
        let folded = self.make_room(asks);
        let kept = AttemptState {
            number: self.next_number(),
            record,
            started: times.asked,
            closed: true,
            inside: Some(self.open_attempt(number).map_or(0, |_| number)),
            ..AttemptState::default()
        };
        let kept_number = kept.number;
        if let Some(index) = self.open_attempt(number) {
            self.attempts[index].started = next_asked;
            self.attempts.insert(index, kept);
        } else {
            self.keeps_answers = true;
            self.attempts.push(kept);
        }
        Some((kept_number, folded))
    }

    /// Takes back the attempt that an answer became, where it was the answer with this id.
    fn take_kept(&mut self, number: usize, id: Option<&str>) -> Option<AttemptState> {
        let is_it = |attempt: &AttemptState| {
            attempt.number == number && id.is_some() && attempt.record.response.id.as_deref() == id
        };
        let index = self.attempts.iter().rposition(is_it)?;
        let kept = self.attempts.remove(index);
        if kept.inside == Some(0) {
            let is_own = |attempt: &AttemptState| attempt.inside == Some(0);
            self.keeps_answers = self.attempts.iter().any(is_own) || self.surplus.is_some();
        }
        Some(kept)
    }
}

impl Slot<'_> {
    fn known(&self) -> Known {
        Known { response: self.response.clone(), usage: self.usage.clone() }
    }
}

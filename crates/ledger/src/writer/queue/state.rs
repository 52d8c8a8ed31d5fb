//! What the queue knows, under its lock.

use std::sync::Arc;
use std::time::SystemTime;

use genai_otel_core::{AttemptRecord, CallRecord};

/// A call that waits.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) record: Arc<CallRecord>,
    /// The name that the caller gave it.
    pub(crate) id: Option<Box<str>>,
}

impl Item {
    /// About what it takes of memory while it waits. What it shares with others (names, attribution) is not counted.
    pub(crate) fn bytes(&self) -> u64 {
        let record = &*self.record;
        let attempts = record.attempts.len().saturating_mul(size_of::<AttemptRecord>());
        let message = record.error_message.as_ref().map_or(0, |message| message.len());
        let own = size_of::<CallRecord>() + size_of::<Self>();
        u64::try_from(own.saturating_add(attempts).saturating_add(message)).unwrap_or(u64::MAX)
    }
}

/// What is under the lock.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) waiting: Vec<Item>,
    /// Of all calls that are not done with.
    pub(super) bytes: u64,
    /// How many calls came, and how many of them the thread is done with.
    pub(super) came: u64,
    pub(super) done: u64,
    /// How many of them somebody waits for.
    pub(super) awaited: u64,
    pub(super) refused: Refused,
    pub(super) turns: Turns,
    /// Those that came after the end: nobody is there to write of them.
    pub(super) refused_late: u64,
    /// Calls that were taken and could not be written.
    pub(super) lost: u64,
    /// What the disk said last, while it takes nothing.
    pub(super) trouble: Option<String>,
    /// Whether the thread sleeps until it is woken.
    pub(super) is_asleep: bool,
    /// Naps since something came last.
    pub(super) naps: u32,
    /// Somebody wants the thread to try at once.
    pub(super) hurries: bool,
    pub(super) is_closed: bool,
    /// Nobody waits any more for what the disk does not take.
    pub(super) gives_up: bool,
    pub(super) is_ended: bool,
}

/// How often somebody asked that the file be closed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Turns {
    pub(super) asked: u64,
    /// How many of them the thread has taken note of.
    pub(super) taken: u64,
    /// How many of them it is done with.
    pub(super) done: u64,
}

/// Calls that found no room.
#[derive(Debug, Default)]
pub(super) struct Refused {
    /// How many in all.
    pub(super) total: u64,
    /// How many of them the thread has taken note of.
    pub(super) taken: u64,
    /// How many of them the ledger tells of.
    pub(super) told: u64,
    /// When the first of those came that the thread has not taken note of.
    pub(super) since: Option<SystemTime>,
}

impl Refused {
    pub(super) fn count(&mut self, now: impl FnOnce() -> SystemTime) {
        self.total = self.total.saturating_add(1);
        self.since.get_or_insert_with(now);
    }

    /// How many there are that were not taken before, and since when.
    pub(super) fn take(&mut self) -> Option<(u64, SystemTime)> {
        let since = self.since.take()?;
        let count = self.total.saturating_sub(self.taken);
        self.taken = self.total;
        Some((count, since))
    }
}

/// What was not written when somebody waited for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfinished {
    /// Calls that wait still.
    pub(crate) waiting: u64,
    /// Calls that will not be written.
    pub(crate) lost: u64,
    /// What the disk said last, while it takes nothing.
    pub(crate) trouble: Option<String>,
}

impl State {
    pub(super) fn unfinished(&self) -> u64 {
        self.came.saturating_sub(self.done)
    }

    /// Whether somebody waits for calls that are here.
    pub(super) fn is_awaited(&self) -> bool {
        self.awaited > self.done
    }

    /// Whether there is something to do that does not wait for more.
    pub(super) fn is_urgent(&self, enough: usize) -> bool {
        let has_calls = !self.waiting.is_empty();
        self.is_closed
            || self.waiting.len() >= enough
            || self.refused.since.is_some()
            || self.turns.asked > self.turns.taken
            || (has_calls && self.is_awaited())
    }

    /// The thread is done with so many calls.
    pub(super) fn finish(&mut self, bytes: u64, calls: u64) {
        self.done = self.done.saturating_add(calls);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// How a wait ended that was for something to close.
    pub(super) fn outcome(&self, lost_before: u64, is_open: bool) -> Result<(), Unfinished> {
        let lost = self.lost.saturating_sub(lost_before);
        if lost == 0 && !is_open {
            return Ok(());
        }
        Err(Unfinished { waiting: self.unfinished(), lost, trouble: self.trouble.clone() })
    }
}

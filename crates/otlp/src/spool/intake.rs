use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use genai_otel_journal::Records;

use super::{Depot, writer};
use crate::{SetupError, delivery::Delivery};

/// Where what ends waits for the thread that writes it to the spool. The one place where callers meet: they copy a few
/// hundred bytes under a lock that is never held while something is written.
#[derive(Debug)]
pub(crate) struct Intake {
    state: Mutex<State>,
    /// There is something for the writer to do.
    filled: Condvar,
    /// The writer has written something, or has ended.
    written: Condvar,
    delivery: Arc<Delivery>,
}

#[derive(Debug, Default)]
struct State {
    records: Records,
    /// How many records came, and how many of them the writer is done with.
    came: u64,
    done: u64,
    /// How many of them somebody waits for.
    awaited: u64,
    /// How many found no room, and are not yet told.
    dropped: u64,
    is_closed: bool,
    is_abandoned: bool,
    /// Whether the writer ended before it was told to.
    is_dead: bool,
}

impl Intake {
    /// Starts the thread that writes.
    pub(crate) fn start(depot: &Arc<Depot>) -> Result<Arc<Self>, SetupError> {
        let intake = Arc::new(Self {
            state: Mutex::default(),
            filled: Condvar::new(),
            written: Condvar::new(),
            delivery: Arc::clone(&depot.delivery),
        });
        writer::start(Arc::clone(depot), Arc::clone(&intake))?;
        depot.set_intake(&intake);
        Ok(intake)
    }

    /// Takes what ended, or counts it as dropped where there is no room.
    pub(super) fn push(&self, payload: &[u8]) {
        let mut state = self.state();
        if state.is_closed && !state.is_dead {
            return;
        }
        let before = state.records.bytes();
        // One that is larger than everything that may wait has to be alone.
        let has_room = before == 0 || before.saturating_add(payload.len()) <= MAX_BYTES;
        if state.is_dead || !has_room || state.records.push(payload).is_err() {
            state.dropped = state.dropped.saturating_add(1);
            drop(state);
            self.filled.notify_one();
            return self.delivery.refuse();
        }
        self.delivery.note_ended();
        state.came = state.came.saturating_add(1);
        let after = state.records.bytes();
        let is_first = state.records.len() == 1;
        drop(state);
        if is_first || (before < ENOUGH && after >= ENOUGH) {
            self.filled.notify_one();
        }
    }

    /// How many records wait.
    pub(super) fn waiting(&self) -> u64 {
        let state = self.state();
        state.came.saturating_sub(state.done)
    }

    /// Waits until everything that came so far is written, or counted and told as lost.
    ///
    /// # Errors
    ///
    /// There is no writer any more.
    pub(crate) fn wait_written(&self) -> Result<(), String> {
        let mut state = self.state();
        let came = state.came;
        state.awaited = state.awaited.max(came);
        self.filled.notify_one();
        let waited = self.written.wait_while(state, |state| {
            (state.done < came || state.dropped > 0) && !state.is_abandoned
        });
        let state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.done < came { Err("the writer of the spool has ended".to_owned()) } else { Ok(()) }
    }

    /// Takes nothing more.
    pub(crate) fn close(&self) {
        self.state().is_closed = true;
        self.filled.notify_one();
    }

    /// Waits until the writer has ended, which it does when this is closed.
    pub(super) fn wait_ended(&self) {
        let waited = self.written.wait_while(self.state(), |state| !state.is_abandoned);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    #[cfg(test)]
    pub(super) fn has_ended(&self) -> bool {
        self.state().is_abandoned
    }

    /// Waits for records, for at most this long, and swaps them against empty ones. Whether more may come.
    pub(super) fn take(&self, records: &mut Records, longest: Duration) -> bool {
        let idle =
            |state: &mut State| state.records.is_empty() && state.dropped == 0 && !state.is_closed;
        let waited = self.filled.wait_timeout_while(self.state(), longest, idle);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        // One write for many, as far as nobody waits for it.
        let gathers = |state: &mut State| {
            let is_awaited = state.awaited > state.done;
            !state.records.is_empty()
                && state.records.bytes() < ENOUGH
                && !is_awaited
                && !state.is_closed
        };
        let waited = self.filled.wait_timeout_while(state, GATHERING, gathers);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut state.records, records);
        !state.is_closed
    }

    /// How many found no room since this was asked last.
    pub(super) fn dropped(&self) -> u64 {
        self.state().dropped
    }

    /// So many of those that found no room are told.
    pub(super) fn note_told(&self, dropped: u64) {
        let mut state = self.state();
        state.dropped = state.dropped.saturating_sub(dropped);
        drop(state);
        self.written.notify_all();
    }

    /// The writer is done with so many records.
    pub(super) fn note_done(&self, records: u64) {
        let mut state = self.state();
        state.done = state.done.saturating_add(records);
        drop(state);
        self.written.notify_all();
    }

    /// There is no writer any more.
    pub(super) fn abandon(&self) {
        let mut state = self.state();
        state.is_dead = !state.is_closed;
        (state.is_closed, state.is_abandoned) = (true, true);
        drop(state);
        self.written.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What may wait, in bytes. A disk takes as much in a fraction of a second.
const MAX_BYTES: usize = 8 * 1_024 * 1_024;
/// What is written without waiting for more.
const ENOUGH: usize = 256 * 1_024;
/// How long less than that waits for more.
const GATHERING: Duration = Duration::from_millis(5);

//! Where finished calls wait for the thread that writes them.

mod state;
mod taking;
mod waiting;

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::SystemTime;

use self::state::State;
pub(crate) use self::state::{Item, Unfinished};
pub(crate) use self::taking::Taken;

/// Where finished calls wait. The one place where callers meet: they move a pointer under a lock that is never held while
/// something is encoded or written.
#[derive(Debug)]
pub(crate) struct Queue {
    state: Mutex<State>,
    /// There is something for the thread to do.
    filled: Condvar,
    /// The thread has written something, or has ended.
    written: Condvar,
    limits: QueueLimits,
}

/// How much may wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueueLimits {
    pub(crate) records: u64,
    pub(crate) bytes: u64,
}

/// What became of a call that was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    Taken,
    /// There is no room; the thread says so in the ledger.
    Full,
    /// There is no thread any more.
    Ended,
    /// The thread is in the process that this one was forked from.
    Forked,
}

/// What the queue has counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct QueueCounts {
    pub(crate) waiting: u64,
    pub(crate) waiting_bytes: u64,
    pub(crate) refused: u64,
    pub(crate) lost: u64,
}

impl Queue {
    pub(crate) fn new(limits: QueueLimits) -> Self {
        let (filled, written) = (Condvar::new(), Condvar::new());
        Self { state: Mutex::default(), filled, written, limits }
    }

    /// Takes a call, or counts it as refused.
    ///
    /// Whether this is a process that was forked off is asked for every sixteenth call, before the thread is woken, and
    /// before this waits for the lock: asking is a system call, which takes longer than all else here.
    pub(crate) fn push(
        &self,
        item: Item,
        now: impl FnOnce() -> SystemTime,
        is_forked: impl Fn() -> bool,
    ) -> Pushed {
        let bytes = item.bytes();
        let mut state = match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::Poisoned(state)) => state.into_inner(),
            // Who holds it may be a thread of the parent, which is not here to let it go.
            Err(TryLockError::WouldBlock) if is_forked() => return Pushed::Forked,
            Err(TryLockError::WouldBlock) => self.state(),
        };
        if state.is_closed || state.is_ended {
            state.refused_late = state.refused_late.saturating_add(1);
            return Pushed::Ended;
        }
        // One that is larger than everything that may wait has to be alone.
        let fits = state.bytes == 0 || state.bytes.saturating_add(bytes) <= self.limits.bytes;
        let is_full = state.unfinished() >= self.limits.records || !fits;
        let wakes = state.is_asleep || state.waiting.len().saturating_add(1) == ENOUGH;
        let asks = is_full || wakes || state.came.is_multiple_of(ASKED);
        if asks && is_forked() {
            return Pushed::Forked;
        }
        if is_full {
            // The thread has something to do as it is: what came before.
            state.refused.count(now);
            return Pushed::Full;
        }
        state.came = state.came.saturating_add(1);
        state.bytes = state.bytes.saturating_add(bytes);
        state.waiting.push(item);
        // One wake is enough, however long the thread takes to get up.
        state.is_asleep = false;
        drop(state);
        if wakes {
            self.filled.notify_one();
        }
        Pushed::Taken
    }

    /// Whether the thread has ended.
    pub(crate) fn is_ended(&self) -> bool {
        self.state().is_ended
    }

    pub(crate) fn counts(&self) -> QueueCounts {
        let state = self.state();
        QueueCounts {
            waiting: state.unfinished(),
            waiting_bytes: state.bytes,
            refused: state.refused.total.saturating_add(state.refused_late),
            lost: state.lost,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is written without waiting for more.
const ENOUGH: usize = 512;
/// Among so many calls one asks whether the process was forked off.
const ASKED: u64 = 16;

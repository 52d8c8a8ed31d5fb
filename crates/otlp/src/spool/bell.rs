use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What wakes the thread that sends: records that came, somebody who cannot wait, the end.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    rung: Condvar,
    ended: Condvar,
}

/// Who rang since the last look.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rung {
    /// Records that came.
    pub(super) fresh: u64,
    /// Somebody wants them to be sent now.
    pub(super) hurries: bool,
    /// What is there is to be sent, and nothing after it.
    pub(super) is_closing: bool,
}

#[derive(Debug, Default)]
struct State {
    rung: Rung,
    is_ended: bool,
}

impl Bell {
    pub(super) fn came(&self, records: u64) {
        let mut state = self.state();
        state.rung.fresh = state.rung.fresh.saturating_add(records);
        drop(state);
        self.rung.notify_one();
    }

    pub(crate) fn hurry(&self) {
        self.state().rung.hurries = true;
        self.rung.notify_one();
    }

    pub(crate) fn close(&self) {
        self.state().rung.is_closing = true;
        self.rung.notify_one();
    }

    /// Waits, for at most this long, until somebody hurries or closes, or so many records came.
    pub(super) fn wait(&self, longest: Duration, enough: u64) -> Rung {
        self.wait_while(longest, |rung| rung.fresh < enough && !rung.hurries && !rung.is_closing)
    }

    /// Waits out a pause that only the end cuts short.
    pub(super) fn pause(&self, pause: Duration) -> Rung {
        self.wait_while(pause, |rung| !rung.is_closing)
    }

    /// The sending thread has ended, and everything it held is let go.
    pub(super) fn end(&self) {
        self.state().is_ended = true;
        self.ended.notify_all();
    }

    pub(crate) fn wait_ended(&self) {
        let waited = self.ended.wait_while(self.state(), |state| !state.is_ended);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn wait_while(&self, longest: Duration, idle: impl Fn(&Rung) -> bool) -> Rung {
        let waited = self.rung.wait_timeout_while(self.state(), longest, |state| idle(&state.rung));
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let is_closing = state.rung.is_closing;
        std::mem::replace(&mut state.rung, Rung { is_closing, ..Rung::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

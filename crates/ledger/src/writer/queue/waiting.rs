//! What others ask of the thread, and wait for.

use std::sync::PoisonError;
use std::time::Duration;

use super::Queue;
use super::state::{State, Unfinished};

impl Queue {
    /// Asks that the file be closed behind all that came so far.
    pub(crate) fn rotate(&self) {
        let mut state = self.state();
        state.turns.asked = state.turns.asked.saturating_add(1);
        self.filled.notify_one();
    }

    /// Waits until all that came so far is written, gaps included, and every file is closed that somebody asked for.
    pub(crate) fn wait_written(&self, timeout: Duration) -> Result<(), Unfinished> {
        let mut state = self.state();
        let (came, refused, lost) = (state.came, state.refused.total, state.lost);
        let turns = state.turns.asked;
        state.awaited = state.awaited.max(came);
        state.hurries = true;
        self.filled.notify_one();
        let is_open = |state: &mut State| {
            let is_written = state.done >= came && state.refused.told >= refused;
            !(state.is_ended || (is_written && state.turns.done >= turns))
        };
        let waited = self.written.wait_timeout_while(state, timeout, is_open);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        let is_open = is_open(&mut state);
        state.outcome(lost, is_open)
    }

    /// Takes nothing more, and waits until what came is written and the thread has ended. When the time passes first, the
    /// thread is told not to try again.
    pub(crate) fn close(&self, timeout: Duration) -> Result<(), Unfinished> {
        let mut state = self.state();
        (state.is_closed, state.hurries) = (true, true);
        self.filled.notify_one();
        let is_open = |state: &mut State| !state.is_ended;
        let waited = self.written.wait_timeout_while(state, timeout, is_open);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        let is_open = is_open(&mut state);
        if is_open {
            state.gives_up = true;
            self.filled.notify_one();
        }
        // Calls are lost at the end alone: whoever waits for it hears of all of them.
        state.outcome(0, is_open)
    }
}

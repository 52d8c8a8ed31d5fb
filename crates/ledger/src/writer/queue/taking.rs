//! The thread's side of the queue.

use std::sync::PoisonError;
use std::time::{Duration, SystemTime};

use super::state::{Item, State};
use super::{ENOUGH, Queue};

/// What the thread is to do, beside the calls.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    /// How many calls found no room since the last time, and when the first of them came.
    pub(crate) gap: Option<(u64, SystemTime)>,
    /// Whether the file is to be closed behind them.
    pub(crate) turns: bool,
    /// Whether nothing comes any more.
    pub(crate) is_last: bool,
}

impl Queue {
    /// Waits for calls, for about this long, and swaps them against none.
    ///
    /// While calls come, the thread naps and looks by itself, so that no caller pays for waking it; after a second without
    /// any it sleeps, and the next call wakes it.
    pub(crate) fn take(&self, items: &mut Vec<Item>, longest: Duration) -> Taken {
        let mut state = self.state();
        while !state.is_urgent(ENOUGH) {
            if state.naps < NAPS {
                let is_idle = |state: &mut State| !state.is_urgent(ENOUGH);
                let waited = self.filled.wait_timeout_while(state, NAP, is_idle);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
                state.naps = state.naps.saturating_add(1);
                if !state.waiting.is_empty() {
                    break;
                }
            } else {
                state.is_asleep = true;
                let sleeps = |state: &mut State| state.is_asleep && !state.is_urgent(ENOUGH);
                let waited = self.filled.wait_timeout_while(state, longest, sleeps);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
                let was_woken = !std::mem::take(&mut state.is_asleep);
                if !was_woken {
                    break;
                }
                // What follows at once is written with it.
                state.naps = 0;
            }
        }
        if !state.waiting.is_empty() {
            state.naps = 0;
        }
        std::mem::swap(&mut state.waiting, items);
        let turns = state.turns.asked > state.turns.taken;
        state.turns.taken = state.turns.asked;
        Taken { gap: state.refused.take(), turns, is_last: state.is_closed }
    }

    /// Waits before a disk is tried again that took nothing. Whoever waits for it cuts that short. Whether to go on.
    pub(crate) fn pause(&self, pause: Duration, trouble: String) -> bool {
        let mut state = self.state();
        state.trouble = Some(trouble);
        let is_awaited = state.is_closed || state.is_awaited();
        let pause = if is_awaited { pause.min(HURRIED) } else { pause };
        let idles = |state: &mut State| !state.hurries && !state.gives_up;
        let waited = self.filled.wait_timeout_while(state, pause, idles);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        state.hurries = false;
        !state.gives_up
    }

    /// So many calls are written, and so many of the refused are told of.
    pub(crate) fn note_written(&self, bytes: u64, calls: u64, refused: u64) {
        let mut state = self.state();
        state.trouble = None;
        state.finish(bytes, calls);
        state.refused.told = state.refused.told.saturating_add(refused);
        drop(state);
        self.written.notify_all();
    }

    /// The file is closed as often as that was taken note of, or could not be.
    pub(crate) fn note_turned(&self) {
        let mut state = self.state();
        state.turns.done = state.turns.taken;
        drop(state);
        self.written.notify_all();
    }

    /// So many calls will not be written.
    pub(crate) fn note_lost(&self, bytes: u64, calls: u64, refused: u64) {
        let mut state = self.state();
        state.finish(bytes, calls);
        state.lost = state.lost.saturating_add(calls);
        state.refused.told = state.refused.told.saturating_add(refused);
        drop(state);
        self.written.notify_all();
    }

    /// There is no thread any more; what waits still is lost. How much that is.
    pub(crate) fn end(&self) -> u64 {
        let mut state = self.state();
        let left = state.unfinished();
        state.lost = state.lost.saturating_add(left);
        state.done = state.came;
        (state.bytes, state.is_ended) = (0, true);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        drop(waiting);
        self.written.notify_all();
        left
    }
}

/// How long a call waits for others, at most.
const NAP: Duration = Duration::from_millis(10);
/// After so many of them without a call, the thread sleeps.
const NAPS: u32 = 100;
/// The longest pause between two tries while somebody waits.
const HURRIED: Duration = Duration::from_millis(50);

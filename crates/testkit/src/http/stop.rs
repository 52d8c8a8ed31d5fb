use std::sync::{Condvar, Mutex};
use std::time::Duration;

use crate::lock::lock;

/// Tells every thread of a server to end, and cuts their pauses short.
#[derive(Debug, Default)]
pub(super) struct Stop {
    stopped: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    pub(super) fn stop(&self) {
        *lock(&self.stopped) = true;
        self.changed.notify_all();
    }

    pub(super) fn is_stopped(&self) -> bool {
        *lock(&self.stopped)
    }

    /// Waits for `duration`; true when the server was stopped before it was over.
    pub(super) fn pause(&self, duration: Duration) -> bool {
        let stopped = lock(&self.stopped);
        if duration.is_zero() {
            return *stopped;
        }
        match self.changed.wait_timeout_while(stopped, duration, |stopped| !*stopped) {
            Ok((stopped, _)) => *stopped,
            Err(_) => true,
        }
    }
}

//! Other people's code: its panics stay there, and it does not call itself through us without end.

use std::cell::Cell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::LocalKey;

/// What `work` gives; nothing when it panicked.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let payload = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(value) => return Some(value),
        Err(payload) => payload,
    };
    // A payload may panic in turn when it is dropped. Then that one is left alone.
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(payload);
    }
    None
}

/// This thread runs other people's code of one kind; ends with the guard.
pub(crate) struct Inside(&'static LocalKey<Cell<u8>>);

impl Inside {
    /// Goes inside, unless the thread is `limit` deep in it or about to end.
    pub(crate) fn enter(depth: &'static LocalKey<Cell<u8>>, limit: u8) -> Option<Self> {
        let enter = |depth: &Cell<u8>| {
            let deep_enough = depth.get() >= limit;
            depth.set(depth.get() + u8::from(!deep_enough));
            !deep_enough
        };
        depth.try_with(enter).unwrap_or(false).then_some(Self(depth))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        // The thread's last moments may have taken the counter away, and then nobody reads it.
        _ = self.0.try_with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}

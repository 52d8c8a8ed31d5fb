//! Other people's code: its panics stay there.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `work` gives; nothing when it panicked.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let payload = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(value) => return Some(value),
        Err(payload) => payload,
    };
    // A payload may panic in turn when it is dropped. Then that one is left alone.
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(payload);
    }
    None
}

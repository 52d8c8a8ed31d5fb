use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks even after another thread panicked with the lock held: a failed assertion in one test thread
/// must not turn into a second, confusing failure in the server.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

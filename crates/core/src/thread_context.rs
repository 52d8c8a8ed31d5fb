//! The context of a thread, also where the thread is about to end.

use opentelemetry::{Context, ContextGuard};

use crate::caught::caught;

/// The current context; an empty one in a destructor of a thread-local value, where OpenTelemetry has
/// none any more and panics, and a panic aborts the process.
pub(crate) fn current() -> Context {
    read(Context::clone).unwrap_or_default()
}

/// What `read` finds in the current context.
pub(crate) fn read<T>(read: impl FnOnce(&Context) -> T) -> Option<T> {
    if is_ending() { None } else { caught(|| Context::map_current(read)) }
}

/// Makes a context the current one until the guard is dropped; not at all where the thread has none
/// any more.
pub(crate) fn attach(context: &Context) -> Option<ContextGuard> {
    if is_ending() { None } else { caught(|| context.clone().attach()) }
}

/// Whether the thread's values are being destroyed, as far as our own can tell: it saves the panic's
/// message, and where it does not see it the panic is caught all the same.
fn is_ending() -> bool {
    ALIVE.try_with(|_| ()).is_err()
}

/// Only a value with a destructor knows that it was destroyed.
struct Alive;

impl Drop for Alive {
    fn drop(&mut self) {}
}

thread_local! {
    static ALIVE: Alive = const { Alive };
}

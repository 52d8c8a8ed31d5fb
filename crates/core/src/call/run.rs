//! A future that runs inside a call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use opentelemetry::Context;
use pin_project_lite::pin_project;

use super::handle::CallHandle;
use super::scope::CallScope;
use crate::thread_context;

pin_project! {
    /// Runs a future inside a call; made by [`CallScope::run`]. Gives the future's own output.
    ///
    /// Cancel-safe in the sense of the future inside: dropping it drops that, and the call is *cancelled*.
    #[must_use = "futures do nothing unless polled"]
    pub struct Run<'c, F: Future> {
        #[pin]
        future: F,
        scope: &'c CallScope,
        record: fn(&CallHandle, &F::Output),
        running: Running<'c>,
    }
}

impl<'c, F: Future> Run<'c, F> {
    pub(super) fn new(
        scope: &'c CallScope,
        future: F,
        record: fn(&CallHandle, &F::Output),
    ) -> Self {
        Self { future, scope, record, running: Running { handle: scope.handle(), polling: false } }
    }
}

impl<F: Future> Future for Run<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        let poll = || this.future.poll(task);
        poll_inside(this.scope, &mut this.running.polling, poll, *this.record)
    }
}

impl<F: Future> fmt::Debug for Run<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("scope", &self.scope).finish_non_exhaustive()
    }
}

/// Polls work inside a call, and has `record` say what came of it. `polling` is kept for the work: whether
/// it has begun and is not done.
pub(crate) fn poll_inside<T>(
    scope: &CallScope,
    polling: &mut bool,
    poll: impl FnOnce() -> Poll<T>,
    record: fn(&CallHandle, &T),
) -> Poll<T> {
    let Some(context) = scope.own_context() else { return poll() };
    if !*polling {
        *polling = true;
        scope.handle().start_running();
    }
    let poll = inside(scope.handle(), context, poll);
    if let Poll::Ready(output) = &poll {
        *polling = false;
        record(scope.handle(), output);
    }
    poll
}

/// Runs work with the call's context as the current one; a panic that passes is noted.
pub(super) fn inside<T>(handle: &CallHandle, context: &Context, work: impl FnOnce() -> T) -> T {
    noting_panics(handle, || {
        let _attached = thread_context::attach(context);
        work()
    })
}

/// Runs work; a panic that passes is noted.
pub(super) fn noting_panics<T>(handle: &CallHandle, work: impl FnOnce() -> T) -> T {
    let unwinding = Unwinding(handle);
    let value = work();
    std::mem::forget(unwinding);
    value
}

/// Notes a cancellation when the future is dropped between its first poll and its end.
struct Running<'c> {
    handle: &'c CallHandle,
    polling: bool,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if self.polling {
            self.handle.record_cancelled();
        }
    }
}

/// Notes a panic of the code that runs inside, for guards that are dropped only after somebody
/// caught the unwinding. Forgotten when the code returns.
struct Unwinding<'c>(&'c CallHandle);

impl Drop for Unwinding<'_> {
    fn drop(&mut self) {
        self.0.record_panicked();
    }
}

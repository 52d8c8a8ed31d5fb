//! Running the caller's work inside a call's context.

use std::fmt;
use std::future::Future;
use std::ops::Deref;

use opentelemetry::Context;

use super::handle::CallHandle;
use super::run::{Run, inside};
use crate::thread_context;

/// A call, or an attempt of one, as a place to run work in: what runs inside sees the call's span as
/// its parent, and finds the call through [`CallHandle::current`].
///
/// The default is the scope of a call nobody listens to: work runs, nothing is recorded.
#[derive(Clone, Default)]
pub struct CallScope {
    handle: CallHandle,
    context: Option<Context>,
}

impl CallScope {
    pub(crate) const fn new(handle: CallHandle, context: Context) -> Self {
        Self { handle, context: Some(context) }
    }

    /// Runs a future inside the call. Its `Ok` is recorded as a success, its `Err` as an error; both
    /// come back untouched. Dropping the future before it is done makes the call *cancelled*.
    ///
    /// The context is attached for each poll and never held across an `.await`.
    pub fn run<F, T, E>(&self, future: F) -> Run<'_, F>
    where
        F: Future<Output = Result<T, E>>,
        E: fmt::Display + 'static,
    {
        Run::new(self, future, |handle, output| match output {
            Ok(_) => handle.record_ok(),
            Err(error) => handle.record_error(error),
        })
    }

    /// [`run`](Self::run) for a future that cannot fail: any output is a success.
    pub fn run_value<F: Future>(&self, future: F) -> Run<'_, F> {
        Run::new(self, future, |handle, _| handle.record_ok())
    }

    /// Runs a function inside the call and records its result.
    ///
    /// # Errors
    ///
    /// The function's own error, untouched.
    pub fn run_sync<T, E>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E>
    where
        E: fmt::Display + 'static,
    {
        let result = self.attached(work);
        match &result {
            Ok(_) => self.handle.record_ok(),
            Err(error) => self.handle.record_error(error),
        }
        result
    }

    /// [`run_sync`](Self::run_sync) for a function that cannot fail.
    pub fn run_sync_value<T>(&self, work: impl FnOnce() -> T) -> T {
        let value = self.attached(work);
        self.handle.record_ok();
        value
    }

    /// Runs a future inside the call and has `record` say what came of it.
    pub(crate) fn run_as<F: Future>(
        &self,
        future: F,
        record: fn(&CallHandle, &F::Output),
    ) -> Run<'_, F> {
        Run::new(self, future, record)
    }

    /// [`run_as`](Self::run_as) for a function.
    pub(crate) fn run_sync_as<T>(
        &self,
        work: impl FnOnce() -> T,
        record: fn(&CallHandle, &T),
    ) -> T {
        let value = self.attached(work);
        record(&self.handle, &value);
        value
    }

    /// The handle of this call or attempt.
    #[must_use]
    pub const fn handle(&self) -> &CallHandle {
        &self.handle
    }

    /// The OpenTelemetry context of this call, for code that propagates it by itself. The current
    /// context when nobody listens.
    #[must_use]
    pub fn context(&self) -> Context {
        self.context.clone().unwrap_or_else(thread_context::current)
    }

    pub(crate) const fn own_context(&self) -> Option<&Context> {
        self.context.as_ref()
    }

    fn attached<T>(&self, work: impl FnOnce() -> T) -> T {
        let Some(context) = &self.context else { return work() };
        self.handle.start_running();
        inside(&self.handle, context, work)
    }
}

impl Deref for CallScope {
    type Target = CallHandle;

    fn deref(&self) -> &CallHandle {
        &self.handle
    }
}

impl fmt::Debug for CallScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CallScope").field(&self.handle).finish()
    }
}

//! Calls in flight.

mod answered;
mod attempt;
mod billed;
mod builder;
mod end;
mod handle;
pub mod kind;
mod kinds;
mod priced;
mod progress;
mod run;
mod scope;
mod spent;
mod start;
mod state;
mod stream;
mod supplement;
mod wire;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

pub use self::attempt::Attempt;
pub use self::builder::CallBuilder;
use self::end::end;
pub use self::handle::CallHandle;
use self::kind::Kind;
pub use self::kinds::{
    AgentInvocationCall, EmbeddingCall, LlmCall, ToolExecution, ToolResult, WorkflowCall,
};
pub(crate) use self::priced::ask_of_call;
use self::progress::Verdict;
pub(crate) use self::progress::is_code;
pub use self::run::Run;
pub(crate) use self::run::poll_inside;
pub use self::scope::CallScope;
pub(crate) use self::state::CallDraft;
pub use self::stream::{CallStream, Chunk, EveryItem, ReadChunk, Results, Values};
pub(crate) use self::supplement::Supplement;
pub use self::wire::WireCall;
use crate::error_class::ErrorClass;

/// A call in flight: the guard that sees to it that the call ends exactly once.
///
/// It ends when it is [`finish`](Self::finish)ed or [`fail`](Self::fail)ed. Otherwise dropping it
/// ends it, and what happened last decides how: after a recorded success *completed*, after an error
/// *error* (or *timeout*), with a running future dropped *cancelled*, never run or with a stream
/// unfinished *abandoned*, while the thread unwinds *panicked*.
///
/// Everything a [`CallHandle`] can record and a [`CallScope`] can run is available on the call itself.
#[must_use = "a call that is dropped at once ends at once; keep it while the work runs"]
pub struct Call<K: Kind> {
    scope: CallScope,
    kind: PhantomData<K>,
}

impl<K: Kind> Call<K> {
    pub(crate) const fn new(scope: CallScope) -> Self {
        Self { scope, kind: PhantomData }
    }

    /// Ends the call as completed, also after an error that the caller has dealt with. Only an answer
    /// that itself says it failed (a provider's error code, an HTTP status from 400, a tool's failure)
    /// outweighs it: then the call ends with that error.
    pub fn finish(self) {
        end(&self.scope, Verdict::Finished);
    }

    /// Ends the call with an error.
    pub fn fail<E: fmt::Display + 'static>(self, error: &E) {
        self.record_error(error);
        end(&self.scope, Verdict::Failed);
    }

    /// Ends the call with an error that the caller has classified.
    pub fn fail_as(self, class: ErrorClass) {
        self.record_error_class(class);
        end(&self.scope, Verdict::Failed);
    }

    /// Ends the call as cancelled: whoever asked for it does not want it any more, whatever it came to.
    pub fn cancel(self) {
        self.scope.handle().take_back();
        end(&self.scope, Verdict::Dropped);
    }

    /// Starts the next attempt inside this call: a retry, or with
    /// [`attempt_on`](Self::attempt_on) a fallback. Usage and cost of the call are summed over its
    /// attempts. Run one attempt after the other.
    pub fn attempt(&self) -> Attempt<'_> {
        Attempt::start(&self.scope, None)
    }

    /// Starts an attempt with another provider or model.
    pub fn attempt_on(&self, provider: &str, model: &str) -> Attempt<'_> {
        Attempt::start(&self.scope, Some((provider, model)))
    }

    /// Wraps a stream of results. The stream takes the call over and ends it: at its end, or when it
    /// is dropped. Items, order, errors, back-pressure and `size_hint` stay what they are; every `Ok`
    /// item counts as a chunk.
    pub fn stream<S>(self, stream: S) -> CallStream<S, Results<EveryItem>> {
        CallStream::new(stream, Results(EveryItem), self.into_scope())
    }

    /// [`stream`](Self::stream) with a look at every `Ok` item: whether it bears output, whether it is
    /// the last one, and whatever there is to record from it.
    pub fn stream_with<S, R>(self, stream: S, read: R) -> CallStream<S, Results<R>> {
        CallStream::new(stream, Results(read), self.into_scope())
    }

    /// [`stream`](Self::stream) for items that are no results.
    pub fn stream_values<S>(self, stream: S) -> CallStream<S, Values<EveryItem>> {
        CallStream::new(stream, Values(EveryItem), self.into_scope())
    }

    /// [`stream_with`](Self::stream_with) for items that are no results.
    pub fn stream_values_with<S, R>(self, stream: S, read: R) -> CallStream<S, Values<R>> {
        CallStream::new(stream, Values(read), self.into_scope())
    }

    /// The scope, with the duty to end the call.
    fn into_scope(mut self) -> CallScope {
        std::mem::take(&mut self.scope)
    }
}

impl<K: Kind> Deref for Call<K> {
    type Target = CallScope;

    fn deref(&self) -> &CallScope {
        &self.scope
    }
}

impl<K: Kind> Drop for Call<K> {
    fn drop(&mut self) {
        end(&self.scope, Verdict::Dropped);
    }
}

impl<K: Kind> fmt::Debug for Call<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(self.scope.handle()).finish()
    }
}

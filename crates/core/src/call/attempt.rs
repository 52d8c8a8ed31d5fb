//! One try inside a call.

use std::marker::PhantomData;
use std::ops::Deref;

use super::handle::CallHandle;
use super::progress::Verdict;
use super::scope::CallScope;
use crate::ambient::Ambient;
use crate::record::AttemptRecord;
use crate::semconv::Provider;
use crate::text;

/// One try inside a call; made by [`Call::attempt`](super::Call::attempt). Run the try with
/// [`run`](CallScope::run) and record its answer here: usage and cost of the call are the sums over
/// its attempts, so a billed bad answer is not lost when the next one succeeds.
///
/// Dropping it ends it, as a call: what happened last decides.
#[derive(Debug)]
#[must_use = "an attempt that is dropped at once ends at once; keep it while the work runs"]
pub struct Attempt<'c> {
    scope: CallScope,
    call: PhantomData<&'c CallScope>,
}

impl Attempt<'_> {
    pub(super) fn start(call: &CallScope, elsewhere: Option<(&str, &str)>) -> Self {
        let (Some(shared), Some(context)) = (call.handle().shared(), call.own_context()) else {
            return Self { scope: CallScope::default(), call: PhantomData };
        };
        let (provider, model) = elsewhere.unzip();
        let record = AttemptRecord {
            provider: provider.map(Provider::from),
            model: model.and_then(text::non_empty),
            ..AttemptRecord::default()
        };
        let started = shared.instrumentation.monotonic();
        let (mut number, mut folded) = (0, None);
        let asks = shared.instrumentation.asks();
        shared.change(|state| (number, folded) = state.begin_attempt(record, started, asks));
        if let Some(folded) = folded {
            folded.settle(shared);
        }
        let handle = CallHandle::new(shared.clone(), number);
        let mut ambient = Ambient::of(context).cloned().unwrap_or_default();
        ambient.call = Some(handle.clone());
        Self { scope: CallScope::new(handle, context.with_value(ambient)), call: PhantomData }
    }

    /// Ends the attempt as completed.
    pub fn finish(self) {
        self.close(Verdict::Finished);
    }

    fn close(&self, verdict: Verdict) {
        if let Some(shared) = self.scope.handle().shared() {
            let now = shared.instrumentation.monotonic();
            let number = self.scope.handle().attempt();
            // Not `change`: an attempt that outlives its call was closed with it, which is no fault.
            if let Some(state) = &mut *shared.lock() {
                state.close_attempt(number, now, verdict);
            }
        }
    }
}

impl Deref for Attempt<'_> {
    type Target = CallScope;

    fn deref(&self) -> &CallScope {
        &self.scope
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.close(Verdict::Dropped);
    }
}

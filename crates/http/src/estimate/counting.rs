use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind};

use genai_otel_core::wire::TextSink;

use super::{Estimator, TokenCounter};

/// Hands text to an estimator, and keeps its panics.
pub(super) struct Counting {
    /// Nothing after a panic.
    counter: Option<Box<dyn TokenCounter>>,
    /// Some text came: what has none is not estimated.
    has_text: bool,
}

impl Counting {
    pub(super) fn new(estimator: &dyn Estimator, model: Option<&str>) -> Self {
        Self { counter: caught(|| estimator.counter(model)), has_text: false }
    }

    pub(super) fn tokens(&mut self) -> Option<u64> {
        let tokens = self.count(|counter| counter.tokens());
        tokens.filter(|_| self.has_text)
    }

    pub(super) const fn panicked(&self) -> bool {
        self.counter.is_none()
    }

    fn count<T>(&mut self, count: impl FnOnce(&mut dyn TokenCounter) -> T) -> Option<T> {
        let counter = self.counter.as_mut()?;
        let counted = caught(|| count(&mut **counter));
        if counted.is_none() {
            self.forget();
        }
        counted
    }

    fn forget(&mut self) {
        if let Some(counter) = self.counter.take() {
            caught(|| drop(counter));
        }
    }
}

impl TextSink for Counting {
    fn text(&mut self, part: &str) {
        self.has_text = true;
        self.count(|counter| counter.text(part));
    }

    fn end_text(&mut self) {
        self.count(|counter| counter.end_text());
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        self.forget();
    }
}

/// What `work` gives; nothing when it panicked.
fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(value) => Some(value),
        Err(payload) => {
            // It may panic in turn when it is dropped.
            forget(payload);
            None
        }
    }
}

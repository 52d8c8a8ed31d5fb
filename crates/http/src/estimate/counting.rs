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
        let counter = catch_unwind(AssertUnwindSafe(|| estimator.counter(model))).ok();
        Self { counter, has_text: false }
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
        let counted = catch_unwind(AssertUnwindSafe(|| count(&mut **counter))).ok();
        if counted.is_none() {
            // Whatever it may hold, it is not to be trusted with its own end.
            self.counter.take().map(std::mem::forget);
        }
        counted
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

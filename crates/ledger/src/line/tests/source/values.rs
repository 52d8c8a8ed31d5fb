//! Values made from any numbers.

use std::sync::Arc;
use std::time::Duration;

use genai_otel_core::Measured;

use super::Source;

impl Source<'_> {
    pub(super) fn measured<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Measured<T> {
        match self.below(3) {
            0 => Measured::Missing,
            1 => Measured::Reported(value(self)),
            _ => Measured::Estimated(value(self)),
        }
    }

    /// Words that have to be escaped among them.
    pub(super) fn text(&mut self) -> Option<Arc<str>> {
        let words =
            ["gpt-4o", "", "\"", "\\", "a\nb", "\u{1}", "é😀\u{2028}", "null", "\\\"},{", " x "];
        self.maybe(|source| {
            let count = source.below(3) + 1;
            let words = (0..count).map(|_| words[source.below(words.len())]);
            Arc::from(words.collect::<String>())
        })
    }

    pub(super) fn float(&mut self) -> Option<f64> {
        self.maybe(|source| f64::from_bits(source.next())).filter(|number| number.is_finite())
    }

    pub(super) fn length(&mut self) -> Duration {
        Duration::from_nanos(self.next())
    }

    pub(super) fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 1).then(|| value(self))
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.next() as usize % limit
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0.next().copied().unwrap_or_default()
    }
}

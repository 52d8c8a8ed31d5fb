//! A bounded memory of spans.

use std::collections::{HashMap, VecDeque};

use opentelemetry::trace::SpanId;

/// What is remembered of spans until somebody takes it; of too many, the oldest are forgotten.
#[derive(Debug)]
pub(super) struct Recent<T> {
    known: HashMap<SpanId, T>,
    /// In the order in which they came, those that were taken among them.
    order: VecDeque<SpanId>,
    limit: usize,
}

impl<T> Recent<T> {
    pub(super) fn new(limit: usize) -> Self {
        Self { known: HashMap::new(), order: VecDeque::new(), limit }
    }

    /// The entry of a span, made if there is none.
    pub(super) fn entry(&mut self, span: SpanId) -> &mut T
    where
        T: Default,
    {
        if !self.known.contains_key(&span) {
            self.make_room();
            self.order.push_back(span);
        }
        self.known.entry(span).or_default()
    }

    pub(super) fn take(&mut self, span: SpanId) -> Option<T> {
        // Mostly nothing is remembered, and no hash is needed then.
        if self.known.is_empty() { None } else { self.known.remove(&span) }
    }

    pub(super) fn get(&self, span: SpanId) -> Option<&T> {
        self.known.get(&span)
    }

    fn make_room(&mut self) {
        while self.known.len() >= self.limit {
            let Some(oldest) = self.order.pop_front() else { return };
            self.known.remove(&oldest);
        }
        if self.order.len() >= 2 * self.limit {
            let known = &self.known;
            self.order.retain(|span| known.contains_key(span));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_the_oldest_are_forgotten_and_nothing_grows() {
        let span = |number: u64| SpanId::from_bytes(number.to_be_bytes());
        let mut recent = Recent::<u64>::new(2);
        for number in 1..=100 {
            *recent.entry(span(number)) = number;
            if number % 3 == 0 {
                assert_eq!(recent.take(span(number)), Some(number));
            }
        }
        let left: Vec<u64> =
            (1..=100).filter(|number| recent.get(span(*number)).is_some()).collect();
        assert_eq!(left, [98, 100]);
        assert!(recent.order.len() <= 4);
    }
}

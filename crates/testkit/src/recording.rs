use std::collections::VecDeque;

/// The latest things seen, bounded by number and by weight in bytes; the oldest are forgotten first.
#[derive(Debug)]
pub(crate) struct Recording<T> {
    kept: VecDeque<(T, usize)>,
    weight: usize,
    seen: usize,
}

impl<T> Recording<T> {
    pub(crate) fn push(&mut self, item: T, weight: usize) {
        self.seen += 1;
        self.weight += weight;
        self.kept.push_back((item, weight));
        // The newest always stays, however heavy: a test asks for it next.
        while self.kept.len() > 1 && (self.kept.len() > MAX_ITEMS || self.weight > MAX_WEIGHT) {
            if let Some((_, forgotten)) = self.kept.pop_front() {
                self.weight -= forgotten;
            }
        }
    }

    /// Everything ever pushed since the last `clear`, also what is forgotten by now.
    pub(crate) fn seen(&self) -> usize {
        self.seen
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.kept.iter().map(|(item, _)| item)
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl<T> Default for Recording<T> {
    fn default() -> Self {
        Self { kept: VecDeque::new(), weight: 0, seen: 0 }
    }
}

/// Documented in the crate's limits.
const MAX_ITEMS: usize = 100_000;
const MAX_WEIGHT: usize = 256 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oldest_items_are_forgotten_and_still_counted() {
        let mut recording = Recording::default();
        for item in 0..MAX_ITEMS + 2 {
            recording.push(item, 1);
        }
        assert_eq!(recording.seen(), MAX_ITEMS + 2);
        assert_eq!(recording.iter().next(), Some(&2));
        assert_eq!(recording.iter().count(), MAX_ITEMS);
    }

    #[test]
    fn heavy_items_push_out_older_ones_but_stay_themselves() {
        let mut recording = Recording::default();
        recording.push("light", 1);
        recording.push("heavy", MAX_WEIGHT + 1);
        assert_eq!(recording.iter().collect::<Vec<_>>(), [&"heavy"]);
        recording.push("light again", 1);
        assert_eq!(recording.iter().collect::<Vec<_>>(), [&"light again"]);
    }
}

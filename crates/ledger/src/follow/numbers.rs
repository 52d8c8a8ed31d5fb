//! Which numbers of each writer were seen.

use std::collections::BTreeMap;

/// The numbers of all writers, as ranges without gaps: one for each writer, as a rule, however many lines there are.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    writers: BTreeMap<String, BTreeMap<u64, u64>>,
}

impl Numbers {
    /// Whether this number was not seen before; from now on it was. Files may be read in any order, so a number that is
    /// lower than others may be new.
    pub(super) fn is_new(&mut self, writer: &str, seq: u64) -> bool {
        if !self.writers.contains_key(writer) {
            self.writers.insert(writer.to_owned(), BTreeMap::new());
        }
        let Some(ranges) = self.writers.get_mut(writer) else { return true };
        let before = ranges.range(..=seq).next_back().map(|(first, last)| (*first, *last));
        if before.is_some_and(|(_, last)| last >= seq) {
            return false;
        }
        let touching = before.filter(|(_, last)| last.checked_add(1) == Some(seq));
        let first = touching.map_or(seq, |(first, _)| first);
        let behind = seq.checked_add(1).and_then(|next| ranges.remove(&next));
        ranges.insert(first, behind.unwrap_or(seq));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_new_once_in_any_order_and_ranges_grow_together() {
        let mut numbers = Numbers::default();
        let mut is_new = |seq| numbers.is_new("a", seq);
        assert_eq!([5, 6, 5, 2, 3, 4, 3, 6, 7, u64::MAX, u64::MAX].map(&mut is_new), {
            [true, true, false, true, true, true, false, false, true, true, false]
        });
        assert_eq!(numbers.writers["a"], BTreeMap::from([(2, 7), (u64::MAX, u64::MAX)]));
        assert!(numbers.is_new("b", 5));
    }
}

/// How many records the next request holds while one that was refused is taken apart, until each record that cannot be
/// taken stands alone.
///
/// ```text
///   refused: 8 ─► 4 4 ─► taken: 4 ─► refused: 4 ─► 2 2 ─► refused: 2 ─► 1 1 ─► set aside: 1 ─► 1 ─► 2 ─► whole again
/// ```
#[derive(Debug, Default)]
pub(super) struct Split {
    /// Parts of what was refused, the next one last.
    parts: Vec<usize>,
}

impl Split {
    /// The most records of the next request; nothing is no limit of ours.
    pub(super) fn limit(&self) -> Option<usize> {
        self.parts.last().copied()
    }

    /// A request of so many records was refused for its content; more than one.
    pub(super) fn refused(&mut self, records: usize) {
        self.settled(records);
        self.parts.push(records.div_ceil(2));
        let first = records / 2;
        self.parts.push(first.max(1));
    }

    /// A request of so many records came to its end: it was taken, or its one record was set aside.
    pub(super) fn settled(&mut self, records: usize) {
        // A request may hold less than it might, by its bytes or because others have taken some away.
        if let Some(part) = self.parts.pop()
            && part > records
            && records > 0
        {
            self.parts.push(part - records);
        }
    }

    /// There is nothing more to send.
    pub(super) fn clear(&mut self) {
        self.parts.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, VecDeque};

    use proptest::prelude::*;

    use super::*;

    /// Sends records until none is left; those set aside, and how many requests it took.
    fn drain(records: usize, poison: &BTreeSet<usize>, most: usize) -> (BTreeSet<usize>, usize) {
        let mut left: VecDeque<usize> = (0..records).collect();
        let (mut split, mut aside, mut requests) = (Split::default(), BTreeSet::new(), 0);
        while !left.is_empty() {
            requests += 1;
            let len = split.limit().unwrap_or(most).min(left.len()).min(most);
            let batch: Vec<_> = left.iter().take(len).copied().collect();
            let is_refused = batch.iter().any(|record| poison.contains(record));
            if is_refused && len > 1 {
                split.refused(len);
                continue;
            }
            if is_refused {
                aside.extend(batch);
            }
            left.drain(..len);
            split.settled(len);
        }
        (aside, requests)
    }

    #[test]
    fn one_record_of_many_is_found_in_few_requests() {
        let poison = BTreeSet::from([300]);
        let (aside, requests) = drain(512, &poison, 512);
        assert_eq!(aside, poison);
        assert_eq!(requests, 19);
    }

    proptest! {
        #[test]
        fn exactly_what_is_refused_alone_is_set_aside(
            records in 1_usize..200,
            poison in prop::collection::btree_set(0_usize..200, 0..9),
            most in 1_usize..64,
        ) {
            let poison: BTreeSet<_> = poison.into_iter().filter(|it| *it < records).collect();
            prop_assert_eq!(drain(records, &poison, most).0, poison);
        }
    }
}

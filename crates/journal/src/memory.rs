use std::{collections::VecDeque, sync::Arc};

use crate::{
    Records,
    batch::{Batch, Limits, Origin},
};

/// Records that wait in memory until the disk can be written again, numbered in a row from the first one on.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    groups: VecDeque<Arc<Group>>,
    /// The number of the first record that is not acknowledged, somewhere in the first group.
    cursor: u64,
    /// The number of the next record.
    next: u64,
    bytes: u64,
}

/// What one append brought.
#[derive(Debug)]
pub(crate) struct Group {
    /// The number of its first record.
    pub(crate) first: u64,
    pub(crate) time: u64,
    pub(crate) records: Records,
}

impl Group {
    pub(crate) fn end(&self) -> u64 {
        self.first + self.records.len() as u64
    }
}

impl Memory {
    /// Holds records if they fit.
    #[must_use]
    pub(crate) fn push(&mut self, records: &Records, time: u64, max_bytes: u64) -> bool {
        let bytes = self.bytes + held(records);
        if bytes > max_bytes {
            return false;
        }
        let group = Group { first: self.next, time, records: records.clone() };
        self.next = group.end();
        self.bytes = bytes;
        self.groups.push_back(Arc::new(group));
        true
    }

    /// The first records that are not acknowledged.
    pub(crate) fn read(&self, preamble: &Arc<[u8]>, limits: Limits) -> Option<Batch> {
        let mut batch = Batch::new(preamble.clone(), Origin::Memory);
        for group in &self.groups {
            for (number, payload) in (group.first..).zip(group.records.iter()) {
                if number < self.cursor {
                    continue;
                }
                if !batch.has_room(limits, payload.len()) {
                    return Some(batch);
                }
                batch.push(group.time, payload, number + 1);
            }
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Forgets the records before this number, and says how many those were.
    pub(crate) fn acknowledge(&mut self, end: u64) -> u64 {
        let end = end.clamp(self.cursor, self.next);
        let acknowledged = end - self.cursor;
        self.cursor = end;
        while self.groups.front().is_some_and(|group| group.end() <= end) {
            let gone = self.groups.pop_front();
            self.bytes -= gone.map_or(0, |group| held(&group.records));
        }
        acknowledged
    }

    /// Forgets groups at the front that were appended before or at this time.
    pub(crate) fn expire(&mut self, cutoff: u64) -> u64 {
        let old = self.groups.iter().take_while(|group| group.time <= cutoff).last();
        old.map(|group| group.end()).map_or(0, |end| self.acknowledge(end))
    }

    /// The first group, and how many of its records are acknowledged.
    pub(crate) fn front(&self) -> Option<(Arc<Group>, usize)> {
        let group = self.groups.front()?;
        let acknowledged = usize::try_from(self.cursor.saturating_sub(group.first)).unwrap_or(0);
        Some((group.clone(), acknowledged))
    }

    /// Forgets all but the last append.
    pub(crate) fn keep_last(&mut self) {
        let last = self.groups.back().map_or(self.next, |group| group.first);
        self.acknowledge(last);
    }

    pub(crate) fn records(&self) -> u64 {
        self.next - self.cursor
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn oldest(&self) -> Option<u64> {
        self.groups.iter().map(|group| group.time).min()
    }
}

/// Bytes that records take in memory: those of the payloads, and of what says where each ends.
fn held(records: &Records) -> u64 {
    (records.bytes() + records.len() * size_of::<usize>() + size_of::<Group>()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(payloads: &[&[u8]]) -> Records {
        let mut records = Records::new();
        for payload in payloads {
            assert_eq!(records.push(payload), Ok(()));
        }
        records
    }

    fn read(memory: &Memory, records: usize) -> Option<(Vec<Vec<u8>>, u64)> {
        let batch = memory.read(&Arc::from(&[][..]), Limits { records, bytes: 100 })?;
        let end = batch.marks.last().map_or(0, |mark| mark.end);
        Some((batch.records.iter().map(<[u8]>::to_vec).collect(), end))
    }

    #[test]
    fn a_prefix_is_acknowledged_and_the_rest_is_handed_out_again() {
        let mut memory = Memory::default();
        assert!(memory.push(&records(&[b"a", b"b"]), 1, 1_000));
        assert!(memory.push(&records(&[b"c", b"d"]), 2, 1_000));
        assert_eq!(read(&memory, 3), Some((vec![b"a".to_vec(), b"b".to_vec(), b"c".to_vec()], 3)));
        assert_eq!(memory.acknowledge(3), 3);
        assert_eq!(memory.acknowledge(3), 0, "the second time");
        assert_eq!(read(&memory, 3), Some((vec![b"d".to_vec()], 4)));
        assert_eq!((memory.records(), memory.oldest()), (1, Some(2)));
        assert_eq!(memory.acknowledge(u64::MAX), 1);
        assert_eq!((read(&memory, 3), memory.bytes()), (None, 0));
    }

    #[test]
    fn what_does_not_fit_is_refused_and_the_old_is_expired() {
        let mut memory = Memory::default();
        let one = records(&[b"aaaaaaaa"]);
        let most = held(&one) * 2;
        assert!(memory.push(&one, 1, most));
        assert!(memory.push(&one, 2, most));
        assert!(!memory.push(&one, 3, most));
        assert_eq!(memory.expire(1), 1);
        assert_eq!((memory.records(), memory.bytes()), (1, held(&one)));
    }

    #[test]
    fn the_last_append_supersedes_all_before() {
        let mut memory = Memory::default();
        memory.keep_last();
        assert!(memory.push(&records(&[b"a"]), 1, 1_000));
        assert!(memory.push(&records(&[b"b", b"c"]), 2, 1_000));
        memory.keep_last();
        assert_eq!(read(&memory, 9), Some((vec![b"b".to_vec(), b"c".to_vec()], 3)));
    }
}

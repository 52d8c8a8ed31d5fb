use std::{sync::Arc, time::SystemTime};

use crate::{Records, segment::SegmentId, timestamp};

/// From which end of the journal a batch is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Turn {
    /// From the oldest segment that has unacknowledged records.
    Oldest,
    /// From the newest one, or from memory where records are held there.
    Newest,
}

/// How much a batch may hold. One record is handed out even where it is larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "these two, which are named where it is made")]
pub struct Limits {
    /// The most records.
    pub records: usize,
    /// The most bytes of payload.
    pub bytes: usize,
}

impl Default for Limits {
    /// 512 records, 3 MiB.
    fn default() -> Self {
        Self { records: 512, bytes: 3 * 1024 * 1024 }
    }
}

/// Records of one segment, in the order in which they were appended. They stay in the journal until the batch is
/// [acknowledged](crate::Journal::acknowledge); dropping it changes nothing.
#[derive(Clone, Debug)]
pub struct Batch {
    pub(crate) preamble: Arc<[u8]>,
    pub(crate) records: Records,
    pub(crate) marks: Vec<Mark>,
    pub(crate) origin: Origin,
}

/// What is known of one record beside its payload.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    /// When it was appended, in nanoseconds since 1970.
    pub(crate) time: u64,
    /// The place behind it: an offset in its segment, a number in memory.
    pub(crate) end: u64,
}

/// Where records come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Memory,
    Segment(SegmentId),
}

impl Batch {
    pub(crate) fn new(preamble: Arc<[u8]>, origin: Origin) -> Self {
        Self { preamble, records: Records::new(), marks: Vec::new(), origin }
    }

    /// What the writer of these records gave as its [preamble](crate::Options::preamble). The writer may be another
    /// process, a dead one.
    #[must_use]
    pub fn preamble(&self) -> &[u8] {
        &self.preamble
    }

    /// The records, each with the time at which it was appended.
    #[must_use]
    pub fn records(&self) -> impl ExactSizeIterator<Item = (SystemTime, &[u8])> + '_ {
        self.marks.iter().map(|mark| timestamp::to_system(mark.time)).zip(self.records.iter())
    }

    /// How many records there are; at least one in a batch as it is handed out.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none, which [`truncate`](Self::truncate) can bring about.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Bytes of all payloads together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.records.bytes()
    }

    /// When the oldest record was appended.
    #[must_use]
    pub fn oldest(&self) -> Option<SystemTime> {
        self.marks.iter().map(|mark| mark.time).min().map(timestamp::to_system)
    }

    /// Keeps the first `len` records, so that only those are acknowledged.
    pub fn truncate(&mut self, len: usize) {
        self.records.truncate(len);
        self.marks.truncate(len);
    }

    /// Keeps the first `len` records, and returns the others as a batch of their own. To be acknowledged in this order:
    /// what is acknowledged takes along whatever is before it.
    #[must_use]
    pub fn split_off(&mut self, len: usize) -> Self {
        Self {
            preamble: self.preamble.clone(),
            marks: self.marks.split_off(len.min(self.marks.len())),
            records: self.records.split_off(len),
            origin: self.origin,
        }
    }

    /// Whether another record of so many bytes stays within the limits. The first one always does.
    pub(crate) fn has_room(&self, limits: Limits, bytes: usize) -> bool {
        self.is_empty()
            || (self.len() < limits.records && self.bytes().saturating_add(bytes) <= limits.bytes)
    }

    pub(crate) fn push(&mut self, time: u64, payload: &[u8], end: u64) {
        // No longer than those that a frame may hold.
        if self.records.push(payload).is_ok() {
            self.marks.push(Mark { time, end });
        }
    }
}

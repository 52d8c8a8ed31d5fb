use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use crate::{Turn, incident::Incidents, lane::Lane, memory::Memory, segment::SegmentId};

/// What is known of all segments and of the records in memory. No file is touched while it is locked.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    pub(crate) segments: BTreeMap<SegmentId, Known>,
    pub(crate) memory: Memory,
    pub(crate) incidents: Incidents,
    /// The lane that is written in.
    pub(crate) own: Option<u128>,
    /// Why nothing is written, while nothing is.
    pub(crate) degraded: Option<String>,
    /// Segments that are done with and whose files could not be removed yet.
    pub(crate) leftovers: Vec<(SegmentId, Known)>,
    pub(crate) set_aside_bytes: u64,
}

/// What is known of a segment.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) lane: Arc<Lane>,
    pub(crate) preamble: Arc<[u8]>,
    /// Whether nothing is appended any more.
    pub(crate) sealed: bool,
    /// Where its last whole frame ends.
    pub(crate) end: u64,
    /// Bytes that it takes of the space.
    pub(crate) bytes: u64,
    /// Up to where records are acknowledged.
    pub(crate) cursor: u64,
    /// Whether the file of the cursor says less than that.
    pub(crate) unsaved: bool,
    /// Records behind the cursor.
    pub(crate) waiting: u64,
    /// When the first of those was appended, or a little earlier.
    pub(crate) oldest: u64,
    /// When the newest record was appended.
    pub(crate) newest: u64,
    pub(crate) damaged: bool,
    /// Up to where damage has been told.
    pub(crate) told: u64,
    /// Whether it could not be read; it is tried again later.
    pub(crate) stuck: bool,
}

/// From where the next batch comes.
#[derive(Debug)]
pub(crate) enum Source {
    Memory,
    Segment(SegmentId, Known),
}

impl Catalog {
    pub(crate) fn pick(&self, turn: Turn) -> Option<Source> {
        let memory = (self.memory.records() > 0).then_some(Source::Memory);
        let mut segments = self.segments.iter().filter(|(_, known)| known.is_readable());
        let found = |(id, known): (&SegmentId, &Known)| Source::Segment(*id, known.clone());
        match turn {
            Turn::Oldest => segments.next().map(found).or(memory),
            Turn::Newest => memory.or_else(|| segments.next_back().map(found)),
        }
    }

    /// Segments of one lane, with those that could not be removed.
    pub(crate) fn has_lane(&self, writer: u128) -> bool {
        let of_lane = SegmentId { writer, sequence: 0 }..=SegmentId { writer, sequence: u64::MAX };
        self.segments.range(of_lane).next().is_some()
            || self.leftovers.iter().any(|(id, _)| id.writer == writer)
    }

    pub(crate) fn own_segments(&self) -> Vec<SegmentId> {
        let own = |id: &&SegmentId| Some(id.writer) == self.own;
        self.segments.keys().filter(own).copied().collect()
    }

    pub(crate) fn waiting(&self) -> u64 {
        self.segments.values().map(|known| known.waiting).sum()
    }

    pub(crate) fn bytes(&self) -> u64 {
        let leftovers = self.leftovers.iter().map(|(_, known)| known);
        self.segments.values().chain(leftovers).map(|known| known.bytes).sum()
    }

    pub(crate) fn oldest(&self) -> Option<u64> {
        let waiting = self.segments.values().filter(|known| known.waiting > 0);
        waiting.map(|known| known.oldest).chain(self.memory.oldest()).min()
    }

    pub(crate) fn lanes(&self) -> usize {
        let writers: BTreeSet<_> =
            self.segments.keys().map(|id| id.writer).chain(self.own).collect();
        writers.len()
    }
}

impl Known {
    fn is_readable(&self) -> bool {
        self.waiting > 0 && !self.stuck
    }

    pub(crate) fn path(&self, id: SegmentId) -> PathBuf {
        id.path(&self.lane.path)
    }
}

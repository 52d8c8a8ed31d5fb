mod extending;
mod mending;
mod unsynced;

use std::{error::Error as _, fmt, sync::Arc, time::Instant};

use crate::{
    Keeps, OpenError, Records, Sync,
    file_system::File,
    lane::Lane,
    segment::{FRAME_HEADER, HEADER, Seal, SegmentId},
    store::Store,
    trouble::Trouble,
};

/// The writing side: the own lane and the segment at its end.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    lane: Option<Arc<Lane>>,
    sequence: u64,
    active: Option<Active>,
    buffer: Vec<u8>,
    /// Sealed segments with bytes that are not forced to the disk yet.
    unsynced: Vec<Arc<dyn File>>,
    /// Whether the lane has names that are not forced to the disk yet.
    has_new_names: bool,
    pub(crate) trouble: Option<Trouble>,
    pub(crate) synced_at: Option<Instant>,
    pub(crate) looked_at: Option<Instant>,
    pub(crate) is_closed: bool,
}

/// The segment that is appended to.
#[derive(Debug)]
struct Active {
    id: SegmentId,
    file: Arc<dyn File>,
    seal: Seal,
    end: u64,
    is_synced: bool,
}

/// Why something was not written.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// So many bytes do not fit into the space.
    Full(u64),
    /// The disk says no.
    Disk(String),
}

impl Writer {
    pub(crate) fn new(store: &Store, lane: Lane) -> Self {
        let mut writer = Self::default();
        writer.own(store, lane);
        writer
    }

    /// Writes records with one write, or none of them. The first `skipped` are left out.
    pub(crate) fn write(
        &mut self,
        store: &Store,
        records: &Records,
        skipped: usize,
        time: u64,
    ) -> Result<(), Refusal> {
        let bytes = framed(records, skipped);
        if self.is_nameless() {
            self.look(store);
        }
        if self.is_done(store, bytes) {
            self.seal(store);
        }
        let reserved = self.reserve(store, bytes)?;
        // What it supersedes goes at once, so the new one has to be there whatever happens.
        let always = match store.options.sync {
            Sync::Always => true,
            Sync::Interval(_) => store.options.keeps == Keeps::Last,
            Sync::Never => false,
        };
        let written = match self.active {
            None => self.begin(store, records, skipped, time, always),
            Some(_) => self.extend(store, records, skipped, time, always),
        };
        // One large append does not hold its memory for ever.
        self.buffer.clear();
        self.buffer.shrink_to(KEPT);
        if written.is_err() {
            store.space.release(reserved);
        }
        written.map_err(|error| Refusal::Disk(error.to_string()))
    }

    /// No more is appended to the segment at the end.
    pub(crate) fn seal(&mut self, store: &Store) {
        let Some(active) = self.active.take() else { return };
        let is_done = {
            let mut catalog = store.catalog();
            catalog.segments.get_mut(&active.id).is_some_and(|known| {
                known.sealed = true;
                known.waiting == 0
            })
        };
        if is_done {
            store.dispose(active.id);
        } else if !active.is_synced && matches!(store.options.sync, Sync::Interval(_)) {
            self.unsynced.push(active.file);
        }
    }

    /// Lets go of the own lane, which is removed if nothing is left in it.
    pub(crate) fn close(&mut self, store: &Store) {
        self.is_closed = true;
        self.seal(store);
        if let Some(lane) = self.lane.take() {
            store.catalog().own = None;
            store.leave(&lane);
        }
    }

    /// The own lane, made anew where somebody removed it.
    fn lane(&mut self, store: &Store) -> Result<Arc<Lane>, Refusal> {
        if let Some(lane) = &self.lane {
            return Ok(lane.clone());
        }
        let lane = store.make_lane().map_err(|error| Refusal::Disk(with_source(&error)))?;
        Ok(self.own(store, lane))
    }

    fn own(&mut self, store: &Store, lane: Lane) -> Arc<Lane> {
        let lane = Arc::new(lane);
        store.catalog().own = Some(lane.writer);
        self.sequence = 0;
        self.lane.insert(lane).clone()
    }

    /// Whether the segment at the end has no room for so many bytes, or is superseded.
    fn is_done(&self, store: &Store, bytes: u64) -> bool {
        let is_long = |active: &Active| active.end + bytes > store.options.segment_bytes;
        match store.options.keeps {
            Keeps::Last => true,
            Keeps::All => self.active.as_ref().is_some_and(is_long),
        }
    }

    /// Takes the bytes from the space, those of a new segment's head as well where one is begun.
    fn reserve(&mut self, store: &Store, bytes: u64) -> Result<u64, Refusal> {
        let head = (HEADER + FRAME_HEADER + store.preamble.len()) as u64;
        let credit = self.superseded_bytes(store);
        if self.active.is_some() {
            if store.space.reserve(bytes, credit) {
                return Ok(bytes);
            }
            // Where all of it is acknowledged, it goes.
            if !self.is_drained(store) {
                return Err(Refusal::Full(bytes));
            }
            self.seal(store);
        }
        let whole = bytes + head;
        if store.space.reserve(whole, credit) { Ok(whole) } else { Err(Refusal::Full(whole)) }
    }

    fn superseded_bytes(&self, store: &Store) -> u64 {
        if store.options.keeps == Keeps::All {
            return 0;
        }
        let catalog = store.catalog();
        let own = catalog.segments.iter().filter(|(id, _)| Some(id.writer) == catalog.own);
        own.map(|(_, known)| known.bytes).sum()
    }

    fn is_drained(&self, store: &Store) -> bool {
        let catalog = store.catalog();
        let active = self.active.as_ref().and_then(|active| catalog.segments.get(&active.id));
        active.is_some_and(|known| known.waiting == 0)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(bytes) => write!(f, "the journal is full, {bytes} bytes do not fit"),
            Self::Disk(reason) => f.write_str(reason),
        }
    }
}

/// Bytes that records take in a segment.
fn framed(records: &Records, skipped: usize) -> u64 {
    records.iter().skip(skipped).map(|payload| (FRAME_HEADER + payload.len()) as u64).sum()
}

fn with_source(error: &OpenError) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// Bytes of the buffer that are kept from one append to the next.
const KEPT: usize = 1024 * 1024;

use std::{error::Error as _, fmt, io, sync::Arc, time::Instant};

use crate::{
    Keeps, OpenError, Records, Sync, What,
    catalog::Known,
    cursor,
    file_system::File,
    lane::{Lane, is_gone},
    segment::{FRAME_HEADER, HEADER, Header, Seal, SegmentId},
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

/// What is to be forced to the disk, without a lock.
#[derive(Debug)]
pub(crate) struct Unsynced {
    files: Vec<Arc<dyn File>>,
    lane: Option<Arc<Lane>>,
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
        if self.is_done(store, bytes) {
            self.seal(store);
        }
        let reserved = self.reserve(store, bytes)?;
        let always = store.options.sync == Sync::Always;
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

    /// Finds out whether somebody removed files of the lane, and counts what was in them.
    pub(crate) fn look(&mut self, store: &Store) {
        let file_system = &*store.file_system;
        let Some(lane) = self.lane.clone() else { return };
        let is_lane_there = lane.is_there(file_system);
        if is_lane_there && self.is_active_there(store, &lane) {
            return;
        }
        self.active = None;
        let mut records = 0;
        let own = store.catalog().own_segments();
        for id in own {
            let is_removed = match file_system.metadata(&id.path(&lane.path)) {
                Err(error) => is_gone(&error),
                Ok(_) => false,
            };
            let mut catalog = store.catalog();
            if !is_removed {
                if let Some(known) = catalog.segments.get_mut(&id) {
                    known.sealed = true;
                }
            } else if let Some(known) = catalog.segments.remove(&id) {
                records += known.waiting;
                store.space.release(known.bytes);
            }
        }
        if !is_lane_there {
            self.lane = None;
            store.catalog().own = None;
        }
        store.tell(&*lane.path, What::Removed { records });
    }

    /// Gives the bytes of an acknowledged segment back where they are getting scarce, perhaps to another journal.
    pub(crate) fn tidy(&mut self, store: &Store) {
        if store.space.used() > store.space.max() / 2 && self.is_drained(store) {
            self.seal(store);
        }
    }

    /// Tries whether the disk takes something again, and writes what waits in memory. How many records those were is
    /// returned.
    pub(crate) fn recover(&mut self, store: &Store) -> Result<u64, Refusal> {
        self.look(store);
        let disk = |error: io::Error| Refusal::Disk(error.to_string());
        self.lane(store)?.probe(&*store.file_system).map_err(disk)?;
        let mut moved = 0;
        loop {
            let front = store.catalog().memory.front();
            let Some((group, acknowledged)) = front else { break };
            self.write(store, &group.records, acknowledged, group.time)?;
            moved += store.catalog().memory.acknowledge(group.end());
        }
        Ok(moved)
    }

    /// What was written and not forced to the disk; it counts as synced from now on.
    pub(crate) fn take_unsynced(&mut self) -> Unsynced {
        let mut files = std::mem::take(&mut self.unsynced);
        if let Some(active) = self.active.as_mut().filter(|active| !active.is_synced) {
            active.is_synced = true;
            files.push(active.file.clone());
        }
        let has_new_names = std::mem::take(&mut self.has_new_names);
        Unsynced { files, lane: self.lane.clone().filter(|_| has_new_names) }
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

    fn is_active_there(&self, store: &Store, lane: &Lane) -> bool {
        let Some(active) = &self.active else { return true };
        match (store.file_system.metadata(&active.id.path(&lane.path)), active.file.metadata()) {
            (Ok(named), Ok(held)) => named.identity == held.identity,
            (Err(error), _) => !is_gone(&error),
            (_, Err(_)) => true,
        }
    }

    fn begin(
        &mut self,
        store: &Store,
        records: &Records,
        skipped: usize,
        time: u64,
        always: bool,
    ) -> io::Result<()> {
        let file_system = &*store.file_system;
        let lane = self.lane(store).map_err(|refusal| io::Error::other(refusal.to_string()))?;
        self.sequence += 1;
        let id = SegmentId { writer: lane.writer, sequence: self.sequence };
        let seal = Seal::new(id);
        Header { id }.write(&mut self.buffer);
        seal.write(&mut self.buffer, HEADER as u64, time, &store.preamble);
        let start = self.buffer.len() as u64;
        self.frame(&seal, 0, records, skipped, time);
        let path = id.path(&lane.path);
        let file = file_system.create(&path)?;
        let sync = || {
            if always {
                file.sync().and_then(|()| file_system.sync_dir(&lane.path))
            } else {
                Ok(())
            }
        };
        if let Err(error) = file.write_at(&self.buffer, 0).and_then(|()| sync()) {
            let _remnant = file.set_len(0);
            let _remnant = file_system.remove_file(&path);
            return Err(error);
        }
        // While there is room: a full disk takes no new file, and lets one be written again.
        let _later = cursor::open(file_system, &lane.path, id)
            .and_then(|file| cursor::write(&*file, id, start));
        let end = self.buffer.len() as u64;
        self.has_new_names |= !always;
        self.active = Some(Active { id, file, seal, end, is_synced: always });
        let known = Known {
            lane,
            preamble: store.preamble.clone(),
            sealed: false,
            end,
            bytes: end,
            cursor: start,
            unsaved: false,
            waiting: (records.len() - skipped) as u64,
            oldest: time,
            newest: time,
            damaged: false,
            told: 0,
            stuck: false,
        };
        store.catalog().segments.insert(id, known);
        if store.options.keeps == Keeps::Last {
            self.drop_superseded(store, id);
        }
        Ok(())
    }

    fn extend(
        &mut self,
        store: &Store,
        records: &Records,
        skipped: usize,
        time: u64,
        always: bool,
    ) -> io::Result<()> {
        let Some(mut active) = self.active.take() else { return Ok(()) };
        self.frame(&active.seal, active.end, records, skipped, time);
        let sync = |()| if always { active.file.sync() } else { Ok(()) };
        if let Err(error) = active.file.write_at(&self.buffer, active.end).and_then(sync) {
            // What was written of it is not counted as being there, and nothing is written behind it.
            let _remnant = active.file.set_len(active.end);
            self.active = Some(active);
            self.seal(store);
            return Err(error);
        }
        active.end += self.buffer.len() as u64;
        active.is_synced = always;
        if let Some(known) = store.catalog().segments.get_mut(&active.id) {
            if known.waiting == 0 {
                known.oldest = time;
            }
            known.end = active.end;
            known.bytes = active.end;
            known.waiting += (records.len() - skipped) as u64;
            known.oldest = known.oldest.min(time);
            known.newest = known.newest.max(time);
        }
        self.active = Some(active);
        Ok(())
    }

    fn frame(&mut self, seal: &Seal, base: u64, records: &Records, skipped: usize, time: u64) {
        for payload in records.iter().skip(skipped) {
            let offset = base + self.buffer.len() as u64;
            seal.write(&mut self.buffer, offset, time, payload);
        }
    }

    fn drop_superseded(&self, store: &Store, last: SegmentId) {
        let own = store.catalog().own_segments();
        for id in own.into_iter().filter(|id| *id != last) {
            store.dispose(id);
        }
    }
}

impl Unsynced {
    pub(crate) fn sync(&self, store: &Store) -> io::Result<()> {
        for file in &self.files {
            file.sync()?;
        }
        match &self.lane {
            Some(lane) => store.file_system.sync_dir(&lane.path),
            None => Ok(()),
        }
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

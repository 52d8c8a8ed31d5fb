use std::{io, path::PathBuf, sync::Arc};

use crate::{
    Batch, Limits, SetAsideError, Turn, What,
    batch::Origin,
    catalog::{Known, Source},
    cursor,
    file_system::File,
    lane::is_gone,
    segment::{Seal, SegmentId, Step, Walk, Window},
    store::Store,
};

/// The reading side: hands records out and forgets them.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    window: Window,
    /// The segments of the last turns, the newest last.
    open: Vec<Open>,
}

#[derive(Clone, Debug)]
struct Open {
    id: SegmentId,
    file: Arc<dyn File>,
    cursor: Option<Arc<dyn File>>,
}

impl Reader {
    /// The first unacknowledged records of a segment. Each round is the end of one that has none.
    pub(crate) fn next(&mut self, store: &Store, turn: Turn, limits: Limits) -> Option<Batch> {
        loop {
            let picked = store.catalog().pick(turn);
            let (id, known) = match picked? {
                Source::Memory => return store.catalog().memory.read(&store.preamble, limits),
                Source::Segment(id, known) => (id, known),
            };
            let mut batch = Batch::new(known.preamble.clone(), Origin::Segment(id));
            self.read(store, id, &known, |time, payload, end| {
                let has_room = batch.has_room(limits, payload.len());
                if has_room {
                    batch.push(time, payload, end);
                }
                has_room
            });
            if let Some(mark) = batch.marks.first() {
                if let Some(known) = store.catalog().segments.get_mut(&id) {
                    known.oldest = mark.time;
                }
                return Some(batch);
            }
        }
    }

    pub(crate) fn acknowledge(&mut self, store: &Store, batch: &Batch) {
        let Some(last) = batch.marks.last() else { return };
        let Origin::Segment(id) = batch.origin else {
            store.catalog().memory.acknowledge(last.end);
            return;
        };
        let cursor = store.catalog().segments.get(&id).map(|known| known.cursor);
        // Superseded or expired meanwhile.
        let Some(cursor) = cursor else { return };
        let new = batch.marks.iter().filter(|mark| mark.end > cursor).count();
        self.advance(store, id, last.end, new as u64, last.time);
    }

    pub(crate) fn set_aside(
        &mut self,
        store: &Store,
        batch: &Batch,
        reason: &str,
    ) -> Result<PathBuf, SetAsideError> {
        let path = store.set_aside.batch(store, batch, reason)?;
        self.acknowledge(store, batch);
        Ok(path)
    }

    /// Forgets what was appended at or before this time, from the front of each segment.
    pub(crate) fn expire(&mut self, store: &Store, cutoff: u64) -> u64 {
        let mut expired = store.catalog().memory.expire(cutoff);
        let waiting: Vec<_> = {
            let catalog = store.catalog();
            let old = catalog.segments.iter();
            let old = old.filter(|(_, known)| known.waiting > 0 && known.oldest <= cutoff);
            old.map(|(id, known)| (*id, known.clone())).collect()
        };
        for (id, known) in waiting {
            if known.newest <= cutoff {
                self.advance(store, id, known.end, known.waiting, known.newest);
                expired += known.waiting;
                continue;
            }
            let (mut end, mut old, mut last) = (known.cursor, 0, 0);
            self.read(store, id, &known, |time, _, behind| {
                let is_old = time <= cutoff;
                if is_old {
                    (end, last) = (behind, time);
                    old += 1;
                }
                is_old
            });
            if old > 0 {
                self.advance(store, id, end, old, last);
                expired += old;
            }
        }
        expired
    }

    /// Tries again what could not be done: to read segments, to save cursors, to remove files.
    pub(crate) fn retry(&mut self, store: &Store) {
        store.sweep_leftovers();
        let unsaved: Vec<_> = {
            let mut catalog = store.catalog();
            let all = catalog.segments.iter_mut();
            let unsaved = all.filter_map(|(id, known)| {
                known.stuck = false;
                known.unsaved.then(|| (*id, known.clone()))
            });
            unsaved.collect()
        };
        for (id, known) in unsaved {
            self.save(store, id, &known);
        }
    }

    /// Reads from the cursor on until `take` has enough. What was passed over is told; a segment at whose end `take`
    /// still wanted more, having got none, is done with.
    fn read(
        &mut self,
        store: &Store,
        id: SegmentId,
        known: &Known,
        mut take: impl FnMut(u64, &[u8], u64) -> bool,
    ) {
        let file = match self.open(store, id, known) {
            Ok(open) => open.file,
            Err(error) => return self.failed(store, id, known, &error),
        };
        let (mut taken, mut waiting) = (false, known.waiting);
        let mut walk = Walk::new(&*file, Seal::new(id), known.cursor, known.end, &mut self.window);
        loop {
            match walk.step() {
                Ok(Some(Step::Frame { time, payload, end })) => {
                    if !take(time, payload, end) {
                        return;
                    }
                    taken = true;
                }
                Ok(Some(Step::Damaged { from, to, records })) => {
                    waiting -= damaged(store, id, from, to, records).min(waiting);
                }
                Ok(Some(Step::Torn { from, to })) => {
                    damaged(store, id, from, to, 0);
                }
                Ok(None) => break,
                Err(error) => return self.failed(store, id, known, &error),
            }
        }
        if !taken {
            self.finish(store, id, known.end, waiting);
        }
    }

    fn advance(&mut self, store: &Store, id: SegmentId, end: u64, records: u64, time: u64) {
        let known = {
            let mut catalog = store.catalog();
            let Some(known) = catalog.segments.get_mut(&id) else { return };
            known.cursor = known.cursor.max(end);
            known.waiting = known.waiting.saturating_sub(records);
            known.oldest = time;
            known.clone()
        };
        if known.sealed && known.waiting == 0 {
            self.close(id);
            store.dispose(id);
        } else {
            self.save(store, id, &known);
        }
    }

    /// There are no records up to this end, although some were counted: they are missing.
    fn finish(&mut self, store: &Store, id: SegmentId, end: u64, waiting: u64) {
        let sealed = {
            let mut catalog = store.catalog();
            let Some(known) = catalog.segments.get_mut(&id) else { return };
            // What was appended meanwhile is not.
            let missing = known.waiting.min(waiting);
            known.waiting -= missing;
            known.cursor = known.cursor.max(end);
            let path = known.path(id);
            if missing > 0 {
                known.damaged = true;
                catalog.incidents.push(path, What::Damaged { bytes: 0, records: missing });
            }
            catalog.segments.get(&id).is_some_and(|known| known.sealed && known.waiting == 0)
        };
        if sealed {
            self.close(id);
            store.dispose(id);
        }
    }

    fn failed(&mut self, store: &Store, id: SegmentId, known: &Known, error: &io::Error) {
        self.close(id);
        let path = known.path(id);
        let mut catalog = store.catalog();
        // The one that is appended to is the writer's to give up, who counts what comes until he notices.
        let is_written = Some(id.writer) == catalog.own && !known.sealed;
        if is_gone(error) && is_written {
            if let Some(known) = catalog.segments.get_mut(&id) {
                known.stuck = true;
            }
        } else if is_gone(error) {
            if let Some(known) = catalog.segments.remove(&id) {
                store.space.release(known.bytes);
                catalog.incidents.push(path, What::Removed { records: known.waiting });
            }
        } else if let Some(known) = catalog.segments.get_mut(&id) {
            known.stuck = true;
            catalog.incidents.push(path, What::Unreadable { reason: error.to_string() });
        }
    }

    fn save(&mut self, store: &Store, id: SegmentId, known: &Known) {
        let saved = self.open(store, id, known).and_then(|open| match open.cursor {
            Some(cursor) => cursor::write(&*cursor, id, known.cursor),
            None => {
                self.close(id);
                Err(io::ErrorKind::NotFound.into())
            }
        });
        if let Some(known) = store.catalog().segments.get_mut(&id) {
            known.unsaved = saved.is_err();
        }
    }

    fn open(&mut self, store: &Store, id: SegmentId, known: &Known) -> io::Result<Open> {
        if let Some(open) = self.open.iter().find(|open| open.id == id) {
            return Ok(open.clone());
        }
        let file_system = &*store.file_system;
        let file = file_system.open(&known.path(id))?;
        let cursor = cursor::open(file_system, &known.lane.path, id).ok();
        if self.open.len() >= MOST_OPEN {
            self.open.remove(0);
        }
        let open = Open { id, file, cursor };
        self.open.push(open.clone());
        Ok(open)
    }

    fn close(&mut self, id: SegmentId) {
        self.open.retain(|open| open.id != id);
    }
}

/// Notes bytes that are not records, once. How many of those that were counted they are is returned.
fn damaged(store: &Store, id: SegmentId, from: u64, to: u64, records: u64) -> u64 {
    let mut catalog = store.catalog();
    let Some(known) = catalog.segments.get_mut(&id).filter(|known| known.told < to) else {
        return 0;
    };
    known.told = to;
    known.damaged = true;
    known.waiting = known.waiting.saturating_sub(records);
    let path = known.path(id);
    catalog.incidents.push(path, What::Damaged { bytes: to - from, records });
    records
}

/// Segments whose files are kept open: the oldest and the newest.
const MOST_OPEN: usize = 2;

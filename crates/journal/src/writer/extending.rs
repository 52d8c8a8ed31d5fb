use std::io;

use super::{Active, Writer};
use crate::{
    Keeps, Records,
    catalog::Known,
    cursor,
    segment::{HEADER, Header, Seal, SegmentId},
    store::Store,
};

impl Writer {
    /// Begins a segment with these records.
    pub(super) fn begin(
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

    /// Writes these records at the end of the segment that there is.
    pub(super) fn extend(
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

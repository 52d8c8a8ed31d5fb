mod degraded;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime},
};

use crate::{
    AppendError, Batch, FileSystem, Incident, Limits, MAX_RECORD, OpenError, Options, Place,
    Records, SetAsideError, Status, Sync, Turn,
    adoption::{Adopted, adopt},
    file_system::Real,
    lock::lock,
    reader::Reader,
    store::Store,
    timestamp,
    writer::{Refusal, Writer},
};

/// One directory of segments, with a lane of this writer's own in it.
///
/// Methods may be called from any thread. An append waits for other appends, not for whoever reads.
#[derive(Debug)]
pub struct Journal {
    store: Store,
    writer: Mutex<Writer>,
    reader: Mutex<Reader>,
    /// One at a time looks for lanes.
    adopting: Mutex<()>,
    /// Who opened it. A child that was forked off later has the same files open, and must not touch them.
    process: u32,
}

impl Journal {
    /// Opens a directory, which is made if it is not there, makes a lane in it and adopts those of dead writers.
    ///
    /// # Errors
    ///
    /// The directory cannot be made, written or locked, or the preamble is too long; each says what to do.
    pub fn open(directory: impl AsRef<Path>, options: Options) -> Result<Self, OpenError> {
        Self::open_on(Arc::new(Real), directory, options)
    }

    /// Opens a directory of this file system.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_on(
        file_system: Arc<dyn FileSystem>,
        directory: impl AsRef<Path>,
        options: Options,
    ) -> Result<Self, OpenError> {
        let bytes = options.preamble.len();
        if bytes > MAX_RECORD {
            return Err(OpenError::PreambleTooLong { bytes });
        }
        let adopts = options.adopts;
        let store = Store::new(file_system, directory.as_ref(), options);
        let lane = store.make_lane()?;
        let writer = Mutex::new(Writer::new(&store, lane));
        let journal = Self {
            store,
            writer,
            reader: Mutex::default(),
            adopting: Mutex::default(),
            process: std::process::id(),
        };
        // Measured again when it matters.
        let _size = journal.store.set_aside.measure(&journal.store);
        if adopts {
            journal.adopt();
        }
        Ok(journal)
    }

    /// Appends records, all with this time, with one write.
    ///
    /// # Errors
    ///
    /// There is no room on the disk ([`AppendError::Full`]) or in memory while the disk cannot be written
    /// ([`AppendError::MemoryFull`]), or this is a process that was forked later ([`AppendError::Forked`]). None of the
    /// records is taken.
    pub fn append(&self, records: &Records, now: SystemTime) -> Result<Place, AppendError> {
        if self.is_forked() {
            return Err(AppendError::Forked);
        }
        if records.is_empty() {
            return Ok(Place::Disk);
        }
        let time = timestamp::from_system(now);
        let mut writer = lock(&self.writer);
        if writer.trouble.is_none() {
            match writer.write(&self.store, records, 0, time) {
                Ok(()) => return Ok(Place::Disk),
                Err(Refusal::Full(bytes)) => {
                    let (used, max) = (self.store.space.used(), self.store.space.max());
                    return Err(AppendError::Full { bytes, used, max });
                }
                Err(Refusal::Disk(reason)) => self.degrade(&mut writer, reason),
            }
        }
        self.hold(records, time)
    }

    /// Does what is due: forces written bytes to the disk under [`Sync::Interval`], looks once a second whether files
    /// were removed, and tries a disk again that could not be written, after 1 s, 2 s ... 30 s. Cheap when nothing is
    /// due; call it every second or more often.
    pub fn sync_if_due(&self, now: Instant) {
        if self.is_forked() {
            return;
        }
        let mut writer = lock(&self.writer);
        let unsynced = match self.store.options.sync {
            Sync::Interval(interval) if is_due(&mut writer.synced_at, now, interval) => {
                Some(writer.take_unsynced())
            }
            _ => None,
        };
        let looks = is_due(&mut writer.looked_at, now, LOOK);
        if looks && writer.trouble.is_none() {
            writer.look(&self.store);
            writer.tidy(&self.store);
        }
        self.recover(&mut writer, now);
        // Nobody waits for the disk meanwhile.
        drop(writer);
        if let Some(unsynced) = unsynced
            && let Err(error) = unsynced.sync(&self.store)
        {
            let mut writer = lock(&self.writer);
            writer.put_back(&self.store, unsynced);
            if writer.trouble.is_none() {
                self.degrade(&mut writer, error.to_string());
            }
        }
        if looks {
            lock(&self.reader).retry(&self.store);
        }
    }

    /// The first unacknowledged records of the oldest or the newest segment; the same ones until they are acknowledged.
    pub fn next(&self, turn: Turn, limits: Limits) -> Option<Batch> {
        if self.is_forked() {
            return None;
        }
        lock(&self.reader).next(&self.store, turn, limits)
    }

    /// Forgets the records of a batch. A segment of which all are forgotten is deleted.
    pub fn acknowledge(&self, batch: Batch) {
        if !self.is_forked() {
            lock(&self.reader).acknowledge(&self.store, &batch);
        }
    }

    /// Copies the records of a batch into the folder `set-aside`, with the reason beside them, and acknowledges them.
    /// The path of the copy is returned.
    ///
    /// # Errors
    ///
    /// The folder is full or cannot be written. The records stay: acknowledge the batch to drop them.
    pub fn set_aside(&self, batch: &Batch, reason: &str) -> Result<PathBuf, SetAsideError> {
        lock(&self.reader).set_aside(&self.store, batch, reason)
    }

    /// Forgets records at the front of each segment that are older than this, and says how many. Where the clock went
    /// back an age is zero.
    pub fn expire(&self, max_age: Duration, now: SystemTime) -> u64 {
        let cutoff = timestamp::cutoff(max_age, now).filter(|_| !self.is_forked());
        cutoff.map_or(0, |cutoff| lock(&self.reader).expire(&self.store, cutoff))
    }

    /// Looks for lanes whose writer is dead, the oldest first, and owns them from now on, at most 16 with records at a time:
    /// each has an open file. Says how many with records it took; look again when those are done with. Their segments
    /// are read whole once, to count what is in them.
    pub fn adopt(&self) -> usize {
        if self.is_forked() {
            return 0;
        }
        let _alone = lock(&self.adopting);
        let is_full = || self.store.catalog().lanes() > MOST_ADOPTED;
        let mut count = 0;
        if !is_full() {
            adopt(&self.store, |adopted| {
                count += usize::from(self.take_over(adopted));
                !is_full()
            });
        }
        count
    }

    /// What is in the journal now.
    #[must_use]
    pub fn status(&self) -> Status {
        let catalog = self.store.catalog();
        let memory_records = catalog.memory.records();
        Status {
            records: catalog.waiting() + memory_records,
            bytes: catalog.bytes(),
            memory_records,
            memory_bytes: catalog.memory.bytes(),
            oldest: catalog.oldest().map(timestamp::to_system),
            lanes: catalog.lanes(),
            degraded: catalog.degraded.clone(),
            set_aside_bytes: catalog.set_aside_bytes,
        }
    }

    /// What happened since this was asked last; 256 are remembered.
    #[must_use]
    pub fn incidents(&self) -> Vec<Incident> {
        self.store.catalog().incidents.drain(&*self.store.directory)
    }

    /// Closes it, as dropping does: what waits in memory is tried once more, and the lane is removed if everything is
    /// acknowledged, and else left for the next one who opens the directory. The last status is returned; records that
    /// are in memory there are lost.
    #[allow(clippy::must_use_candidate, reason = "the status is of interest to few")]
    pub fn close(self) -> Status {
        self.end();
        self.status()
    }

    /// Whether there were records in it.
    fn take_over(&self, adopted: Adopted) -> bool {
        // Segments of others are disposed of by whoever has this lock.
        let _reader = lock(&self.reader);
        let (mut done, mut has_records) = (Vec::new(), false);
        let mut catalog = self.store.catalog();
        for (id, known) in adopted.segments {
            self.store.space.take(known.bytes);
            has_records |= known.waiting > 0;
            done.extend((known.waiting == 0).then_some(id));
            catalog.segments.insert(id, known);
        }
        drop(catalog);
        for id in done {
            self.store.dispose(id);
        }
        self.store.leave(&adopted.lane);
        has_records
    }

    fn is_forked(&self) -> bool {
        std::process::id() != self.process
    }

    fn end(&self) {
        if self.is_forked() {
            return;
        }
        let mut writer = lock(&self.writer);
        if writer.is_closed {
            return;
        }
        if self.store.catalog().memory.records() > 0
            && let Ok(records) = writer.recover(&self.store)
        {
            self.recovered(&mut writer, records);
        }
        if self.store.options.sync != Sync::Never
            && let Err(error) = writer.take_unsynced().sync(&self.store)
        {
            self.degrade(&mut writer, error.to_string());
        }
        writer.close(&self.store);
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.end();
        self.store.space.release(self.store.catalog().bytes());
    }
}

/// Whether so much time has passed since the last time, which is now if it is so. The first time is the beginning.
fn is_due(last: &mut Option<Instant>, now: Instant, interval: Duration) -> bool {
    let due = now.saturating_duration_since(*last.get_or_insert(now)) >= interval;
    if due {
        *last = Some(now);
    }
    due
}

/// Lanes of others at a time.
const MOST_ADOPTED: usize = 16;
/// How often it is looked whether files were removed.
const LOOK: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    /// What a journal is in a child that was forked off after it was opened, as far as the child can tell.
    fn forked(folder: &Path) -> Journal {
        let options = Options::default().adopt_at_open(false);
        let opened = Journal::open(folder, options);
        let mut journal = opened.expect("a journal");
        journal.process += 1;
        journal
    }

    #[test]
    fn child_of_a_fork_touches_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let child = forked(folder.path());
        let mut records = Records::new();
        assert_eq!(records.push(b"a"), Ok(()));
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!(child.append(&records, now), Err(AppendError::Forked));
        assert!(child.next(Turn::Oldest, Limits::default()).is_none());
        assert_eq!((child.adopt(), child.expire(Duration::ZERO, now)), (0, 0));
        drop(child);
        // The lane is the parent's, who would remove it at its end.
        let left = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 1);
    }

    #[test]
    fn journal_is_used_from_any_thread() {
        fn is_shared<T: Send + std::marker::Sync>() {}
        is_shared::<Journal>();
    }
}

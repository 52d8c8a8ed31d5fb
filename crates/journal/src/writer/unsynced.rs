use std::{io, sync::Arc};

use super::Writer;
use crate::{
    file_system::File,
    lane::{Lane, is_gone},
    store::Store,
};

/// What is to be forced to the disk, without a lock.
#[derive(Debug)]
pub(crate) struct Unsynced {
    files: Vec<Arc<dyn File>>,
    lane: Option<Arc<Lane>>,
}

impl Unsynced {
    pub(crate) fn sync(&self, store: &Store) -> io::Result<()> {
        for file in &self.files {
            file.sync()?;
        }
        let Some(lane) = &self.lane else { return Ok(()) };
        match store.file_system.sync_dir(&lane.path) {
            // Whoever looks for removed files will tell.
            Err(error) if is_gone(&error) => Ok(()),
            synced => synced,
        }
    }
}

impl Writer {
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

    /// It could not be forced to the disk: it is tried again, and nothing is written behind it.
    pub(crate) fn put_back(&mut self, store: &Store, unsynced: Unsynced) {
        self.seal(store);
        self.unsynced.extend(unsynced.files);
        self.has_new_names |= unsynced.lane.is_some();
    }
}

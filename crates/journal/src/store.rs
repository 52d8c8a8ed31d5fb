use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use crate::{
    OpenError, Options, Space, What,
    catalog::{Catalog, Known},
    cursor, directory,
    file_system::FileSystem,
    lane::{Lane, LaneError},
    lock::lock,
    segment::SegmentId,
    set_aside::SetAside,
};

/// What the writing and the reading side share.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) file_system: Arc<dyn FileSystem>,
    pub(crate) directory: PathBuf,
    pub(crate) options: Options,
    pub(crate) preamble: Arc<[u8]>,
    pub(crate) space: Space,
    pub(crate) set_aside: SetAside,
    catalog: Mutex<Catalog>,
}

impl Store {
    pub(crate) fn new(file_system: Arc<dyn FileSystem>, path: &Path, options: Options) -> Self {
        let (options, space) = options.resolve();
        let preamble = Arc::from(&*options.preamble);
        let set_aside = SetAside::new(path, options.max_set_aside);
        let catalog = Mutex::default();
        let directory = path.to_owned();
        Self { file_system, directory, options, preamble, space, set_aside, catalog }
    }

    pub(crate) fn catalog(&self) -> MutexGuard<'_, Catalog> {
        lock(&self.catalog)
    }

    pub(crate) fn tell(&self, path: impl Into<PathBuf>, what: What) {
        self.catalog().incidents.push(path, what);
    }

    /// Makes the directory where it is not there, and a lane in it.
    pub(crate) fn make_lane(&self) -> Result<Lane, OpenError> {
        let file_system = &*self.file_system;
        let path = self.directory.clone();
        let made = directory::ensure(file_system, &path)?;
        let lane = Lane::make(file_system, &path).map_err(|error| match error {
            LaneError::Io(source) => OpenError::NotWritable { path: path.clone(), source },
            LaneError::Lock(source) => OpenError::NotLockable { path: path.clone(), source },
        })?;
        if self.options.sync != crate::Sync::Never {
            let above = made.iter().filter_map(|made| made.parent());
            let above = above.filter(|above| !above.as_os_str().is_empty());
            for directory in above.chain([&*path, &*lane.path]) {
                file_system
                    .sync_dir(directory)
                    .map_err(|source| OpenError::NotWritable { path: path.clone(), source })?;
            }
        }
        Ok(lane)
    }

    /// Is done with a segment: deletes it, or sets it aside where it is damaged.
    pub(crate) fn dispose(&self, id: SegmentId) {
        let Some(known) = self.catalog().segments.remove(&id) else { return };
        if let Err(error) = self.remove(id, &known) {
            // Whoever finds it shall know that it is done with.
            let saved = cursor::open(&*self.file_system, &known.lane.path, id)
                .and_then(|file| cursor::write(&*file, id, known.end));
            drop((error, saved));
            self.catalog().leftovers.push((id, known));
        } else {
            self.leave(&known.lane);
        }
    }

    /// Tries again what could not be removed.
    pub(crate) fn sweep_leftovers(&self) {
        let leftovers = std::mem::take(&mut self.catalog().leftovers);
        for (id, known) in leftovers {
            match self.remove(id, &known) {
                Ok(()) => self.leave(&known.lane),
                Err(_) => self.catalog().leftovers.push((id, known)),
            }
        }
    }

    /// Removes a lane of the dead in which no segment is left.
    pub(crate) fn leave(&self, lane: &Lane) {
        let is_left = {
            let catalog = self.catalog();
            catalog.own != Some(lane.writer) && !catalog.has_lane(lane.writer)
        };
        if is_left {
            lane.dismantle(&*self.file_system);
        }
    }

    fn remove(&self, id: SegmentId, known: &Known) -> io::Result<()> {
        let path = known.path(id);
        let removed = if known.damaged {
            self.set_aside.file(self, id, &path)
        } else {
            self.file_system.remove_file(&path)
        };
        match removed {
            Err(error) if !crate::lane::is_gone(&error) => return Err(error),
            _ => {}
        }
        // Behind the segment: a cursor without one is a remnant, a segment without one is read again.
        let _remnant = self.file_system.remove_file(&id.cursor_path(&known.lane.path));
        self.space.release(known.bytes);
        Ok(())
    }
}

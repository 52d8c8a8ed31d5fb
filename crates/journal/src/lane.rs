mod name;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    file_system::{File, FileSystem, Kind},
    segment::sequence_of,
};
use name::{new_writer, unfinished_name};

pub(crate) use name::{is_unfinished, writer_of};

/// One writer's folder, which this process owns: it holds the lock in there.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) writer: u128,
    pub(crate) path: PathBuf,
    lock: Arc<dyn File>,
}

/// Why a lane could not be made.
#[derive(Debug)]
pub(crate) enum LaneError {
    Io(io::Error),
    Lock(io::Error),
}

impl Lane {
    /// Makes a new one. It gets its name when it is locked, so that nobody takes it for one of the dead.
    pub(crate) fn make(file_system: &dyn FileSystem, directory: &Path) -> Result<Self, LaneError> {
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for _ in 0..ATTEMPTS {
            let writer = new_writer();
            let unfinished = directory.join(unfinished_name(writer));
            let path = directory.join(format!("{writer:032x}"));
            match Self::make_as(file_system, writer, &unfinished, &path) {
                // Somebody took the unfinished one for a remnant and swept it away.
                Err(LaneError::Io(error))
                    if is_swept(&error) && is_there(file_system, directory) =>
                {
                    last = error;
                }
                Err(error) => {
                    let _remnant = file_system.remove_file(&unfinished.join(LOCK));
                    let _remnant = file_system.remove_dir(&unfinished);
                    return Err(error);
                }
                Ok(lane) => return Ok(lane),
            }
        }
        Err(LaneError::Io(last))
    }

    fn make_as(
        file_system: &dyn FileSystem,
        writer: u128,
        unfinished: &Path,
        path: &Path,
    ) -> Result<Self, LaneError> {
        file_system.create_dir(unfinished).map_err(LaneError::Io)?;
        let lock = file_system.create(&unfinished.join(LOCK)).map_err(LaneError::Io)?;
        if !lock.try_lock().map_err(LaneError::Lock)? {
            return Err(LaneError::Io(io::ErrorKind::NotFound.into()));
        }
        file_system.rename(unfinished, path).map_err(LaneError::Io)?;
        let lane = Self { writer, path: path.to_owned(), lock };
        if lane.is_there(file_system) {
            return Ok(lane);
        }
        // The lock was swept away before it was locked.
        lane.dismantle(file_system);
        Err(LaneError::Io(io::ErrorKind::NotFound.into()))
    }

    /// Takes the one of this writer if the writer is dead.
    pub(crate) fn claim(
        file_system: &dyn FileSystem,
        directory: &Path,
        writer: u128,
    ) -> io::Result<Option<Self>> {
        let path = directory.join(format!("{writer:032x}"));
        let lock = match file_system.open(&path.join(LOCK)) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match relock(file_system, &path)? {
                    Some(lock) => lock,
                    None => return Ok(None),
                }
            }
            Err(error) => return Err(error),
        };
        if !lock.try_lock()? {
            return Ok(None);
        }
        let lane = Self { writer, path, lock };
        // Another one may have adopted, emptied and removed it before the lock was ours.
        Ok(lane.is_there(file_system).then_some(lane))
    }

    /// Whether the folder and the lock in it are still the ones that were made.
    pub(crate) fn is_there(&self, file_system: &dyn FileSystem) -> bool {
        match (file_system.metadata(&self.path.join(LOCK)), self.lock.metadata()) {
            (Ok(named), Ok(held)) => named.identity == held.identity,
            (Err(error), _) => !is_gone(&error),
            (_, Err(_)) => true,
        }
    }

    /// Removes it if there is no segment in it, but for files in there that are not ours.
    pub(crate) fn dismantle(&self, file_system: &dyn FileSystem) {
        let Ok(entries) = file_system.entries(&self.path) else { return };
        let files = entries.iter().filter(|entry| entry.kind == Kind::File);
        let names: Vec<_> = files.filter_map(|file| file.name.to_str()).collect();
        // One that cannot be read now, perhaps it can later.
        if names.iter().any(|name| sequence_of(name, "seg").is_some()) {
            return;
        }
        for name in names {
            if sequence_of(name, "ack").is_some() || name == PROBE {
                let _remnant = file_system.remove_file(&self.path.join(name));
            }
        }
        // What fails here leaves an empty lane for the next one who looks.
        let _remnant = file_system.remove_file(&self.path.join(LOCK));
        let _remnant = file_system.remove_dir(&self.path);
    }

    /// Tries whether something can be written in there.
    pub(crate) fn probe(&self, file_system: &dyn FileSystem) -> io::Result<()> {
        let path = self.path.join(PROBE);
        match file_system.remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = file_system.create(&path)?;
        let written = file.write_at(&[0; 4_096], 0).and_then(|()| file.sync());
        written.and(file_system.remove_file(&path))
    }
}

/// Removes a lane that was never finished, if nobody is about to.
pub(crate) fn sweep(file_system: &dyn FileSystem, path: &Path) {
    if let Ok(lock) = file_system.open(&path.join(LOCK)) {
        if !lock.try_lock().unwrap_or(false) {
            return;
        }
        let _remnant = file_system.remove_file(&path.join(LOCK));
    }
    let _remnant = file_system.remove_dir(path);
}

/// Whether what an error speaks of is not there.
pub(crate) fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A new lock for a lane that has lost its own, if it has segments.
fn relock(file_system: &dyn FileSystem, path: &Path) -> io::Result<Option<Arc<dyn File>>> {
    let entries = match file_system.entries(path) {
        Err(error) if is_gone(&error) => return Ok(None),
        entries => entries?,
    };
    if entries.is_empty() {
        let _remnant = file_system.remove_dir(path);
    }
    let is_segment = |name: &str| sequence_of(name, "seg").is_some();
    if !entries.iter().any(|entry| entry.name.to_str().is_some_and(is_segment)) {
        return Ok(None);
    }
    match file_system.create(&path.join(LOCK)) {
        Err(error) if is_gone(&error) || error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        created => created.map(Some),
    }
}

fn is_there(file_system: &dyn FileSystem, directory: &Path) -> bool {
    file_system.entries(directory).is_ok()
}

fn is_swept(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists)
}

const LOCK: &str = "lock";
const PROBE: &str = "probe";

/// Each is lost only to somebody who sweeps in the very moment.
const ATTEMPTS: usize = 32;

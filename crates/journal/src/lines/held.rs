//! The file that is written: found, locked and mended.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use super::{name::Names, tail};
use crate::{
    Incident, What,
    file_system::{File, FileSystem},
};

/// A file whose lock is ours.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) path: PathBuf,
    pub(super) file: Arc<dyn File>,
    /// Where the next line goes.
    pub(super) end: u64,
    /// When the last line was appended.
    pub(super) last: SystemTime,
    pub(super) is_new: bool,
    pub(super) is_synced: bool,
    /// Whether bytes of an append that failed may stand behind the end.
    pub(super) is_torn: bool,
}

impl Held {
    /// Takes the first file whose lock is free, making it if need be; none where all names are taken.
    pub(super) fn take(
        file_system: &dyn FileSystem,
        directory: &Path,
        names: &Names,
        mut tell: impl FnMut(Incident),
    ) -> io::Result<Option<Self>> {
        let mut number = 1;
        // More turns than names: a name may go to another one just when it is taken.
        for _ in 0..2 * MOST_FILES {
            if number > MOST_FILES {
                break;
            }
            let path = directory.join(names.open(number));
            match Self::try_take(file_system, &path, &mut tell) {
                Ok(Some(held)) => return Ok(Some(held)),
                Ok(None) => number += 1,
                // It came or went in this moment.
                Err(error) if is_race(&error) && directory_is_there(file_system, directory) => {}
                // Another user's, or no ordinary file.
                Err(error) if is_others(&error) && file_system.metadata(&path).is_ok() => {
                    tell(Incident { path, what: What::Unreadable { reason: error.to_string() } });
                    number += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    pub(super) fn try_take(
        file_system: &dyn FileSystem,
        path: &Path,
        tell: &mut impl FnMut(Incident),
    ) -> io::Result<Option<Self>> {
        let (file, is_new) = match file_system.open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                (file_system.create(path)?, true)
            }
            opened => (opened?, false),
        };
        let locked = file.try_lock();
        if !locked.map_err(|error| io::Error::new(io::ErrorKind::Unsupported, error))? {
            return Ok(None);
        }
        let known = file.metadata()?;
        // Its owner may have closed it before the lock was ours.
        if file_system.metadata(path)?.identity != known.identity {
            return Err(io::ErrorKind::NotFound.into());
        }
        let end = tail::end_of_whole_lines(&*file, known.bytes)?;
        // Also where nothing is cut: whether it can be written is seen here.
        file.set_len(end)?;
        if end < known.bytes {
            let what = What::TornLine { bytes: known.bytes - end };
            tell(Incident { path: path.to_owned(), what });
        }
        Ok(Some(Self {
            path: path.to_owned(),
            file,
            end,
            last: known.modified,
            is_new,
            is_synced: false,
            is_torn: false,
        }))
    }

    /// Forces its lines to the disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        if !self.is_synced {
            self.file.sync()?;
            self.is_synced = true;
        }
        Ok(())
    }

    /// Whether the name is still this file's.
    pub(super) fn is_there(&self, file_system: &dyn FileSystem) -> bool {
        match (file_system.metadata(&self.path), self.file.metadata()) {
            (Ok(named), Ok(held)) => named.identity == held.identity,
            (Err(error), _) => !crate::lane::is_gone(&error),
            (_, Err(_)) => true,
        }
    }
}

fn directory_is_there(file_system: &dyn FileSystem, directory: &Path) -> bool {
    file_system.entries(directory).is_ok()
}

fn is_race(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists)
}

fn is_others(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied)
}

/// Processes that may write in one directory at the same time.
pub(super) const MOST_FILES: usize = 1_024;

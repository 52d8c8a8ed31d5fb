use std::{io, path::Path, sync::Arc};

use super::name::Names;
use crate::file_system::{File, FileSystem};

/// The right to compress, merge, move and delete the closed files of one ledger in a directory. One process has it at a
/// time, until this is dropped or the process dies.
#[derive(Debug)]
pub struct KeeperLock {
    _file: Arc<dyn File>,
}

impl KeeperLock {
    /// None where another one has it.
    pub(super) fn take(
        file_system: &dyn FileSystem,
        directory: &Path,
        names: &Names,
    ) -> io::Result<Option<Self>> {
        let path = directory.join(names.lock());
        let file = match file_system.open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match file_system.create(&path) {
                    // Somebody made it just now, and is about to lock it.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
                    created => created?,
                }
            }
            opened => opened?,
        };
        Ok(file.try_lock()?.then_some(Self { _file: file }))
    }
}

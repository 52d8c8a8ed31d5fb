//! The file of a state.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::StateError;
use super::text::{self, AccountLine};

/// The file of a state, which this process has alone.
#[derive(Debug)]
pub(super) struct StateFile {
    path: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
    /// The process that has it: a fork of it does not.
    owner: u32,
}

impl StateFile {
    /// Takes the file, and reads what is in it: nothing where there is none.
    pub(super) fn open(path: &Path) -> Result<(Self, Vec<AccountLine>), StateError> {
        let beside = beside(path, ".lock");
        let failed = |what| move |source| StateError::Io { path: path.to_owned(), what, source };
        let mut options = File::options();
        let options = options.create(true).truncate(false).write(true);
        let lock = options.open(beside).map_err(failed("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StateError::InUse { path: path.to_owned() });
            }
            Err(TryLockError::Error(source)) => return Err(failed("lock")(source)),
        }
        let lines = match fs::read(path) {
            Ok(bytes) => text::read(&bytes).map_err(|damage| StateError::Damaged {
                path: path.to_owned(),
                line: damage.line,
                problem: damage.problem,
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(source) => return Err(failed("read")(source)),
        };
        Ok((Self { path: path.to_owned(), _lock: lock, owner: std::process::id() }, lines))
    }

    /// Puts a whole file in the place of the one that is there.
    pub(super) fn write(&self, lines: &[AccountLine]) -> Result<(), StateError> {
        if std::process::id() != self.owner {
            return Err(StateError::InUse { path: self.path.clone() });
        }
        self.replace(lines).map_err(|source| StateError::Io {
            path: self.path.clone(),
            what: "write",
            source,
        })
    }

    fn replace(&self, lines: &[AccountLine]) -> io::Result<()> {
        let new = beside(&self.path, ".new");
        let mut file = File::create(&new)?;
        file.write_all(text::write(lines)?.as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, &self.path)?;
        // The new name survives a loss of power with its directory.
        let directory = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
        match File::open(directory.unwrap_or(Path::new("."))) {
            Ok(directory) if cfg!(unix) => directory.sync_all(),
            _ => Ok(()),
        }
    }
}

/// A file beside one, with more at the end of its name.
fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    name.into()
}

//! Files that are written, and what became of their writers.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::LineFiles;
use crate::{
    Incident, What,
    file_system::Kind,
    lines::{held::Held, keeper_lock::KeeperLock},
};

/// A file that is written, or was when its process died.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenFile {
    /// Where it is, or was.
    pub path: PathBuf,
    /// What became of it.
    pub state: OpenState,
}

/// What became of a file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenState {
    /// Its process is dead, and it was closed.
    Closed {
        /// Where it is now.
        to: PathBuf,
        /// Bytes of whole lines.
        bytes: u64,
        /// Bytes of a last line that was never written whole, which were cut.
        torn: u64,
    },
    /// A living process writes it.
    Living,
    /// No whole line is in it: the next process takes it.
    Empty,
    /// It cannot be closed.
    Failed {
        /// Why.
        reason: String,
    },
}

impl LineFiles {
    /// Closes the files whose writers are dead, and tells those of the living. The lock keeps others from giving the same
    /// name to another file.
    ///
    /// # Errors
    ///
    /// The directory cannot be read, or the new names cannot be forced to the disk.
    pub fn close_dead(&self, _lock: &KeeperLock) -> io::Result<Vec<OpenFile>> {
        let entries = self.file_system.entries(&self.directory)?;
        let files = entries.iter().filter(|entry| entry.kind == Kind::File);
        let mut numbers: Vec<_> =
            files.filter_map(|file| self.names.number_of(file.name.to_str()?)).collect();
        numbers.sort_unstable();
        let one = |number| {
            let path = self.directory.join(self.names.open(number));
            let failed = |error: io::Error| OpenState::Failed { reason: error.to_string() };
            let state = self.close_one(&path).unwrap_or_else(failed);
            OpenFile { path, state }
        };
        let told = numbers.into_iter().map(one).collect();
        self.file_system.sync_dir(&self.directory)?;
        Ok(told)
    }

    fn close_one(&self, path: &Path) -> io::Result<OpenState> {
        let mut torn = 0;
        let mut tell = |incident: Incident| {
            if let What::TornLine { bytes } = incident.what {
                torn = bytes;
            }
        };
        let Some(mut held) = Held::try_take(&*self.file_system, path, &mut tell)? else {
            return Ok(OpenState::Living);
        };
        if held.end == 0 {
            return Ok(OpenState::Empty);
        }
        let to = held.close(&*self.file_system, (&self.directory, &self.names), 0)?;
        Ok(OpenState::Closed { to, bytes: held.end, torn })
    }
}

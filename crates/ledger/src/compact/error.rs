use std::io;
use std::path::{Path, PathBuf};

/// Why files of a ledger could not be merged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompactError {
    /// Another process compresses, merges, moves or deletes closed files just now.
    #[error("another process looks after the closed files in {}: try again later", path.display())]
    Busy {
        /// The directory.
        path: PathBuf,
    },
    /// A file or directory that cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file or directory that cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The directory for merged files has files of a ledger: lines would be in it twice.
    #[error("{} has files of a ledger: name a directory without", path.display())]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// A line that is too long to be copied.
    #[error("{}:{line}: longer than 16 MiB: take it out of the file", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Its number, from 1.
        line: u64,
    },
    /// A file changed while it was read.
    #[error("{} changed while it was read: nothing was removed, try again", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// What was written reads otherwise.
    #[error("{} reads otherwise than it was written: nothing was removed; look at the disk", path.display())]
    Different {
        /// The file.
        path: PathBuf,
    },
}

impl CompactError {
    pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Unreadable { path: path.to_owned(), source }
    }

    pub(super) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Unwritable { path: path.to_owned(), source }
    }
}

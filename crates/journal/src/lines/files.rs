//! The files of lines in a directory, for others than those who write them.

mod dead;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use super::{
    keeper::shelf::Shelf,
    keeper_lock::KeeperLock,
    name::{Closed, Form, GZIP, Names, TEMPORARY, ZSTD},
};
use crate::{
    OpenError,
    file_system::{FileSystem, Kind, Real},
};

pub use dead::{OpenFile, OpenState};

/// The files of one ledger in a directory, for whoever closes or merges them while others may write.
#[derive(Clone, Debug)]
pub struct LineFiles {
    file_system: Arc<dyn FileSystem>,
    directory: PathBuf,
    names: Names,
}

/// A file of lines that is written no more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedFile {
    /// Where it is.
    pub path: PathBuf,
    /// When its last line was appended, in whole seconds, as its name says.
    pub last: SystemTime,
    /// How long it is, compressed or not.
    pub bytes: u64,
    /// Whether it is not compressed.
    pub is_plain: bool,
    /// Whether somebody writes it although it is called closed: it was moved there under his hands.
    pub is_written: bool,
}

impl LineFiles {
    /// Of the ledger whose file is called `name` while it is written, such as `calls.jsonl`.
    ///
    /// # Errors
    ///
    /// The name cannot be used.
    pub fn new(directory: impl Into<PathBuf>, name: &str) -> Result<Self, OpenError> {
        Self::new_on(Arc::new(Real), directory, name)
    }

    /// As [`new`](Self::new), on another file system.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn new_on(
        file_system: Arc<dyn FileSystem>,
        directory: impl Into<PathBuf>,
        name: &str,
    ) -> Result<Self, OpenError> {
        let names = Names::new(name)?;
        Ok(Self { file_system, directory: directory.into(), names })
    }

    /// The file system they are on.
    #[must_use]
    pub fn file_system(&self) -> &dyn FileSystem {
        &*self.file_system
    }

    /// The directory they are in.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Takes the lock of whoever looks after closed files: as long as it is held nobody else compresses, moves or deletes
    /// them. None where another one has it.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn lock(&self) -> io::Result<Option<KeeperLock>> {
        KeeperLock::take(&*self.file_system, &self.directory, &self.names)
    }

    /// The closed ones, the oldest first; of one that is there in two forms the compressed one.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn closed(&self) -> io::Result<Vec<ClosedFile>> {
        let shelf = Shelf::list(&*self.file_system, &self.directory, &self.names)?;
        let books = shelf.books.into_iter().map(|book| {
            let free = || self.file_system.open(&book.path)?.try_lock();
            Ok(ClosedFile {
                is_written: book.is_plain && !free()?,
                last: book.closed.last,
                bytes: book.bytes,
                is_plain: book.is_plain,
                path: book.path,
            })
        });
        books.collect()
    }

    /// All paths that a closed file may have, plain and compressed.
    pub fn forms(&self, closed: &Path) -> impl Iterator<Item = PathBuf> + use<> {
        self.names.forms(closed)
    }

    /// All paths that a file with this plain name may have; none where it is not the name of a closed file of the ledger.
    pub fn closed_forms(&self, name: &str) -> impl Iterator<Item = PathBuf> {
        let plain = matches!(self.names.parse_any(name), Some((_, Form::Plain)));
        plain.then(|| self.forms(&self.directory.join(name))).into_iter().flatten()
    }

    /// A path that no file has, for what several closed ones are merged into: plain, and without a file in any other form
    /// or with one of these endings behind it. Only the holder of the lock can be sure that it stays free.
    #[must_use]
    pub fn merged(&self, directory: &Path, last: SystemTime, endings: &[&str]) -> PathBuf {
        let closed = Closed { last, writer: 0, number: MERGED };
        self.names.free(&*self.file_system, directory, closed, endings)
    }

    /// Whether this is the name of a file that closed ones were merged into, plain or compressed, of any ledger.
    #[must_use]
    pub fn is_merged(name: &str) -> bool {
        let stem = name.rsplitn(4, '-').nth(3).unwrap_or_default();
        let names = Names::new(&format!("{stem}.jsonl"));
        let parsed = names.ok().and_then(|names| names.parse_any(name));
        parsed.is_some_and(|(closed, form)| form != Form::Temporary && closed.number >= MERGED)
    }

    /// A path beside them, of the ledger's own: `calls.` and the ending. One in `jsonl` would be taken for a file of lines.
    #[must_use]
    pub fn beside(&self, ending: &str) -> PathBuf {
        self.directory.join(self.names.beside(ending))
    }

    /// Files that were never finished, with any of these endings behind the name of a closed file or with that of a
    /// compression. Those of the living are among them, unless the lock is held.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn temporaries(&self, endings: &[&str]) -> io::Result<Vec<PathBuf>> {
        let endings: Vec<_> = ["", GZIP, ZSTD].iter().chain(endings).collect();
        let is_ours = |name: &str| {
            name.strip_suffix(TEMPORARY).is_some_and(|rest| {
                let plain = endings.iter().filter_map(|ending| rest.strip_suffix(**ending));
                plain.into_iter().any(|plain| self.names.parse_any(plain).is_some())
            })
        };
        let entries = self.file_system.entries(&self.directory)?.into_iter();
        let files = entries.filter(|entry| entry.kind == Kind::File);
        let names = files.filter(|entry| entry.name.to_str().is_some_and(is_ours));
        Ok(names.map(|entry| self.directory.join(entry.name)).collect())
    }
}

/// The number from which on those are that were merged, and by which they are known.
const MERGED: u64 = 2_000_000_000;

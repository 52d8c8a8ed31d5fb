//! Where lines are read from.

pub(crate) mod files;
mod identity;
mod opened;

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use self::identity::identity_at;
pub(crate) use self::identity::{Identity, identity};
pub(crate) use self::opened::{Opened, Source};
use crate::error::LedgerError;
use crate::query::Query;

/// The files of one or several ledgers, for reading.
#[derive(Clone)]
pub struct Ledger {
    paths: Vec<PathBuf>,
    files: Vec<PathBuf>,
    reader: Option<Arc<Mutex<Option<Reader>>>>,
}

type Reader = Box<dyn Read + Send>;

impl Ledger {
    /// The ledger in a directory, or a single file.
    ///
    /// # Errors
    ///
    /// A path that is not there or cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LedgerError> {
        Self::of_paths([path.as_ref()])
    }

    /// Several directories and files; `-` is what comes on standard input.
    ///
    /// Of a directory those files are read whose names end in `.jsonl`, `.jsonl.gz` or `.jsonl.zst`: the closed ones
    /// first, in the order of their times, then the others by their names. Of a closed one that is there both plain and
    /// compressed, the compressed one; of another, the plain one, unless the compressed one begins otherwise: then
    /// both. A file that is named is read whatever its name is. Each counts once, however often and under whatever
    /// names it is there. How a file is compressed is told by its first bytes. Each is read to the length it has when
    /// it is opened.
    ///
    /// # Errors
    ///
    /// A path that is not there or cannot be read.
    pub fn of_paths<P: AsRef<Path>>(
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Self, LedgerError> {
        let paths: Vec<PathBuf> = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        let files = files::of_paths(&paths)?;
        Ok(Self { paths, files, reader: None })
    }

    /// Lines from anywhere, plain or compressed. `name` stands for a file in what is told of bad lines. They can be read by
    /// one question only.
    #[must_use]
    pub fn from_reader(name: impl Into<PathBuf>, reader: impl Read + Send + 'static) -> Self {
        let reader: Reader = Box::new(reader);
        let reader = Some(Arc::new(Mutex::new(Some(reader))));
        Self { paths: Vec::new(), files: vec![name.into()], reader }
    }

    /// The files, in the order of reading, as they were when it was opened.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Whether a file under this path is one of those that are read, or would be once it is there.
    #[must_use]
    pub fn reads(&self, path: impl AsRef<Path>) -> bool {
        let path = path.as_ref();
        let is = |file: &PathBuf| identity_at(file) == identity_at(path);
        self.files.iter().any(is) || files::belongs(path, &self.paths)
    }

    /// A question to it. A directory is looked at anew for each.
    #[must_use]
    pub fn query(&self) -> Query<'_> {
        Query::new(self)
    }

    /// Whether it can be read several times.
    pub(crate) fn is_lasting(&self) -> bool {
        self.reader.is_none() && !self.paths.iter().any(|path| path == Path::new("-"))
    }

    /// What is to be read now.
    pub(crate) fn sources(&self) -> Result<Vec<Opened>, LedgerError> {
        let Some(reader) = &self.reader else { return opened::of_paths(&self.paths) };
        let path = self.files.first().cloned().unwrap_or_default();
        let reader = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        let read = || LedgerError::AlreadyRead { path: path.clone() };
        Ok(vec![Opened::stream(path.clone(), reader.ok_or_else(read)?)])
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("files", &self.files).finish_non_exhaustive()
    }
}

//! The file that a made-up ledger goes to.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The file that a made-up ledger goes to: under another name until it is whole.
#[derive(Debug)]
pub(super) struct Target {
    path: PathBuf,
    unfinished: PathBuf,
    file: BufWriter<File>,
}

impl Target {
    /// Makes the directory where it is missing.
    ///
    /// # Errors
    ///
    /// A directory that has files of another ledger, unless it is `forced`; one that cannot be written to.
    pub(super) fn open(directory: &Path, forced: bool) -> Result<Self, Failure> {
        let refuse = |source| Failure::Unwritable { path: directory.to_owned(), source };
        fs::create_dir_all(directory).map_err(refuse)?;
        if let Some(other) = other_ledger(directory).map_err(refuse)?.filter(|_| !forced) {
            return Err(Failure::usage(format!(
                "{} has a ledger already, such as {}: name another directory, or say --force to \
                 put {NAME} beside it",
                directory.display(),
                other.display(),
            )));
        }
        let unfinished = directory.join(UNFINISHED);
        let file = File::create(&unfinished)
            .map_err(|source| Failure::Unwritable { path: unfinished.clone(), source })?;
        Ok(Self { path: directory.join(NAME), unfinished, file: BufWriter::new(file) })
    }

    /// Lets `write` fill it.
    pub(super) fn fill<T>(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<T, Failure> {
        let written = write(&mut self.file).and_then(|told| self.file.flush().map(|()| told));
        written.map_err(|source| self.unwritable(source))
    }

    /// Gives it its name, in the place of an earlier one.
    pub(super) fn keep(self) -> Result<PathBuf, Failure> {
        let synced = self.file.get_ref().sync_all();
        let kept = synced.and_then(|()| fs::rename(&self.unfinished, &self.path));
        kept.map_err(|source| self.unwritable(source))?;
        Ok(self.path)
    }

    fn unwritable(&self, source: io::Error) -> Failure {
        Failure::Unwritable { path: self.unfinished.clone(), source }
    }
}

/// A file of a ledger that is not made up.
fn other_ledger(directory: &Path) -> io::Result<Option<PathBuf>> {
    for entry in fs::read_dir(directory)? {
        let name = entry?.file_name();
        let text = name.to_string_lossy();
        let is_ledger = [".jsonl", ".jsonl.gz", ".jsonl.zst"].iter().any(|end| text.ends_with(end));
        if is_ledger && text != NAME {
            return Ok(Some(name.into()));
        }
    }
    Ok(None)
}

const NAME: &str = "demo.jsonl";
/// No reader of a ledger takes a file that ends so.
const UNFINISHED: &str = "demo.jsonl.unfinished";

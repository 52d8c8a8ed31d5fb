//! Many closed files into one for each month.

mod error;
mod ids;
mod merge;
mod merging;
mod month;
mod output;
pub(crate) mod pending;
mod told;

use std::path::PathBuf;

use genai_otel_journal::{ClosedFile, LineFiles};

pub use self::error::CompactError;
use self::month::Month;
pub use self::told::{Compacted, MergedMonth};
use crate::scan::Progress;

/// Merges the closed files of a ledger: those of each month into one, compressed with zstd.
///
/// The month is that of a file's name, in UTC: the one in which its last line was appended. Lines are copied as they are,
/// in the order in which a ledger is read. What is left out of the new file:
///
/// - lines that [`Ledger::verify`](crate::Ledger::verify) calls bad: they go to a file beside it, whose name ends in `.bad`;
/// - calls whose id stands before in the same month: to that file, too, unless the line is the same to the byte;
/// - blank lines.
///
/// Afterwards the numbers of those lines are missing, which `verify` tells.
///
/// Files that are being written are never touched. Of a month the new file is read back, and compared with what was copied,
/// before the old ones go. A file beside them, whose name ends in `.compacting`, says meanwhile which files the new one
/// stands for: a reader takes either them or it, whenever the process is killed, and the next compaction goes on there.
/// Programs that do not know that file may read lines twice until then.
///
/// Whoever reads a file when it goes gets an error, and no wrong answer. [`Follow`](crate::Follow) passes merged files over.
///
/// # Memory
///
/// One line, and 48 bytes or so for each id of a month, up to twenty million; those that follow are not compared, which is
/// told.
#[derive(Debug)]
pub struct Compaction {
    files: LineFiles,
    output: Option<PathBuf>,
    dry_run: bool,
}

impl Compaction {
    /// Of these files.
    #[must_use]
    pub fn new(files: LineFiles) -> Self {
        Self { files, output: None, dry_run: false }
    }

    /// Writes the merged files to this directory, which is made if it is not there and must have no files of a ledger, and
    /// leaves the old ones as they are. In their place by default.
    #[must_use]
    pub fn output(mut self, directory: impl Into<PathBuf>) -> Self {
        self.output = Some(directory.into());
        self
    }

    /// Reads and counts alone: no file is written, renamed or removed. Off by default.
    #[must_use]
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }

    /// Merges, and tells after each file how many bytes are read. A month that fails stays as it is, and ends the work:
    /// [`Compacted::failure`].
    ///
    /// # Errors
    ///
    /// Nothing could be begun: another process looks after the files, or they or the directory for the merged ones cannot
    /// be used.
    pub fn run(&self, mut tell: impl FnMut(Progress)) -> Result<Compacted, CompactError> {
        let directory = self.files.directory();
        let lock = if self.dry_run { None } else { Some(self.lock()?) };
        let mut told = Compacted::default();
        if let Some(output) = &self.output {
            output::ready(output, self.files.file_system(), self.dry_run)?;
        }
        if lock.is_some() {
            let unwritable = CompactError::unwritable(directory);
            told.finished = pending::finish(&self.files).map_err(unwritable)?;
            self.clear().map_err(CompactError::unwritable(directory))?;
        }
        let months = self.months(&mut told)?;
        let of = Some(months.iter().map(Month::bytes).sum());
        let mut done = 0;
        for month in months {
            let mut read = |bytes| {
                done += bytes;
                tell(Progress { done, of });
            };
            match self.merge(&month, &mut read) {
                Ok(merged) => told.months.push(merged),
                Err(failure) => {
                    told.failure = Some(failure);
                    break;
                }
            }
        }
        drop(lock);
        Ok(told)
    }

    fn lock(&self) -> Result<genai_otel_journal::KeeperLock, CompactError> {
        let path = self.files.directory();
        let lock = self.files.lock().map_err(CompactError::unwritable(path))?;
        lock.ok_or_else(|| CompactError::Busy { path: path.to_owned() })
    }

    /// Removes what a compaction or compression that was killed left unfinished.
    fn clear(&self) -> std::io::Result<()> {
        for path in self.files.temporaries(&[output::BAD])? {
            self.files.file_system().remove_file(&path)?;
        }
        pending::clear(&self.files)
    }

    /// The months that there is something to be done for, the oldest first.
    fn months(&self, told: &mut Compacted) -> Result<Vec<Month>, CompactError> {
        let unreadable = CompactError::unreadable(self.files.directory());
        let mut closed = self.files.closed().map_err(unreadable)?;
        // A dry run finds what a compaction that was killed left.
        if let Some(pending) = pending::read(&self.files)? {
            closed.retain(|file| !pending.stands_for(&self.files, &file.path));
        }
        let (written, closed): (Vec<ClosedFile>, Vec<_>) =
            closed.into_iter().partition(|file| file.is_written);
        told.left = written.into_iter().map(|file| file.path).collect();
        let mut months = month::of_files(closed);
        months.retain(|month| self.output.is_some() || !month.is_compact());
        Ok(months)
    }
}

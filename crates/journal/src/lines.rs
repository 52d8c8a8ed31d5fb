//! Append-only files of lines: one that is written, and closed ones beside it.

mod appending;
mod archive;
mod calendar;
mod closing;
mod files;
mod held;
mod keeper;
mod keeper_lock;
mod name;
mod options;
mod status;
mod tail;
mod tending;

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::SystemTime,
};

use crate::{
    Incident, OpenError, Sync, directory,
    file_system::{FileSystem, Real},
    incident::Incidents,
    lock::lock,
};
use held::{Held, MOST_FILES};
use keeper::{Keeper, Worker};
use name::Names;

pub use calendar::Calendar;
pub use files::{ClosedFile, LineFiles, OpenFile, OpenState};
pub use keeper_lock::KeeperLock;
pub use options::{Compression, LinesOptions};
pub use status::LinesStatus;

/// A file of lines in a directory, appended to by this process alone, closed by size and calendar. What becomes of closed
/// files (they are compressed, archived, deleted) is done on a thread of its own.
///
/// ```
/// use std::time::SystemTime;
///
/// use genai_otel_journal::{Lines, LinesOptions};
///
/// # #[allow(clippy::disallowed_methods)]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let directory = folder.path().join("ledger");
/// let mut lines = Lines::open(&directory, LinesOptions::new("calls.jsonl", 0x1a2b))?;
/// lines.append(b"{\"n\":1}\n{\"n\":2}\n", SystemTime::now())?; // from here on a kill loses nothing
/// lines.tend(SystemTime::now())?; // about once a second
/// assert_eq!(std::fs::read(directory.join("calls.jsonl"))?, b"{\"n\":1}\n{\"n\":2}\n");
/// # Ok(())
/// # }
/// ```
///
/// # What survives what
///
/// | [`Sync`] | the process is killed | power is lost, the system crashes | an append waits for |
/// | --- | --- | --- | --- |
/// | [`Never`](Sync::Never) | every line that was appended | what the system happened to have written | the page cache |
/// | [`Interval`](Sync::Interval) (1 s) | every line that was appended | every line from before the last [`tend`](Self::tend) that was due, and closed files | the page cache |
/// | [`Always`](Sync::Always) | every line that was appended | every line that was appended | the disk |
///
/// Appended means that [`append`](Self::append) returned without an error. Lines of an append that failed may be there
/// after a kill, if they could not be cut before it; the last one is whole, too. A compressed file is forced to the disk
/// and read back before the plain one goes.
///
/// # Bounds and defaults
///
/// | what | default | at the bound |
/// | --- | --- | --- |
/// | [`LinesOptions::max_file_bytes`] | 64 MiB | the next file is begun; one append is never split |
/// | [`LinesOptions::calendar`] | none | the first append of the next period begins a file |
/// | [`LinesOptions::max_age`], [`max_closed_bytes`](LinesOptions::max_closed_bytes) | none | the oldest closed files are deleted or archived, which an [`Incident`] tells |
/// | processes that write in one directory | 1,024 | [`OpenError::Crowded`] |
/// | incidents that nobody asked for | 256 | counted |
/// | memory | one append, in the hands of the caller; some 64 KiB while a file is compressed | |
///
/// # When things go wrong
///
/// | what happens | what is done |
/// | --- | --- |
/// | the disk is full, read-only, failing | the append is an error and none of its lines stays; the caller may try again |
/// | the last line of a dead process is torn | cut by whoever takes the file, under its lock ([`What::TornLine`](crate::What::TornLine)) |
/// | the file is removed | noticed by the next append; a new one is begun ([`What::FileRemoved`](crate::What::FileRemoved)) |
/// | it is moved or replaced | noticed by the next [`tend`](Self::tend); what was appended until then is in the moved one ([`What::FileMoved`](crate::What::FileMoved)) |
/// | somebody else empties it or appends to it | the next lines go behind what is there ([`What::FileChanged`](crate::What::FileChanged)) |
/// | it cannot be closed | it is written on, and closing is tried again every second ([`What::Failed`](crate::What::Failed)) |
/// | a closed file cannot be compressed, moved or deleted | it stays, and that is tried again every minute |
/// | another process looks after closed files | it is left to that one |
/// | a process died while it wrote a second file beside another's | that file is closed after an hour |
///
/// # Limits
///
/// - Local file systems, and Unix for what is noticed of others, as for a [`Journal`](crate::Journal).
/// - The period is that in which a line is appended, which is not the one that its own time is in where those differ.
/// - A process forked without `exec` has the lock of its parent: there every call is an error, and while such a child
///   lives nobody takes the parent's file, nor is what the parent closed before compressed.
/// - Whoever reads a file that is written may see lines of an append that fails just then, and is cut.
/// - While a plain file and its compressed form are both there they hold the same lines; a reader takes one of them.
/// - The directory's size as a whole is not bounded: the files that are written do not count, and neither does the archive.
pub struct Lines {
    file_system: Arc<dyn FileSystem>,
    directory: PathBuf,
    names: Names,
    options: LinesOptions,
    held: Option<Held>,
    /// When the period of the file ends; none while it is empty.
    ends: Option<SystemTime>,
    /// Files closed so far.
    closed: u64,
    /// Whether the directory has names that are not forced to the disk yet.
    has_new_names: bool,
    synced_at: Option<SystemTime>,
    /// When a file that was due could not be closed.
    failed_at: Option<SystemTime>,
    kept_at: Option<SystemTime>,
    process: u32,
    keeper: Arc<Keeper>,
    worker: Option<Worker>,
    incidents: Arc<Mutex<Incidents>>,
}

impl Lines {
    /// Opens a directory, which is made if it is not there, and takes the first file in it that nobody writes:
    /// `calls.jsonl`, `calls.2.jsonl` ... A line at its end that was never written whole is cut, which an [`Incident`]
    /// tells. One that a dead process left in an earlier period of the calendar is closed by the first append or `tend`.
    ///
    /// # Errors
    ///
    /// The name cannot be used, the directory cannot be made, written or locked, or all names are taken; the archive is the
    /// directory itself, or none.
    pub fn open(directory: impl AsRef<Path>, options: LinesOptions) -> Result<Self, OpenError> {
        Self::open_on(Arc::new(Real), directory, options)
    }

    /// As [`open`](Self::open), on another file system.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_on(
        file_system: Arc<dyn FileSystem>,
        directory: impl AsRef<Path>,
        options: LinesOptions,
    ) -> Result<Self, OpenError> {
        let names = Names::new(&options.name)?;
        let path = directory.as_ref().to_owned();
        let made = directory::ensure(&*file_system, &path)?;
        if let Some(to) = &options.archive {
            archive::check(&*file_system, &path, to)?;
        }
        let incidents = Arc::default();
        let keeper = Arc::new(Keeper::new(
            Arc::clone(&file_system),
            path.clone(),
            names.clone(),
            &options,
            Arc::clone(&incidents),
        ));
        let mut lines = Self {
            file_system,
            directory: path.clone(),
            names,
            options,
            held: None,
            ends: None,
            closed: 0,
            has_new_names: true,
            synced_at: None,
            failed_at: None,
            kept_at: None,
            process: std::process::id(),
            keeper,
            worker: None,
            incidents,
        };
        match lines.take() {
            Ok(true) => {}
            Ok(false) => return Err(OpenError::Crowded { path, files: MOST_FILES }),
            Err(source) if source.kind() == io::ErrorKind::Unsupported => {
                return Err(OpenError::NotLockable { path, source });
            }
            Err(source) => return Err(OpenError::NotWritable { path, source }),
        }
        lines.sync_made(&made);
        if lines.options.is_in_background {
            lines.worker = Worker::start(&lines.keeper);
        }
        Ok(lines)
    }

    /// The file that is written; none between a failure to begin one and the next append.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.held.as_ref().map(|held| &*held.path)
    }

    /// How many files were closed, compressed, archived and deleted so far.
    #[must_use]
    pub fn status(&self) -> LinesStatus {
        LinesStatus { closed: self.closed, ..self.keeper.status() }
    }

    /// What happened since the last time somebody asked: at most 256, the others are counted.
    #[must_use]
    pub fn incidents(&self) -> Vec<Incident> {
        lock(&self.incidents).drain(&*self.directory)
    }

    /// Takes a file; no where all names are taken.
    fn take(&mut self) -> io::Result<bool> {
        let mut told = lock(&self.incidents);
        let tell = |incident: Incident| told.push_once(incident.path, incident.what);
        let held = Held::take(&*self.file_system, &self.directory, &self.names, tell)?;
        drop(told);
        let Some(held) = held else { return Ok(false) };
        self.has_new_names |= held.is_new;
        let has_lines = held.end > 0;
        self.ends = if has_lines { self.options.calendar.end_of(held.last) } else { None };
        self.held = Some(held);
        Ok(true)
    }

    /// Forces the names of directories that were made to the disk, as far as that is possible.
    fn sync_made(&self, made: &[PathBuf]) {
        if self.options.sync == Sync::Never {
            return;
        }
        for above in made.iter().filter_map(|path| path.parent()) {
            let _unsynced = self.file_system.sync_dir(above);
        }
    }
}

impl Drop for Lines {
    /// Forces the lines to the disk, unless the policy is never to, and waits for the thread, which stops in the middle of
    /// what it does: another one begins that anew.
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // The thread is the parent's.
            std::mem::forget(self.worker.take());
            return;
        }
        if self.options.sync != Sync::Never {
            let _unsynced = self.sync();
        }
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines")
            .field("directory", &self.directory)
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}

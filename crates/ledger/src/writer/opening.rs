//! A ledger is opened as its options say.

use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use genai_otel_journal::{FileSystem, Lines, LinesOptions, OpenError};

use super::error::WriterError;
use super::handle::Handle;
use super::options::LedgerOptions;
use super::queue::{Queue, QueueLimits};
use super::reading::Reading;
use super::recent_ids::RecentIds;
use super::scribe::Scribe;
use super::shared::Shared;
use super::{LedgerWriter, values};

impl LedgerOptions {
    /// Opens the ledger and starts the thread that writes it.
    ///
    /// # Errors
    ///
    /// A setting that cannot be, a directory that cannot be made or written, a thread that cannot be started.
    pub fn open(self) -> Result<LedgerWriter, WriterError> {
        let lines = |directory: &Path, options| Lines::open(directory, options);
        self.start(lines, |path| Ok(Box::new(fs::File::open(path)?)))
    }

    /// [`open`](Self::open) on another file system, for tests.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_on(self, file_system: Arc<dyn FileSystem>) -> Result<LedgerWriter, WriterError> {
        let on = Arc::clone(&file_system);
        let lines = move |directory: &Path, options| Lines::open_on(on, directory, options);
        self.start(lines, |path| Ok(Box::new(Reading::of(file_system.open(path)?))))
    }

    fn start(
        self,
        open: impl FnOnce(&Path, LinesOptions) -> Result<Lines, OpenError>,
        read: impl FnOnce(&Path) -> io::Result<Box<dyn Read>>,
    ) -> Result<LedgerWriter, WriterError> {
        self.check()?;
        let writer = RandomState::new().hash_one((self.clock.now(), std::process::id()));
        let lines = open(&self.directory, self.lines(writer));
        let lines = lines.map_err(|source| {
            let directory = self.directory.clone();
            WriterError::Open { directory, source }
        })?;
        let file = lines.path().unwrap_or(&self.directory).to_owned();
        let ids = read(&file).map(RecentIds::of_lines).unwrap_or_default();
        let limits = QueueLimits { records: self.max_records, bytes: self.max_bytes };
        let who = (format!("{writer:016x}"), self.service);
        let shared = Shared::new(Queue::new(limits), self.clock, who, (&file, ids));
        let shared = Arc::new(shared);
        let scribe = Scribe::new(Arc::clone(&shared), lines);
        let thread = thread::Builder::new().name("genai-otel-ldgr".to_owned());
        // Detached: its end is waited for by whoever shuts down.
        let _thread = thread.spawn(move || scribe.run()).map_err(WriterError::Thread)?;
        let handle = Arc::new(Handle::new(shared));
        Ok(LedgerWriter { handle, pricing: self.pricing, energy: self.energy })
    }

    fn check(&self) -> Result<(), WriterError> {
        let is_name = values::file_name(&self.file_name).is_some();
        let too_small = self.max_file_size < values::LEAST_FILE_SIZE;
        let (setting, value, expected) = if !is_name {
            ("file_name", self.file_name.clone(), values::FILE)
        } else if too_small {
            ("max_file_size", self.max_file_size.to_string(), values::FILE_SIZE)
        } else if self.max_records == 0 {
            ("queue", "0".to_owned(), values::QUEUE)
        } else {
            return Ok(());
        };
        Err(WriterError::Setting { setting, value, expected })
    }

    /// What the files are to be told.
    fn lines(&self, writer: u64) -> LinesOptions {
        let options = LinesOptions::new(&*self.file_name, writer)
            .sync(self.sync)
            .calendar(self.calendar.clone())
            .max_file_bytes(self.max_file_size)
            .compression(self.compression)
            .max_age(self.max_age)
            .max_closed_bytes(self.max_total_size);
        match &self.archive {
            Some(directory) => options.archive(directory),
            None => options,
        }
    }
}

//! How a ledger is written.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use genai_otel_core::{Clock, EnergyModel, Pricing, SystemClock};
use genai_otel_journal::{Calendar, Compression, Sync};

/// How a ledger is written. Every setting but the directory has a default.
///
/// ```
/// use genai_otel_ledger::{Calendar, Compression, LedgerWriter};
/// use jiff::tz::TimeZone;
///
/// # let folder = tempfile::tempdir()?;
/// # let directory = folder.path().join("ledger");
/// let writer = LedgerWriter::builder(&directory)
///     .service("shop")
///     .rotate(Calendar::Month(TimeZone::UTC))
///     .compress(Compression::Gzip)
///     .open()?;
/// # drop(writer);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "it does nothing until `open`"]
pub struct LedgerOptions {
    pub(super) directory: PathBuf,
    pub(super) file_name: String,
    pub(super) service: Option<String>,
    pub(super) max_records: u64,
    pub(super) max_bytes: u64,
    pub(super) sync: Sync,
    pub(super) calendar: Calendar,
    pub(super) max_file_size: u64,
    pub(super) compression: Option<Compression>,
    pub(super) max_age: Option<Duration>,
    pub(super) max_total_size: Option<u64>,
    pub(super) archive: Option<PathBuf>,
    pub(super) pricing: Option<Arc<dyn Pricing>>,
    pub(super) energy: Option<Arc<dyn EnergyModel>>,
    pub(super) clock: Arc<dyn Clock>,
}

impl LedgerOptions {
    /// In this directory, which is made if it is not there.
    pub(super) fn at(directory: PathBuf) -> Self {
        Self {
            directory,
            file_name: DEFAULT_FILE.to_owned(),
            service: None,
            max_records: DEFAULT_QUEUE,
            max_bytes: DEFAULT_QUEUE_BYTES,
            sync: Sync::Interval(Duration::from_secs(1)),
            calendar: Calendar::None,
            max_file_size: DEFAULT_FILE_SIZE,
            compression: None,
            max_age: None,
            max_total_size: None,
            archive: None,
            pricing: None,
            energy: None,
            clock: Arc::new(SystemClock::default()),
        }
    }

    /// The name of the file that is written, in place of `calls.jsonl`. It ends in `.jsonl`; what stands before that
    /// begins the names of closed files.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// The service in every line. None by default.
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = Some(name.into());
        self
    }

    /// The most calls that wait to be written: 8,192 by default. What comes on top is refused, counted, and told by a
    /// line of the ledger.
    pub fn queue(mut self, calls: u64) -> Self {
        self.max_records = calls;
        self
    }

    /// About the most bytes of memory that waiting calls take: 32 MiB by default.
    pub fn queue_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// When lines are forced to the disk: [`Sync::Interval`] of one second by default.
    pub fn sync(mut self, sync: Sync) -> Self {
        self.sync = sync;
        self
    }

    /// At which turns of the calendar, in which time zone, a new file is begun: none by default. Lines are in UTC always.
    pub fn rotate(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// Bytes after which a new file is begun: 64 MiB by default.
    pub fn max_file_size(mut self, bytes: u64) -> Self {
        self.max_file_size = bytes;
        self
    }

    /// How closed files are compressed, in the background: not at all by default.
    pub fn compress(mut self, compression: impl Into<Option<Compression>>) -> Self {
        self.compression = compression.into();
        self
    }

    /// How long closed files are kept after their last line: for ever by default.
    pub fn max_age(mut self, age: impl Into<Option<Duration>>) -> Self {
        self.max_age = age.into();
        self
    }

    /// Bytes that all closed files may take together before the oldest go: any number by default.
    pub fn max_total_size(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.max_total_size = bytes.into();
        self
    }

    /// A directory to which closed files are moved that are too old or too many, in place of being deleted. None by
    /// default.
    pub fn archive(mut self, directory: impl Into<PathBuf>) -> Self {
        self.archive = Some(directory.into());
        self
    }

    /// What prices the calls that are handed to [`log_call`](crate::LedgerWriter::log_call) without a cost. None by default. Calls of an
    /// instrumentation have the cost that its own pricing gave them.
    pub fn pricing(mut self, pricing: impl Pricing + 'static) -> Self {
        self.pricing = Some(Arc::new(pricing));
        self
    }

    /// What says the energy of the calls that are handed to [`log_call`](crate::LedgerWriter::log_call). None by default.
    /// Calls of an instrumentation have the energy that its own model gave them.
    pub fn energy(mut self, model: impl EnergyModel + 'static) -> Self {
        self.energy = Some(Arc::new(model));
        self
    }

    /// Where time comes from: the operating system by default.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

impl fmt::Debug for LedgerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LedgerOptions")
            .field("directory", &self.directory)
            .field("file_name", &self.file_name)
            .field("service", &self.service)
            .field("queue", &(self.max_records, self.max_bytes))
            .field("sync", &self.sync)
            .field("rotate", &(&self.calendar, self.max_file_size))
            .field("compress", &self.compression)
            .field("keep", &(self.max_age, self.max_total_size))
            .field("archive", &self.archive)
            .finish_non_exhaustive()
    }
}

/// The name of the file that is written.
const DEFAULT_FILE: &str = "calls.jsonl";
const DEFAULT_QUEUE: u64 = 8_192;
const DEFAULT_QUEUE_BYTES: u64 = 32 * 1_024 * 1_024;
const DEFAULT_FILE_SIZE: u64 = 64 * 1_024 * 1_024;

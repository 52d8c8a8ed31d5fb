use std::{path::PathBuf, time::Duration};

use crate::{Calendar, Sync};

/// How [`Lines`](crate::Lines) are written and what becomes of closed files.
#[derive(Clone, Debug)]
pub struct LinesOptions {
    pub(crate) name: String,
    pub(crate) writer: u64,
    pub(crate) sync: Sync,
    pub(crate) max_file_bytes: u64,
    pub(crate) calendar: Calendar,
    pub(crate) compression: Option<Compression>,
    pub(crate) max_age: Option<Duration>,
    pub(crate) max_closed_bytes: Option<u64>,
    pub(crate) archive: Option<PathBuf>,
    pub(crate) is_in_background: bool,
}

impl LinesOptions {
    /// Of a file that is called `name` while it is written, a plain name that ends in `.jsonl`. `writer` is a number
    /// that no other [`Lines`](crate::Lines) has: it keeps the names of closed files apart.
    #[must_use]
    pub fn new(name: impl Into<String>, writer: u64) -> Self {
        Self {
            name: name.into(),
            writer,
            sync: Sync::Interval(Duration::from_secs(1)),
            max_file_bytes: 64 * MIB,
            calendar: Calendar::None,
            compression: None,
            max_age: None,
            max_closed_bytes: None,
            archive: None,
            is_in_background: true,
        }
    }

    /// When written lines are forced to the disk: [`Sync::Interval`] of one second by default.
    #[must_use]
    pub fn sync(mut self, sync: Sync) -> Self {
        self.sync = sync;
        self
    }

    /// Bytes after which a file is closed: 64 MiB by default. One append is never split, so that a file with nothing but
    /// one may be longer.
    #[must_use]
    pub fn max_file_bytes(mut self, bytes: u64) -> Self {
        self.max_file_bytes = bytes;
        self
    }

    /// At which turns of the calendar a file is closed: none by default.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// How closed files are compressed: not at all by default.
    #[must_use]
    pub fn compression(mut self, compression: impl Into<Option<Compression>>) -> Self {
        self.compression = compression.into();
        self
    }

    /// How long a closed file is kept after its last line was appended: for ever by default.
    #[must_use]
    pub fn max_age(mut self, age: impl Into<Option<Duration>>) -> Self {
        self.max_age = age.into();
        self
    }

    /// Bytes that all closed files may take together; the oldest go. No limit by default. The files that are written do
    /// not count.
    #[must_use]
    pub fn max_closed_bytes(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.max_closed_bytes = bytes.into();
        self
    }

    /// A directory to which closed files are moved when they are too old or too many, in place of being deleted. It is
    /// made if it is not there, may be on another file system, and is never cleaned. None by default.
    #[must_use]
    pub fn archive(mut self, directory: impl Into<PathBuf>) -> Self {
        self.archive = Some(directory.into());
        self
    }

    /// Whether a thread looks after closed files: yes by default. Otherwise [`Lines::keep`](crate::Lines::keep) does it
    /// when told.
    #[must_use]
    pub fn in_background(mut self, is_in_background: bool) -> Self {
        self.is_in_background = is_in_background;
        self
    }
}

/// How closed files of lines are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// As `.gz`, at the usual level: read by every tool.
    #[cfg(feature = "gzip")]
    Gzip,
    /// As `.zst`, at the usual level: smaller and several times faster.
    #[cfg(feature = "zstd")]
    Zstd,
}

const MIB: u64 = 1024 * 1024;

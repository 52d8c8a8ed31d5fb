//! How a writer is doing.

use std::path::PathBuf;

use genai_otel_journal::LinesStatus;

/// How a [`LedgerWriter`](crate::LedgerWriter) is doing: a copy taken at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriterStatus {
    /// Its name in every line: 16 hexadecimal digits.
    pub writer: String,
    /// The file that it writes.
    pub file: PathBuf,
    /// What was done with closed files.
    pub closed: LinesStatus,
    /// Calls that are in the ledger.
    pub written: u64,
    /// Bytes of lines that are in the ledger.
    pub bytes: u64,
    /// Calls that wait to be written.
    pub waiting: u64,
    /// About the bytes of memory that those take.
    pub waiting_bytes: u64,
    /// Calls that were not taken, because the queue was full or the writer shut down.
    pub refused: u64,
    /// Calls that were taken and could not be written before the writer was shut down.
    pub lost: u64,
    /// What the disk, or what happened to the files, said last, however long ago. Not that closed files were archived or
    /// deleted as the settings have it.
    pub last_error: Option<String>,
}

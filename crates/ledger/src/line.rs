//! The line of the ledger: written once, read for ever. Its format is told in `docs/reference/ledger-line.md`.

mod checksum;
mod counts;
mod gap;
mod keys;
mod number;
mod object;
mod read;
mod side;
mod stamp;
mod write;

use genai_otel_core::CallRecord;

#[cfg(feature = "query")]
pub(crate) use self::checksum::{Checksum, checksum_of};
pub use self::gap::Gap;
pub(crate) use self::stamp::Stamp;
use crate::entry::Entry;

/// The version of the schema that is written.
pub(crate) const VERSION: u32 = 1;

/// What a line of a ledger says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Line {
    /// A call.
    Call(Box<Entry>),
    /// Calls that are missing here, because the queue of the writer was full.
    Gap(Gap),
}

impl Line {
    /// Reads a line, with or without its end.
    ///
    /// # Errors
    ///
    /// Why the line is not understood, as for [`Entry::from_line`].
    pub fn read(line: &[u8]) -> Result<Self, String> {
        read::line(line)
    }
}

/// All keys of a line, in their order, without the checksum.
#[cfg(feature = "query")]
pub(crate) const fn keys() -> &'static [&'static str] {
    keys::KEYS
}

/// Whether the keys of a line stand in their order, each once, and those that are not known behind all others.
#[cfg(feature = "query")]
pub(crate) fn is_in_order(line: &[u8]) -> bool {
    read::is_in_order(line)
}

/// Writes a finished call as a whole line, its newline included, behind what `line` has already.
pub(crate) fn write(record: &CallRecord, stamp: &Stamp<'_>, line: &mut Vec<u8>) {
    write::entry(&Entry::of_record(record, stamp), line);
}

/// Writes an entry again as a whole line, its newline included.
pub(crate) fn write_entry(entry: &Entry, line: &mut Vec<u8>) {
    write::entry(entry, line);
}

/// Writes that calls were refused as a whole line, its newline included.
pub(crate) fn write_gap(gap: &Gap, stamp: &Stamp<'_>, line: &mut Vec<u8>) {
    write::gap(gap, stamp, line);
}

#[cfg(test)]
mod tests;

//! What is wrong, and where.

use std::fmt;
use std::path::PathBuf;

/// What was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The file.
    pub file: PathBuf,
    /// The number of the line, from 1; nothing where it is about the file.
    pub line: Option<u64>,
    /// What it is.
    pub problem: Problem,
}

/// Something wrong, or something to know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "wrong or not")]
pub enum Problem {
    /// Something wrong.
    Fault(Fault),
    /// Nothing wrong, and good to know.
    Note(Note),
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The line is not the one that was written.
    #[error("broken checksum: the line is not the one that was written")]
    BrokenChecksum,
    /// A line with a writer and a number must have a checksum.
    #[error("no checksum, though the line has a writer")]
    LostChecksum,
    /// It is not JSON, or tells no call.
    #[error("not understood: {0}")]
    NotUnderstood(String),
    /// It is what was written, and reports may read it wrong: they trust that keys stand in their order, each once.
    #[error(
        "its keys do not stand in the order of the format, each once: reports may read it wrong"
    )]
    OutOfOrder,
    /// The rest of the file cannot be decompressed.
    #[error("from here on it cannot be decompressed: {0}")]
    NotDecompressed(String),
    /// The last line has no end.
    #[error("torn: the last line has no end")]
    Torn,
    /// Nothing stands in it.
    #[error("blank")]
    Blank,
    /// It is longer than any line may be.
    #[error("longer than 16 MiB")]
    TooLong,
    /// Lines before this one are not there.
    #[error("{} of writer {writer} missing before this line", numbers(*.first, *.last))]
    Missing {
        /// Whose.
        writer: String,
        /// The number of the first one.
        first: u64,
        /// The number of the last one.
        last: u64,
    },
    /// Lines from this one on are there a second time.
    #[error("{} of writer {writer} a second time from this line on", numbers(*.first, *.last))]
    Repeated {
        /// Whose.
        writer: String,
        /// The number of the first one.
        first: u64,
        /// The number of the last one.
        last: u64,
    },
    /// Another call has this id.
    #[error("the id `{0}` a second time")]
    DuplicateId(String),
}

impl Fault {
    /// The kind in a word, for programs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::BrokenChecksum => "broken_checksum",
            Self::LostChecksum => "lost_checksum",
            Self::NotUnderstood(_) => "not_understood",
            Self::OutOfOrder => "out_of_order",
            Self::NotDecompressed(_) => "not_decompressed",
            Self::Torn => "torn",
            Self::Blank => "blank",
            Self::TooLong => "too_long",
            Self::Missing { .. } => "missing",
            Self::Repeated { .. } => "repeated",
            Self::DuplicateId(_) => "duplicate_id",
        }
    }
}

/// What is not wrong, and good to know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Note {
    /// Another program wrote so many lines of the file.
    #[error("{} without a checksum, as other programs write them", lines(*.0))]
    WithoutChecksum(u64),
    /// The ledger says here that it refused so many calls because its queue was full.
    #[error("{} refused here because the queue was full", calls(*.0))]
    Refused(u64),
    /// The file begins in the middle of what a writer wrote: older files are gone.
    #[error("begins with {first} of writer {writer}: older files are not here")]
    OlderFilesGone {
        /// Whose.
        writer: String,
        /// The number of the first line.
        first: u64,
    },
    /// From here on ids of callers are not compared: there are more than this many.
    #[error("more than {0} ids: those from this line on are not compared")]
    IdsNotCompared(usize),
}

impl Note {
    /// The kind in a word, for programs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::WithoutChecksum(_) => "without_checksum",
            Self::Refused(_) => "refused",
            Self::OlderFilesGone { .. } => "older_files_gone",
            Self::IdsNotCompared(_) => "ids_not_compared",
        }
    }
}

impl Problem {
    /// The kind in a word, for programs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.kind(),
            Self::Note(note) => note.kind(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => fault.fmt(f),
            Self::Note(note) => write!(f, "note: {note}"),
        }
    }
}

impl fmt::Display for Finding {
    /// `calls.jsonl:3: blank`, as compilers write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match self.line {
            Some(line) => write!(f, "{file}:{line}: {}", self.problem),
            None => write!(f, "{file}: {}", self.problem),
        }
    }
}

fn numbers(first: u64, last: u64) -> String {
    if first == last { format!("number {first}") } else { format!("numbers {first} to {last}") }
}

fn lines(count: u64) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}

fn calls(count: u64) -> String {
    if count == 1 { "1 call".to_owned() } else { format!("{count} calls") }
}

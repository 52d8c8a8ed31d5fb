//! Which lines are kept when files are merged.

use super::line::{Read, read};

/// What is to be done with a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is kept, and has this id.
    Line { id: Option<String> },
    /// It is not what was written.
    Bad,
    /// Nothing is in it.
    Blank,
}

/// What is to be done with a line, or with what stands behind the last end of one.
pub(crate) fn kept(line: &[u8]) -> Kept {
    match read(line) {
        Read::Ours(ours) => Kept::Line { id: Some(ours.id()) },
        Read::Foreign { id } => Kept::Line { id },
        Read::Bad(_) => Kept::Bad,
        Read::Blank => Kept::Blank,
    }
}

//! What was read to answer.

use crate::error::BadLine;

/// What was read to answer. An answer with bad lines is one without them: whoever shows it says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scanned {
    /// Files.
    pub files: u64,
    /// Bytes, uncompressed.
    pub bytes: u64,
    /// Lines that are no blanks, the torn ones apart.
    pub lines: u64,
    /// Lines that are not understood.
    pub bad: u64,
    /// The first of them, at most [`Self::MAX_BAD_KEPT`].
    pub first_bad: Vec<BadLine>,
    /// Last lines of files without an end: they are being written, or their writer was stopped. At most one a file, and
    /// no call of theirs was acknowledged.
    pub torn: Vec<BadLine>,
    /// Calls that the ledger says it refused because its queue was full.
    pub refused: u64,
}

impl Scanned {
    /// How many bad lines are kept by place and reason; the others are counted.
    pub const MAX_BAD_KEPT: usize = 20;

    /// Adds what was read behind it, whose lines are numbered from `first`.
    pub(crate) fn add(&mut self, mut other: Self, first: u64) {
        other.first_bad.iter_mut().chain(&mut other.torn).for_each(|line| line.line += first);
        self.files += other.files;
        self.bytes += other.bytes;
        self.lines += other.lines;
        self.bad += other.bad;
        let room = Self::MAX_BAD_KEPT.saturating_sub(self.first_bad.len());
        self.first_bad.extend(other.first_bad.into_iter().take(room));
        self.torn.extend(other.torn);
        self.refused = self.refused.saturating_add(other.refused);
    }
}

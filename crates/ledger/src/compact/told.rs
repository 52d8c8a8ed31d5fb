use std::path::PathBuf;

use super::CompactError;

/// What a [`Compaction`](super::Compaction) did, or would do.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Compacted {
    /// The months that were merged, the oldest first. Those that are one compressed file already are not among them.
    pub months: Vec<MergedMonth>,
    /// Closed files that were left because somebody writes them still.
    pub left: Vec<PathBuf>,
    /// Whether a compaction that was killed when all was merged was brought to its end first.
    pub finished: bool,
    /// Why the month after the last one could not be merged; its files are as they were, and so are those of later ones.
    pub failure: Option<CompactError>,
}

/// A month whose files were merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MergedMonth {
    /// Which, in UTC: `2026-11`.
    pub month: String,
    /// How many files there were.
    pub files: u64,
    /// How long they were, compressed as they were.
    pub bytes: u64,
    /// How many lines were in them.
    pub lines: u64,
    /// How many lines were copied.
    pub kept: u64,
    /// How many lines had an id that stood before.
    pub duplicates: u64,
    /// Those of them that were not the same to the byte: they are in the file of bad lines.
    pub different: u64,
    /// Ids that stood before: the first [`MAX_IDS`](Self::MAX_IDS).
    pub ids: Vec<String>,
    /// Lines whose ids were not compared, because there are too many.
    pub not_compared: u64,
    /// How many lines are bad.
    pub bad: u64,
    /// How many lines were blank.
    pub blank: u64,
    /// The merged file; nothing in a dry run.
    pub output: Option<PathBuf>,
    /// How long it is; zero in a dry run.
    pub output_bytes: u64,
    /// The file of bad lines, where there are any; nothing in a dry run.
    pub bad_lines: Option<PathBuf>,
}

impl MergedMonth {
    /// How many ids that stood before are listed; all are counted.
    pub const MAX_IDS: usize = 100;
}

//! What was read of one piece.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use serde::de::IgnoredAny;

use super::lines::{LONGEST, Raw};
use crate::error::BadLine;
use crate::scanned::Scanned;

/// What was read of one piece of a file.
#[derive(Debug)]
pub(crate) struct Tally {
    file: Arc<Path>,
    /// Lines, blanks included.
    number: u64,
    scanned: Scanned,
}

impl Tally {
    pub(super) fn new(file: Arc<Path>) -> Self {
        Self { file, number: 0, scanned: Scanned::default() }
    }

    /// Counts a line and hands it on, unless it is blank or too long. What is handed on is told to be bad with a reason;
    /// a last line without a newline that is no whole JSON is torn instead.
    #[inline]
    pub(super) fn take(
        &mut self,
        raw: Raw<'_>,
        take: &mut impl FnMut(&[u8], &mut Self) -> Result<ControlFlow<()>, String>,
    ) -> ControlFlow<()> {
        self.number += 1;
        let (Raw::Ended(line) | Raw::Unended(line)) = raw else {
            self.scanned.lines += 1;
            self.bad(format!("longer than {} MiB", LONGEST >> 20));
            return ControlFlow::Continue(());
        };
        self.scanned.bytes += line.len() as u64 + u64::from(matches!(raw, Raw::Ended(_)));
        let line = if self.number == 1 { line.strip_prefix(BOM).unwrap_or(line) } else { line };
        if line.first().is_none_or(u8::is_ascii_whitespace) && line.trim_ascii().is_empty() {
            return ControlFlow::Continue(());
        }
        self.scanned.lines += 1;
        match take(line, self) {
            Ok(flow) => return flow,
            Err(reason) if matches!(raw, Raw::Unended(_)) => {
                if serde_json::from_slice::<IgnoredAny>(line).is_ok() {
                    self.bad(reason);
                } else {
                    self.scanned.lines -= 1;
                    self.scanned.torn.push(self.line(
                        "the last line has no end: it is being written, or its writer was stopped".to_owned(),
                    ));
                }
            }
            Err(reason) => self.bad(reason),
        }
        ControlFlow::Continue(())
    }

    /// Counts a line that is not understood.
    pub(super) fn bad(&mut self, reason: String) {
        self.scanned.bad += 1;
        if self.scanned.first_bad.len() < Scanned::MAX_BAD_KEPT {
            self.scanned.first_bad.push(self.line(reason));
        }
    }

    /// Counts that the rest of a file cannot be read.
    pub(super) fn broken(&mut self, reason: String) {
        self.number += 1;
        self.scanned.lines += 1;
        self.bad(reason);
    }

    /// Counts calls that the ledger says it refused.
    pub(crate) fn refused(&mut self, calls: u64) {
        self.scanned.refused = self.scanned.refused.saturating_add(calls);
    }

    fn line(&self, reason: String) -> BadLine {
        BadLine { file: self.file.to_path_buf(), line: self.number, reason }
    }

    /// All pieces together, in their order. Those of one file follow each other.
    pub(super) fn sum(tallies: impl IntoIterator<Item = Self>) -> Scanned {
        let mut sum = Scanned::default();
        let mut before: Option<(Arc<Path>, u64)> = None;
        for tally in tallies {
            let same = before.take().filter(|(file, _)| Arc::ptr_eq(file, &tally.file));
            let first = same.as_ref().map_or(0, |(_, lines)| *lines);
            sum.files += u64::from(same.is_none());
            sum.add(tally.scanned, first);
            before = Some((tally.file, first + tally.number));
        }
        sum
    }
}

/// What other programs may begin a file with.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

//! Whether a ledger is as it was written.

mod finding;
mod ids;
mod kept;
mod line;
mod sequences;

use std::path::Path;

pub use self::finding::{Fault, Finding, Note, Problem};
use self::ids::Ids;
pub(crate) use self::kept::{Kept, kept};
use self::line::Read;
use self::sequences::Sequences;
use crate::error::LedgerError;
use crate::file_lines::{FileLines, Found};
use crate::ledger::{Ledger, Opened};
use crate::scan::BOM;

/// What was read, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// Files.
    pub files: u64,
    /// Bytes, uncompressed.
    pub bytes: u64,
    /// Lines, whatever they are.
    pub lines: u64,
    /// Lines that tell a call.
    pub calls: u64,
    /// How many faults there are.
    pub faults: u64,
    /// How many notes there are.
    pub notes: u64,
    /// The faults and notes in the order of files and lines: the first [`Self::MAX_KEPT`], the others are counted.
    pub findings: Vec<Finding>,
}

impl Verification {
    /// How many findings are kept; all are counted.
    pub const MAX_KEPT: usize = 10_000;

    /// Whether nothing is wrong. Notes are nothing wrong.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.faults == 0
    }

    fn tell(&mut self, path: &Path, line: Option<u64>, problem: Problem) {
        match problem {
            Problem::Fault(_) => self.faults += 1,
            Problem::Note(_) => self.notes += 1,
        }
        if self.findings.len() < Self::MAX_KEPT {
            self.findings.push(Finding { file: path.to_owned(), line, problem });
        }
    }
}

impl Ledger {
    /// Reads every line and tells what is wrong: broken checksums, lines that are not understood or not in the order of the
    /// format, torn last lines, blanks, numbers that are missing or stand twice among those of a writer, ids that stand
    /// twice, files that cannot be decompressed to their ends.
    ///
    /// A clock that goes back is nothing wrong. Missing numbers are not told apart from lines that cannot be read where
    /// there are as many of those in their place. The lines cut off at the end of what a writer wrote cannot be
    /// missed: nothing follows them.
    ///
    /// # Memory
    ///
    /// Of ids that callers gave 64 bits each are kept, up to [`Note::IdsNotCompared`]; two of ten million are taken for
    /// the same by mistake once in 370,000 ledgers. Ids that the writer made are their numbers. Of a writer two numbers
    /// for each run of them are kept.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or a reader that was read before.
    pub fn verify(&self) -> Result<Verification, LedgerError> {
        let mut told = Verification::default();
        let (mut sequences, mut ids) = (Sequences::default(), Ids::default());
        let sources = self.sources()?;
        let paths: Vec<_> = sources.iter().map(|opened| opened.path.clone()).collect();
        for (index, opened) in sources.into_iter().enumerate() {
            sequences.begin_file(index);
            let path = opened.path.clone();
            one(opened, &mut told, &mut sequences, &mut ids)
                .map_err(|source| LedgerError::Unreadable { path, source })?;
        }
        ids.made_too(&sequences, &mut told);
        for (index, line, problem) in sequences.findings() {
            if let Some(path) = paths.get(index) {
                told.tell(path, Some(line), problem);
            }
        }
        let place = |finding: &Finding| {
            let file = paths.iter().position(|path| *path == finding.file);
            (file, finding.line.unwrap_or(u64::MAX))
        };
        told.findings.sort_by_cached_key(place);
        Ok(told)
    }
}

fn one(
    opened: Opened,
    told: &mut Verification,
    sequences: &mut Sequences,
    ids: &mut Ids,
) -> std::io::Result<()> {
    let path = opened.path.clone();
    let path = &*path;
    let mut lines = FileLines::of(opened.into_source()?)?;
    let (mut line, mut number, mut foreign) = (Vec::new(), 0, 0);
    told.files += 1;
    loop {
        number += 1;
        let found = match lines.next(&mut line) {
            Err(error) if lines.is_packed() => {
                sequences.bad();
                let fault = Fault::NotDecompressed(error.to_string());
                told.tell(path, Some(number), Problem::Fault(fault));
                break;
            }
            found => found?,
        };
        let line = if number == 1 { line.strip_prefix(BOM).unwrap_or(&line) } else { &line };
        let read = match found {
            Found::End => break,
            Found::TooLong => Read::Bad(Fault::TooLong),
            Found::Whole => line::read(line),
            Found::Tail => line::read_tail(line),
        };
        told.lines += 1;
        match read {
            Read::Bad(fault) => {
                sequences.bad();
                told.tell(path, Some(number), Problem::Fault(fault));
            }
            Read::Blank => told.tell(path, Some(number), Problem::Fault(Fault::Blank)),
            Read::Foreign { id } => {
                told.calls += 1;
                foreign += 1;
                ids.add(id.as_deref(), path, number, told);
            }
            Read::Ours(ours) => {
                if let Some(fault) = line::misread(line) {
                    told.tell(path, Some(number), Problem::Fault(fault));
                } else if let Some(refused) = ours.gap {
                    told.tell(path, Some(number), Problem::Note(Note::Refused(refused)));
                } else {
                    told.calls += 1;
                    ids.add(ours.given_id(), path, number, told);
                }
                sequences.seen(&ours.writer, ours.seq, number);
                if found == Found::Tail {
                    told.tell(path, Some(number), Problem::Fault(Fault::Torn));
                }
            }
        }
    }
    told.bytes += lines.read();
    if foreign > 0 {
        told.tell(path, None, Problem::Note(Note::WithoutChecksum(foreign)));
    }
    Ok(())
}

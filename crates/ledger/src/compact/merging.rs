//! Lines on their way from the files of a month to one.

use std::io;
use std::path::Path;

use super::CompactError;
use super::ids::{Ids, Seen};
use super::output::Output;
use super::told::MergedMonth;
use crate::file_lines::{FileLines, Found};
use crate::verify::{Kept, kept};

/// Where the lines of a month go.
pub(super) struct Merging<B> {
    /// Those that are kept.
    pub(super) out: Output,
    /// Those that are not, if there are any.
    pub(super) bad: Option<Output>,
    pub(super) told: MergedMonth,
    new_bad: B,
    ids: Ids,
}

impl<B: Fn() -> io::Result<Output>> Merging<B> {
    /// To these; the second one is made when the first bad line comes.
    pub(super) fn new(out: Output, new_bad: B) -> Self {
        Self { out, bad: None, told: MergedMonth::default(), new_bad, ids: Ids::default() }
    }

    /// Takes all lines of a file.
    pub(super) fn file(&mut self, path: &Path) -> Result<(), CompactError> {
        let unreadable = |source| CompactError::Unreadable { path: path.to_owned(), source };
        let mut lines = FileLines::open(path).map_err(unreadable)?;
        let (mut line, mut number) = (Vec::new(), 0);
        loop {
            number += 1;
            let kept = match lines.next(&mut line).map_err(unreadable)? {
                Found::End => return Ok(()),
                Found::TooLong => {
                    return Err(CompactError::TooLong { path: path.to_owned(), line: number });
                }
                Found::Whole | Found::Tail => kept(&line),
            };
            self.told.lines += 1;
            self.line(kept, &line)
                .map_err(|source| CompactError::Unwritable { path: path.to_owned(), source })?;
        }
    }

    fn line(&mut self, kept: Kept, line: &[u8]) -> io::Result<()> {
        let id = match kept {
            Kept::Blank => {
                self.told.blank += 1;
                return Ok(());
            }
            Kept::Bad => {
                self.told.bad += 1;
                return self.set_aside(line);
            }
            Kept::Line { id } => id,
        };
        let seen = id.as_deref().map_or(Seen::New, |id| self.ids.add(id, line));
        match seen {
            Seen::New => {}
            Seen::NotCompared => self.told.not_compared += 1,
            Seen::Same | Seen::Different => {
                self.told.duplicates += 1;
                if self.told.ids.len() < MergedMonth::MAX_IDS {
                    self.told.ids.extend(id);
                }
                if seen == Seen::Same {
                    return Ok(());
                }
                self.told.different += 1;
                return self.set_aside(line);
            }
        }
        self.told.kept += 1;
        self.out.line(line)
    }

    fn set_aside(&mut self, line: &[u8]) -> io::Result<()> {
        let bad = match self.bad.take() {
            Some(bad) => bad,
            None => (self.new_bad)()?,
        };
        self.bad.insert(bad).line(line)
    }
}

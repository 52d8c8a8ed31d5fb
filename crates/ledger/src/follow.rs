//! A ledger while it is written.

mod numbers;
mod tracked;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use self::numbers::Numbers;
use self::tracked::Tracked;
use crate::entry::Entry;
use crate::error::{BadLine, LedgerError};
use crate::ledger::{Identity, Ledger, files};
use crate::line::{Gap, Line};
use crate::query::{Filter, Test};

/// Reads what is added to a ledger, step by step: over rotation, compression and files of new writers, no line twice and
/// none left out.
///
/// A file is known by what it is and not by its name, so that one that was closed is read to its end. A file that was
/// written, closed and compressed between two steps is read whole; of a file that was being followed the numbers of the
/// writers tell which of its lines are new. Lines of other programs in such a file may come twice.
#[derive(Debug)]
pub struct Follow {
    paths: Vec<PathBuf>,
    files: BTreeMap<Identity, Tracked>,
    /// Closed files that need not be looked at, by their directories and names without compression.
    done: BTreeSet<PathBuf>,
    seen: Numbers,
    tests: Vec<Test>,
}

/// What was added.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Followed {
    /// A call.
    Call(Box<Entry>),
    /// The writer refused calls here, because its queue was full.
    Gap(Gap),
    /// A line that is not understood.
    Bad(BadLine),
}

impl Follow {
    /// Begins with the files that are written now: the first [`step`](Self::step) reads what is in them. What was closed
    /// before is not read.
    ///
    /// # Errors
    ///
    /// A path that is not there or cannot be read.
    pub fn new<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, LedgerError> {
        let paths: Vec<PathBuf> = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        let ledger = Ledger::of_paths(&paths)?;
        // Those that are named are meant, closed or not.
        let found = ledger.files().iter().filter(|path| !paths.contains(path));
        let done = found.filter_map(|path| place(path)).collect();
        Ok(Self {
            paths,
            files: BTreeMap::new(),
            done,
            seen: Numbers::default(),
            tests: Vec::new(),
        })
    }

    /// Whether a file was closed before, and is not read.
    #[must_use]
    pub fn skips(&self, path: &Path) -> bool {
        place(path).is_some_and(|place| self.done.contains(&place))
    }

    /// Takes only the calls that pass this, and what was said before.
    ///
    /// # Errors
    ///
    /// A filter that cannot be compared.
    pub fn filter(mut self, filter: &Filter) -> Result<Self, LedgerError> {
        self.tests.push(Test::new(filter)?);
        Ok(self)
    }

    /// Reads what was added since the last step. A last line without an end waits for it.
    ///
    /// # Errors
    ///
    /// A file that cannot be read. What was read before that is not read again.
    pub fn step(&mut self, mut take: impl FnMut(Followed)) -> Result<(), LedgerError> {
        let tests = std::mem::take(&mut self.tests);
        let stepped = self.step_all(|found| match found {
            Followed::Call(entry) if !tests.iter().all(|test| test.passes(&entry)) => {}
            found => take(found),
        });
        self.tests = tests;
        stepped
    }

    fn step_all(&mut self, mut take: impl FnMut(Followed)) -> Result<(), LedgerError> {
        // Those that are held may have got lines before they were closed, and come before what was begun after them.
        for file in self.files.values_mut() {
            one(file, &mut self.seen, &mut take)?;
        }
        let mut there = BTreeSet::new();
        for path in Ledger::of_paths(&self.paths)?.files() {
            let place = place(path);
            if place.as_ref().is_some_and(|place| self.done.contains(place)) {
                continue;
            }
            if files::is_merged(path) && !self.paths.contains(path) {
                continue;
            }
            let unreadable = |source| LedgerError::Unreadable { path: path.clone(), source };
            let found = match Tracked::open(path) {
                Ok(found) => found,
                // It was closed or removed meanwhile: the next step meets it by its new name.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(unreadable(error)),
            };
            there.insert(found.identity());
            let file = self.files.entry(found.identity()).or_insert(found);
            one(file, &mut self.seen, &mut take)?;
            self.done.extend(place);
        }
        // The others were closed or removed, and are read to their ends.
        self.files.retain(|identity, _| there.contains(identity));
        Ok(())
    }
}

fn one(
    file: &mut Tracked,
    seen: &mut Numbers,
    take: &mut impl FnMut(Followed),
) -> Result<(), LedgerError> {
    let path = file.path().to_owned();
    let read = file.read(|number, line| {
        if line.trim_ascii().is_empty() {
            return;
        }
        let found = match Line::read(line) {
            Ok(Line::Call(entry)) => {
                if !is_new(entry.writer.as_deref(), entry.seq, seen) {
                    return;
                }
                Followed::Call(entry)
            }
            Ok(Line::Gap(gap)) => {
                if !is_new(gap.writer.as_deref(), gap.seq, seen) {
                    return;
                }
                Followed::Gap(gap)
            }
            Err(reason) => Followed::Bad(BadLine { file: path.clone(), line: number, reason }),
        };
        take(found);
    });
    read.map_err(|source| LedgerError::Unreadable { path: file.path().to_owned(), source })
}

/// A line without a number is new.
fn is_new(writer: Option<&str>, seq: Option<u64>, seen: &mut Numbers) -> bool {
    writer.zip(seq).is_none_or(|(writer, seq)| seen.is_new(writer, seq))
}

/// Where a closed file is, whether compressed or not.
fn place(path: &Path) -> Option<PathBuf> {
    files::closed(path).map(|name| path.with_file_name(name))
}

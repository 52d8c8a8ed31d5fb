//! The files of a ledger in a directory, while others close, compress and merge them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{age, age_of, copies};
use crate::compact::pending::{ENDING, Pending};
use crate::error::LedgerError;

/// The files, oldest first: of one that is there plain and compressed the compressed one, and of those that are merged and
/// what they were merged into one of both.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let mut look = Look::at(path)?;
    for _ in 0..MOST_LOOKS {
        let merged = look.merged()?;
        let again = Look::at(path)?;
        // The system may list a file that went meanwhile and miss one that came: what is seen twice was there.
        if let Some(merged) = merged
            && look.is_as(&again)
        {
            let mut files = again.files;
            files.retain(|age, _| !merged.contains(&age.2));
            return Ok(copies::left_out(files.into_values().collect()));
        }
        look = again;
    }
    Err(LedgerError::Restless { path: path.to_owned() })
}

/// What a directory has.
struct Look {
    files: BTreeMap<(bool, String, String), PathBuf>,
    /// The notes of compactions.
    notes: BTreeSet<PathBuf>,
}

impl Look {
    fn at(path: &Path) -> Result<Self, LedgerError> {
        let unreadable = |source| LedgerError::Unreadable { path: path.to_owned(), source };
        let mut look = Self { files: BTreeMap::new(), notes: BTreeSet::new() };
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let (name, path) = (entry.file_name(), entry.path());
            if path.extension().is_some_and(|extension| extension == ENDING) {
                look.notes.insert(path);
                continue;
            }
            let Some(age) = name.to_str().and_then(age_of) else { continue };
            if !is_file(&path)? {
                continue;
            }
            // While a file is compressed both are there, and the compressed one is whole: it was given its name last.
            let longest = look.files.entry(age).or_default();
            if longest.as_os_str().len() < path.as_os_str().len() {
                *longest = path;
            }
        }
        Ok(look)
    }

    /// The plain names of the files whose lines are in a merged one that is there, too; nothing where a note went meanwhile.
    fn merged(&self) -> Result<Option<BTreeSet<String>>, LedgerError> {
        let mut merged = BTreeSet::new();
        for note in &self.notes {
            let pending = match Pending::read(note) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                read => {
                    read.map_err(|source| LedgerError::Unreadable { path: note.clone(), source })?
                }
            };
            if self.files.contains_key(&age(&pending.output)) {
                merged.extend(pending.inputs);
            }
        }
        Ok(Some(merged))
    }

    /// Whether the same files are there, in whatever form.
    fn is_as(&self, other: &Self) -> bool {
        self.notes == other.notes && self.files.keys().eq(other.files.keys())
    }
}

/// Whether it is a file, and no directory, pipe or the like, which would never end. Whoever opens what went meanwhile or
/// cannot be looked at finds out.
fn is_file(path: &Path) -> Result<bool, LedgerError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
            let source = io::Error::other("it is a link to a file that is not there");
            Err(LedgerError::Unreadable { path: path.to_owned(), source })
        }
        found => Ok(found.map_or(true, |found| found.is_file())),
    }
}

/// How often it is looked before giving up.
const MOST_LOOKS: usize = 100;

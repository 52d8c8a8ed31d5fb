//! The files of a ledger.

mod copies;
mod directory;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use genai_otel_journal::LineFiles;

use super::identity::identity_at;
use crate::error::LedgerError;

/// The files of all paths, each once, however often and under whatever names it is there.
pub(super) fn of_paths(paths: &[PathBuf]) -> Result<Vec<PathBuf>, LedgerError> {
    let (mut seen, mut files) = (BTreeSet::new(), Vec::new());
    for path in paths {
        files.extend(of_path(path)?.into_iter().filter(|file| seen.insert(identity_at(file))));
    }
    Ok(files)
}

/// Whether it has the name of a file of a ledger, and one of these directories to be in.
pub(super) fn belongs(path: &Path, directories: &[PathBuf]) -> bool {
    let is_named = path.file_name().and_then(OsStr::to_str).and_then(plain).is_some();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = identity_at(folder.unwrap_or(Path::new(".")));
    is_named && directories.iter().any(|directory| identity_at(directory) == folder)
}

/// Whether it has the name of a file that is written no more.
pub(super) fn is_closed(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).and_then(plain);
    name.is_some_and(|name| time(name).is_some())
}

/// Its path without its compression.
pub(crate) fn unpacked(path: &Path) -> PathBuf {
    let name = path.file_name().and_then(OsStr::to_str).and_then(plain);
    name.map_or_else(|| path.to_owned(), |name| path.with_file_name(name))
}

/// Whether closed files, whose lines are older, were merged into it.
pub(crate) fn is_merged(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str).is_some_and(LineFiles::is_merged)
}

/// What is added to the name of a file that is compressed.
pub(super) const PACKED: [&str; 2] = [".gz", ".zst"];

/// The files of a directory, oldest first, or the file itself.
fn of_path(path: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let unreadable = |source| LedgerError::Unreadable { path: path.to_owned(), source };
    if path == Path::new("-") || !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    directory::files(path)
}

/// The name of a file of a ledger without its compression.
fn plain(name: &str) -> Option<&str> {
    let plain = PACKED.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    (Path::new(plain).extension() == Some(OsStr::new("jsonl"))).then_some(plain)
}

/// The name of a file without its compression, where it is one that is not written any more.
pub(crate) fn closed(path: &Path) -> Option<&str> {
    plain(path.file_name()?.to_str()?).filter(|plain| !age(plain).0)
}

/// The older, the less: closed ones by their times, then those that are being written.
fn age(plain: &str) -> (bool, String, String) {
    let time = time(plain);
    (time.is_none(), time.unwrap_or_default().to_owned(), plain.to_owned())
}

/// The age of a file by its name. One that was closed has it under both names that it has while it is compressed. Of
/// others nothing is known: a compressed one may be a copy of the plain one, or what was in it before.
fn age_of(name: &str) -> Option<(bool, String, String)> {
    let plain = plain(name)?;
    Some(age(if time(plain).is_some() { plain } else { name }))
}

/// The time at which it was closed: `calls-20261129T223705Z-<writer>-<n>.jsonl`, and the stem may have dashes too.
fn time(plain: &str) -> Option<&str> {
    let is_time = |part: &&str| {
        part.len() == 16
            && part.char_indices().all(|(at, letter)| match at {
                8 => letter == 'T',
                15 => letter == 'Z',
                _ => letter.is_ascii_digit(),
            })
    };
    plain.split('-').find(is_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_has_closed_files_first_and_each_once() {
        let directory = tempfile::TempDir::new().unwrap();
        let names = [
            "calls.jsonl",
            "calls.2.jsonl",
            "calls-20261129T223705Z-ffff-1.jsonl",
            "calls-20261129T223705Z-ffff-1.jsonl.zst",
            "calls-20261130T000000Z-aaaa-1.jsonl.gz",
            "calls-20261128T000000Z-eeee-1.jsonl",
            "calls.lock",
            ".calls-20261128T000000Z-eeee-1.jsonl.gz.tmp",
        ];
        names.iter().for_each(|name| fs::write(directory.path().join(name), "").unwrap());
        fs::create_dir(directory.path().join("more.jsonl")).unwrap();
        let files = of_path(directory.path()).unwrap();
        let found: Vec<_> = files.iter().map(|file| file.file_name().unwrap()).collect();
        assert_eq!(found, [names[5], names[3], names[4], names[1], names[0]]);
    }
}

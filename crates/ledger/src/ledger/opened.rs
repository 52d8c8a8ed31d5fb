//! The files of a ledger as they are when they are asked.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::files;
use crate::error::LedgerError;

/// A file that is to be read.
pub(crate) struct Opened {
    pub(crate) path: PathBuf,
    /// Nothing where it is opened when it is read.
    source: Option<Source>,
}

/// Where its bytes come from.
pub(crate) enum Source {
    File(File),
    Stream(Box<dyn Read + Send>),
}

impl Opened {
    pub(crate) fn stream(path: PathBuf, stream: Box<dyn Read + Send>) -> Self {
        Self { path, source: Some(Source::Stream(stream)) }
    }

    /// How long it is, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        let metadata = match &self.source {
            Some(Source::File(file)) => file.metadata(),
            Some(Source::Stream(_)) => return None,
            None => fs::metadata(&self.path),
        };
        metadata.ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len())
    }

    pub(crate) fn into_source(self) -> io::Result<Source> {
        if let Some(source) = self.source {
            return Ok(source);
        }
        if self.path == Path::new("-") {
            return Ok(Source::Stream(Box::new(io::stdin())));
        }
        match File::open(&self.path) {
            // It was compressed since: its name has only grown.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let packed = files::PACKED.iter().find_map(|ending| {
                    let mut path = self.path.clone().into_os_string();
                    path.push(ending);
                    File::open(path).ok()
                });
                // It was there when the files were listed.
                let gone = "it went while the others were read: ask again";
                packed.map(Source::File).ok_or_else(|| io::Error::other(gone))
            }
            opened => opened.map(Source::File),
        }
    }
}

/// The files, those open that are being written: they get another name when they are closed, and another file gets theirs.
pub(super) fn of_paths(paths: &[PathBuf]) -> Result<Vec<Opened>, LedgerError> {
    let mut found = files::of_paths(paths)?;
    for _ in 0..MOST_LOOKS {
        let mut opened = Vec::with_capacity(found.len());
        let mut held = 0;
        for path in &found {
            let is_written = path != Path::new("-") && !files::is_closed(path);
            // Of others than ours there may be more than a process may have open. Closed ones are not held.
            let is_written = is_written && held < MOST_OPEN;
            held += usize::from(is_written);
            let source = is_written.then(|| File::open(path).map(Source::File)).transpose();
            match source {
                Ok(source) => opened.push(Opened { path: path.clone(), source }),
                // It was closed since: the next look finds it by its new name.
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                Err(source) => return Err(LedgerError::Unreadable { path: path.clone(), source }),
            }
        }
        let again = files::of_paths(paths)?;
        // None was closed in between: what was opened under a name is what the name was of.
        if opened.len() == found.len() && same_closed(&found, &again) {
            return Ok(opened);
        }
        found = again;
    }
    Err(LedgerError::Restless { path: paths.first().cloned().unwrap_or_default() })
}

/// Whether both have the same closed files, compressed or not.
fn same_closed(a: &[PathBuf], b: &[PathBuf]) -> bool {
    let closed = |paths: &[PathBuf]| {
        let closed = paths.iter().filter(|path| files::is_closed(path));
        closed.map(|path| files::unpacked(path)).collect::<Vec<_>>()
    };
    closed(a) == closed(b)
}

/// How many files are held open: half of what some systems let a process have.
const MOST_OPEN: usize = 128;
/// How often files are looked for before giving up.
const MOST_LOOKS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_after_the_look_is_read_under_its_old_name_however_many_were_closed_before() {
        let directory = tempfile::TempDir::new().unwrap();
        let closed = |number: usize| {
            directory
                .path()
                .join(format!("calls-20261129T223705Z-00000000000000ab-{number:06}.jsonl"))
        };
        (0..MOST_OPEN).for_each(|number| fs::write(closed(number), "").unwrap());
        let written = directory.path().join("calls.jsonl");
        fs::write(&written, "before\n").unwrap();
        let opened = of_paths(&[directory.path().to_owned()]).unwrap().pop().unwrap();
        fs::rename(&written, closed(MOST_OPEN)).unwrap();
        fs::write(&written, "behind\n").unwrap();
        let Source::File(mut file) = opened.into_source().unwrap() else { panic!("a file") };
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "before\n");
    }
}

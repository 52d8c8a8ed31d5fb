use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::{
    file_system::{FileSystem, Kind},
    lines::name::{Closed, Form, Names},
};

/// The closed files in a directory.
#[derive(Debug, Default)]
pub(in crate::lines) struct Shelf {
    /// The oldest first.
    pub(in crate::lines) books: Vec<Book>,
    /// Files that were not finished, and plain ones beside their compressed form.
    pub(in crate::lines) leftovers: Vec<PathBuf>,
}

/// A closed file.
#[derive(Clone, Debug)]
pub(in crate::lines) struct Book {
    pub(in crate::lines) path: PathBuf,
    pub(in crate::lines) closed: Closed,
    pub(in crate::lines) is_plain: bool,
    pub(in crate::lines) bytes: u64,
}

impl Shelf {
    pub(in crate::lines) fn list(
        file_system: &dyn FileSystem,
        directory: &Path,
        names: &Names,
    ) -> io::Result<Self> {
        let mut shelf = Self::default();
        let mut found: BTreeMap<Closed, Vec<(Form, PathBuf)>> = BTreeMap::new();
        for entry in file_system.entries(directory)? {
            let Some(name) = entry.name.to_str().filter(|_| entry.kind == Kind::File) else {
                continue;
            };
            let path = directory.join(name);
            match names.parse_any(name) {
                Some((_, Form::Temporary)) => shelf.leftovers.push(path),
                Some((closed, form)) => found.entry(closed).or_default().push((form, path)),
                None => {}
            }
        }
        for (closed, forms) in found {
            let has_compressed = forms.iter().any(|(form, _)| *form == Form::Compressed);
            for (form, path) in forms {
                let is_plain = form == Form::Plain;
                if is_plain && has_compressed {
                    // The compressed one got its name when it was whole.
                    shelf.leftovers.push(path);
                } else if let Ok(known) = file_system.metadata(&path) {
                    shelf.books.push(Book { path, closed, is_plain, bytes: known.bytes });
                }
            }
        }
        Ok(shelf)
    }

    /// Takes those off whose last line is older than this.
    pub(in crate::lines) fn take_older(&mut self, max_age: Duration, now: SystemTime) -> Vec<Book> {
        // The name has whole seconds, so that the last line may be up to one younger.
        let age = |book: &Book| {
            now.duration_since(book.closed.last).unwrap_or_default().saturating_sub(SECOND)
        };
        self.books.extract_if(.., |book| age(book) > max_age).collect()
    }

    /// Takes the oldest off until the others have no more bytes than that.
    pub(in crate::lines) fn take_above(&mut self, max_bytes: u64) -> Vec<Book> {
        let mut bytes: u64 = self.books.iter().map(|book| book.bytes).sum();
        let mut taken = 0;
        for book in &self.books {
            if bytes <= max_bytes {
                break;
            }
            bytes -= book.bytes;
            taken += 1;
        }
        self.books.drain(..taken).collect()
    }
}

const SECOND: Duration = Duration::from_secs(1);

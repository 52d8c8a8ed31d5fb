//! What a file is, whatever it is called.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

/// What a file is, whatever it is called.
pub(crate) type Identity = (u64, u64, PathBuf);

/// What is found under a path, or on standard input; the path itself where nothing is.
pub(super) fn identity_at(path: &Path) -> Identity {
    let place = if path == Path::new("-") { Path::new("/dev/stdin") } else { path };
    let found = fs::metadata(place);
    found.map_or_else(|_| (0, 0, path.to_owned()), |found| identity(&found, path))
}

/// What an open file is.
#[cfg(unix)]
pub(crate) fn identity(file: &Metadata, _path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino(), PathBuf::new())
}

/// Elsewhere a file is known by its name alone.
#[cfg(not(unix))]
pub(crate) fn identity(_file: &Metadata, path: &Path) -> Identity {
    (0, 0, fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
}

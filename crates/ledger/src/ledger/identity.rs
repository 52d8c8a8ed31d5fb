//! What a file is, whatever it is called.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

/// What a file is, whatever it is called.
pub(crate) type Identity = (u64, u64, PathBuf);

/// What is found under a path; the path itself where nothing is, or standard input.
pub(super) fn identity_at(path: &Path) -> Identity {
    let found = (path != Path::new("-")).then(|| fs::metadata(path).ok()).flatten();
    found.map_or_else(|| (0, 0, path.to_owned()), |found| identity(&found, path))
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

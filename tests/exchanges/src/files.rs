//! Where exchanges are.

use std::fs;
use std::path::{Path, PathBuf};

use crate::read_error::ReadError;

/// `path` itself, or the files of the directory `path` that end in `.json`, in the order of their names.
///
/// # Errors
///
/// When the directory cannot be read, or holds no such file.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, ReadError> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let unreadable = |source| ReadError::File { file: path.to_path_buf(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(ReadError::Empty { directory: path.to_path_buf() });
    }
    Ok(files)
}

/// The recordings of other projects, which are kept beside this repository and not in it: the first directory
/// `data/provider-exchanges` in a directory beside or above this package.
#[must_use]
pub fn corpus() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find_map(|above| {
        let beside = fs::read_dir(above).ok()?.flatten();
        let mut beside = beside.map(|entry| entry.path().join("data/provider-exchanges"));
        beside.find(|candidate| candidate.is_dir())
    })
}

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    OpenError,
    file_system::{FileSystem, Kind},
    lane::{is_unfinished, writer_of},
};

/// Makes a directory and those above it, unless it is there. Those that were made are returned.
pub(crate) fn ensure(file_system: &dyn FileSystem, path: &Path) -> Result<Vec<PathBuf>, OpenError> {
    let mut made = Vec::new();
    create(file_system, path, &mut made)
        .map_err(|source| OpenError::NotCreatable { path: path.to_owned(), source })?;
    match file_system.entries(path) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(OpenError::NotADirectory { path: path.to_owned() })
        }
        Err(source) => Err(OpenError::NotWritable { path: path.to_owned(), source }),
        Ok(_) => Ok(made),
    }
}

/// What there is in it that may be ours.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    /// The writers of lanes, the oldest first.
    pub(crate) writers: Vec<u128>,
    /// Folders that were to become lanes.
    pub(crate) unfinished: Vec<PathBuf>,
}

impl Lanes {
    pub(crate) fn list(file_system: &dyn FileSystem, directory: &Path) -> io::Result<Self> {
        let mut lanes = Self::default();
        for entry in file_system.entries(directory)? {
            let Some(name) = entry.name.to_str().filter(|_| entry.kind == Kind::Directory) else {
                continue;
            };
            match writer_of(name) {
                Some(writer) => lanes.writers.push(writer),
                None if is_unfinished(name) => lanes.unfinished.push(directory.join(name)),
                None => {}
            }
        }
        lanes.writers.sort_unstable();
        Ok(lanes)
    }
}

fn create(file_system: &dyn FileSystem, path: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let created = match file_system.create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) else {
                return Err(error);
            };
            create(file_system, above, made)?;
            file_system.create_dir(path)
        }
        created => created,
    };
    match created {
        Ok(()) => made.push(path.to_owned()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        // `/`, `.` and read-only places where the directory is there already.
        Err(_) if file_system.entries(path).is_ok() => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

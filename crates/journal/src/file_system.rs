//! What a journal asks of a file system.

mod opened;
mod real;
#[cfg(feature = "testing")]
mod simulated;

use std::{ffi::OsString, fmt, io, path::Path, sync::Arc, time::SystemTime};

pub(crate) use real::Real;
#[cfg(feature = "testing")]
pub use simulated::Simulated;

/// Where a journal keeps its files. The operating system's is behind [`Journal::open`](crate::Journal::open); another
/// one can be given to [`Journal::open_on`](crate::Journal::open_on), for tests.
///
/// Nothing here follows a symbolic link in the last part of a path, except `entries`.
pub trait FileSystem: fmt::Debug + Send + Sync {
    /// Makes a directory that only this user may enter.
    ///
    /// # Errors
    ///
    /// Of the kind `AlreadyExists` where the name is taken, `NotFound` where the directory above is missing.
    fn create_dir(&self, path: &Path) -> io::Result<()>;

    /// What is in a directory.
    ///
    /// # Errors
    ///
    /// Of the kind `NotADirectory`, `NotFound` or another.
    fn entries(&self, path: &Path) -> io::Result<Vec<Entry>>;

    /// What has this name.
    ///
    /// # Errors
    ///
    /// Of the kind `NotFound` or another.
    fn metadata(&self, path: &Path) -> io::Result<Metadata>;

    /// Makes a file that only this user may read and write.
    ///
    /// # Errors
    ///
    /// Of the kind `AlreadyExists` where the name is taken.
    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>>;

    /// Opens a file for reading, and for writing where that is allowed.
    ///
    /// # Errors
    ///
    /// Of the kind `NotFound`, or `InvalidInput` where it is no ordinary file.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>>;

    /// Gives a file or directory another name.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Removes a directory in which nothing is.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;

    /// Forces the names in a directory to the disk.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
}

/// An open file. It stays what it is when its name goes to another one or away.
pub trait File: fmt::Debug + Send + Sync {
    /// Reads at most as many bytes as there is room for; none at the end.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Writes all of these bytes, or fails having written some.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Cuts it.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn set_len(&self, bytes: u64) -> io::Result<()>;

    /// Forces its bytes to the disk.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn sync(&self) -> io::Result<()>;

    /// What it is.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn metadata(&self) -> io::Result<Metadata>;

    /// Takes its lock, held until the file is dropped or its process dies; no where somebody else has it.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn try_lock(&self) -> io::Result<bool>;
}

/// A name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "made by other file systems, too")]
pub struct Entry {
    /// The name alone.
    pub name: OsString,
    /// What has it.
    pub kind: Kind,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "made by other file systems, too")]
pub enum Kind {
    /// An ordinary file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, a socket, a device.
    Other,
}

/// What there is to know of a file or directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "made by other file systems, too")]
pub struct Metadata {
    /// What it is.
    pub kind: Kind,
    /// How long it is.
    pub bytes: u64,
    /// Tells it from every other one that there is; zero where the system does not say.
    pub identity: (u64, u64),
    /// How many names it has; none when the last one was removed while it is open. One where the system does not say.
    pub names: u64,
    /// When its bytes were last changed; 1970 where the system does not say.
    pub modified: SystemTime,
}

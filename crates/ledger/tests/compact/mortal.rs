//! A file system that fails, once or from then on: the files stay as they are at that step.

use std::fs;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use genai_otel_journal::{Entry, File, FileSystem, Kind, Metadata};

/// The system's, until a number of changes is made. Of the write that is the last one half is done.
#[derive(Debug)]
pub(crate) struct Mortal {
    left: Arc<Left>,
}

/// How many changes are left.
#[derive(Debug)]
struct Left {
    changes: AtomicI64,
    recovers: bool,
}

#[derive(Debug)]
struct MortalFile {
    file: fs::File,
    left: Arc<Left>,
}

impl Mortal {
    pub(crate) fn new(budget: u64) -> Self {
        Self::with(budget, false)
    }

    /// One that fails once, and does what it is told afterwards.
    pub(crate) fn sick(budget: u64) -> Self {
        Self::with(budget, true)
    }

    fn with(budget: u64, recovers: bool) -> Self {
        let changes = AtomicI64::new(budget.try_into().unwrap());
        Self { left: Arc::new(Left { changes, recovers }) }
    }

    /// Whether something failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.left.changes.load(Ordering::Relaxed) < 0
    }

    fn file(&self, file: fs::File) -> Arc<dyn File> {
        Arc::new(MortalFile { file, left: Arc::clone(&self.left) })
    }
}

impl Left {
    /// Takes one change off.
    fn change(&self) -> io::Result<()> {
        match self.changes.fetch_sub(1, Ordering::Relaxed) {
            1.. => Ok(()),
            0 => Err(dead()),
            _ if self.recovers => Ok(()),
            _ => Err(dead()),
        }
    }
}

fn dead() -> io::Error {
    io::Error::other("killed")
}

fn known(metadata: &fs::Metadata) -> Metadata {
    Metadata {
        kind: kind(metadata.file_type()),
        bytes: metadata.len(),
        identity: (metadata.dev(), metadata.ino()),
        names: metadata.nlink(),
        modified: metadata.modified().unwrap(),
    }
}

fn kind(kind: fs::FileType) -> Kind {
    if kind.is_file() { Kind::File } else { Kind::Directory }
}

impl FileSystem for Mortal {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.left.change()?;
        fs::create_dir(path)
    }

    fn entries(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let entries = fs::read_dir(path)?.map(|entry| {
            let entry = entry?;
            Ok(Entry { name: entry.file_name(), kind: kind(entry.file_type()?) })
        });
        entries.collect()
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs::symlink_metadata(path).map(|metadata| known(&metadata))
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        self.left.change()?;
        let file = fs::OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        Ok(self.file(file))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        Ok(self.file(fs::OpenOptions::new().read(true).write(true).open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.left.change()?;
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::symlink_metadata(path)?;
        self.left.change()?;
        fs::remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.left.change()?;
        fs::remove_dir(path)
    }

    fn sync_dir(&self, _path: &Path) -> io::Result<()> {
        self.left.change()
    }
}

impl File for MortalFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        FileExt::read_at(&self.file, buffer, offset)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let is_last = self.left.changes.load(Ordering::Relaxed) == 0;
        let changed = self.left.change();
        if is_last {
            self.file.write_all_at(&bytes[..bytes.len() / 2], offset)?;
        }
        changed?;
        self.file.write_all_at(bytes, offset)
    }

    fn set_len(&self, bytes: u64) -> io::Result<()> {
        self.left.change()?;
        self.file.set_len(bytes)
    }

    fn sync(&self) -> io::Result<()> {
        self.left.change()
    }

    fn metadata(&self) -> io::Result<Metadata> {
        self.file.metadata().map(|metadata| known(&metadata))
    }

    fn try_lock(&self) -> io::Result<bool> {
        Ok(self.file.try_lock().is_ok())
    }
}

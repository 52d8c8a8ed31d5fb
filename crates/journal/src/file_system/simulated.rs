mod disk;
mod named;
mod open;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io,
    path::Path,
    sync::{Arc, Mutex},
    time::SystemTime,
};

use super::File;
use crate::lock::lock;
use disk::{Disk, Node, ROOT};
use open::Open;

/// A file system in memory that loses what is not synced, fills up, and fails when told to. Clones are the same one.
///
/// It is strict: without [`sync_dir`](crate::FileSystem::sync_dir) a crash takes the names as well, whatever was synced of the
/// files.
#[derive(Clone, Debug)]
pub struct Simulated(Arc<Mutex<Disk>>);

impl Simulated {
    /// With a root directory and nothing in it.
    #[must_use]
    pub fn new() -> Self {
        let root = Node::Directory { names: BTreeMap::new(), synced: BTreeMap::new() };
        Self(Arc::new(Mutex::new(Disk {
            nodes: HashMap::from([(ROOT, root)]),
            next: ROOT + 1,
            life: 0,
            operations: 0,
            failing: 0..0,
            max_bytes: u64::MAX,
            read_only: false,
            forbidden: BTreeSet::new(),
            time: SystemTime::UNIX_EPOCH,
        })))
    }

    /// The process dies: locks are free, open files of no use, written bytes are all there.
    pub fn kill(&self) {
        let mut disk = lock(&self.0);
        disk.life += 1;
        for node in disk.nodes.values_mut() {
            if let Node::File { locked_by, .. } = node {
                *locked_by = None;
            }
        }
    }

    /// Power is lost: bytes and names that were not synced are gone.
    pub fn crash(&self) {
        self.kill();
        for node in lock(&self.0).nodes.values_mut() {
            match node {
                Node::Directory { names, synced } => names.clone_from(synced),
                Node::File { bytes, synced, .. } => bytes.clone_from(synced),
            }
        }
    }

    /// Power is lost, and of what was not synced some is there: of each file a part of its bytes, perhaps with zeros
    /// behind it, and of each directory the old or the new names. `seed` chooses.
    pub fn crash_halfway(&self, seed: u64) {
        self.kill();
        let mut disk = lock(&self.0);
        let mut seed = seed | 1;
        let mut nodes: Vec<_> = disk.nodes.iter_mut().collect();
        nodes.sort_by_key(|(number, _)| **number);
        for (_, node) in nodes {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let dice = seed >> 33;
            match node {
                Node::Directory { names, synced } if dice.is_multiple_of(2) => {
                    names.clone_from(synced)
                }
                Node::Directory { .. } => {}
                Node::File { bytes, synced, .. } => {
                    let more = bytes.len().saturating_sub(synced.len());
                    let kept = synced.len() + usize::try_from(dice / 4).unwrap_or(0) % (more + 1);
                    match dice % 4 {
                        0 => bytes.clone_from(synced),
                        1 if kept < bytes.len() => bytes[kept..].fill(0),
                        _ => bytes.truncate(kept),
                    }
                }
            }
        }
    }

    /// Operations so far.
    #[must_use]
    pub fn operations(&self) -> u64 {
        lock(&self.0).operations
    }

    /// Lets operations with these numbers fail, counted from now on. A failing write has written half.
    pub fn fail(&self, numbers: std::ops::Range<u64>) {
        let mut disk = lock(&self.0);
        let now = disk.operations;
        disk.failing = now.saturating_add(numbers.start)..now.saturating_add(numbers.end);
    }

    /// Lets no more than so many bytes be in all files together.
    pub fn set_max_bytes(&self, bytes: u64) {
        lock(&self.0).max_bytes = bytes;
    }

    /// Lets nothing be changed, or lets it again.
    pub fn set_read_only(&self, read_only: bool) {
        lock(&self.0).read_only = read_only;
    }

    /// What time it is for files that are changed from now on: 1970 at first.
    pub fn set_time(&self, time: SystemTime) {
        lock(&self.0).time = time;
    }

    /// Takes away the permission to open a file; it can be moved and removed.
    ///
    /// # Errors
    ///
    /// There is no such file.
    pub fn forbid(&self, path: &Path) -> io::Result<()> {
        let mut disk = lock(&self.0);
        let number = disk.find(path)?;
        disk.forbidden.insert(number);
        Ok(())
    }

    /// All bytes of a file, none where there is no such file.
    #[must_use]
    pub fn read(&self, path: &Path) -> Option<Vec<u8>> {
        let disk = lock(&self.0);
        match disk.nodes.get(&disk.find(path).ok()?)? {
            Node::File { bytes, .. } => Some(bytes.clone()),
            Node::Directory { .. } => None,
        }
    }

    /// Replaces the bytes of a file, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// There is no such directory.
    pub fn write(&self, path: &Path, new: &[u8]) -> io::Result<()> {
        let mut disk = lock(&self.0);
        let time = disk.time;
        let number = match disk.find(path) {
            Ok(number) => number,
            Err(_) => disk.add(path, Node::file(time))?,
        };
        if let Some(Node::File { bytes, modified, .. }) = disk.nodes.get_mut(&number) {
            *bytes = new.to_vec();
            *modified = time;
        }
        Ok(())
    }

    /// Removes a directory with all that is in it.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn remove_all(&self, path: &Path) -> io::Result<()> {
        let mut disk = lock(&self.0);
        disk.take(path).map(drop)
    }

    fn begin(&self, changes: bool) -> io::Result<std::sync::MutexGuard<'_, Disk>> {
        let mut disk = lock(&self.0);
        disk.count()?;
        if changes && disk.read_only {
            Err(io::ErrorKind::ReadOnlyFilesystem.into())
        } else {
            Ok(disk)
        }
    }

    fn handle(&self, disk: &mut Disk, number: u64) -> Arc<dyn File> {
        disk.next += 1;
        Arc::new(Open { disk: self.clone(), life: disk.life, number, handle: disk.next })
    }
}

impl Default for Simulated {
    fn default() -> Self {
        Self::new()
    }
}

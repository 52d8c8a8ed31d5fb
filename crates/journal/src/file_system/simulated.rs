use std::{
    collections::{BTreeMap, HashMap},
    ffi::OsString,
    io,
    path::{Component, Path},
    sync::{Arc, Mutex},
};

use super::{Entry, File, FileSystem, Kind, Metadata};
use crate::lock::lock;

/// A file system in memory that loses what is not synced, fills up, and fails when told to. Clones are the same one.
///
/// It is strict: without [`sync_dir`](FileSystem::sync_dir) a crash takes the names as well, whatever was synced of the
/// files.
#[derive(Clone, Debug)]
pub struct Simulated(Arc<Mutex<Disk>>);

#[derive(Debug)]
struct Disk {
    nodes: HashMap<u64, Node>,
    next: u64,
    /// Which life of the machine it is. Open files of an earlier one are of no use.
    life: u64,
    operations: u64,
    failing: std::ops::Range<u64>,
    max_bytes: u64,
    read_only: bool,
}

#[derive(Debug)]
enum Node {
    Directory { names: BTreeMap<OsString, u64>, synced: BTreeMap<OsString, u64> },
    File { bytes: Vec<u8>, synced: Vec<u8>, locked_by: Option<u64> },
}

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
        let number = match disk.find(path) {
            Ok(number) => number,
            Err(_) => disk.add(path, Node::file())?,
        };
        if let Some(Node::File { bytes, .. }) = disk.nodes.get_mut(&number) {
            *bytes = new.to_vec();
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

impl FileSystem for Simulated {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        let node = Node::Directory { names: BTreeMap::new(), synced: BTreeMap::new() };
        self.begin(true)?.add(path, node).map(drop)
    }

    fn entries(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let disk = self.begin(false)?;
        let names = disk.names(disk.find(path)?)?;
        let entry = |(name, number): (&OsString, &u64)| Entry {
            name: name.clone(),
            kind: disk.metadata(*number).kind,
        };
        Ok(names.iter().map(entry).collect())
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let disk = self.begin(false)?;
        disk.find(path).map(|number| disk.metadata(number))
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let mut disk = self.begin(true)?;
        let number = disk.add(path, Node::file())?;
        Ok(self.handle(&mut disk, number))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let mut disk = self.begin(false)?;
        let number = disk.find(path)?;
        match disk.metadata(number).kind {
            Kind::File => Ok(self.handle(&mut disk, number)),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut disk = self.begin(true)?;
        disk.find(from)?;
        if let Ok(number) = disk.find(to) {
            if disk.names(number).is_ok_and(|names| !names.is_empty()) {
                return Err(io::ErrorKind::DirectoryNotEmpty.into());
            }
            disk.take(to)?;
        }
        let number = disk.take(from)?;
        disk.put(to, number)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        let mut disk = self.begin(true)?;
        match disk.find(path).map(|number| disk.metadata(number).kind)? {
            Kind::File => disk.take(path).map(drop),
            _ => Err(io::ErrorKind::IsADirectory.into()),
        }
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        let mut disk = self.begin(true)?;
        if disk.names(disk.find(path)?)?.is_empty() {
            disk.take(path).map(drop)
        } else {
            Err(io::ErrorKind::DirectoryNotEmpty.into())
        }
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        let mut disk = self.begin(true)?;
        let number = disk.find(path)?;
        match disk.nodes.get_mut(&number) {
            Some(Node::Directory { names, synced }) => {
                synced.clone_from(names);
                Ok(())
            }
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }
}

/// A file that is open.
#[derive(Debug)]
struct Open {
    disk: Simulated,
    life: u64,
    number: u64,
    handle: u64,
}

impl Open {
    fn with<T>(
        &self,
        changes: bool,
        work: impl FnOnce(&mut Vec<u8>, &mut Vec<u8>, &mut Option<u64>) -> T,
    ) -> io::Result<T> {
        let mut disk = self.disk.begin(changes)?;
        if disk.life != self.life {
            return Err(io::Error::other("the process that had this file open is dead"));
        }
        match disk.nodes.get_mut(&self.number) {
            Some(Node::File { bytes, synced, locked_by }) => Ok(work(bytes, synced, locked_by)),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl File for Open {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.with(false, |bytes, _, _| {
            let from =
                usize::try_from(offset).map_or(bytes.len(), |offset| offset.min(bytes.len()));
            let len = buffer.len().min(bytes.len() - from);
            buffer[..len].copy_from_slice(&bytes[from..from + len]);
            len
        })
    }

    fn write_at(&self, new: &[u8], offset: u64) -> io::Result<()> {
        let room = {
            let disk = lock(&self.disk.0);
            let used: u64 = (disk.nodes.keys()).map(|number| disk.metadata(*number).bytes).sum();
            let end = offset + new.len() as u64;
            let grows = end.saturating_sub(disk.metadata(self.number).bytes);
            let over = used.saturating_add(grows).saturating_sub(disk.max_bytes).min(grows);
            new.len().saturating_sub(usize::try_from(over).unwrap_or(usize::MAX))
        };
        let put = |bytes: &mut Vec<u8>, new: &[u8]| {
            let from = usize::try_from(offset).unwrap_or(usize::MAX);
            bytes.resize(bytes.len().max(from + new.len()), 0);
            bytes[from..from + new.len()].copy_from_slice(new);
        };
        let fails = lock(&self.disk.0).fails_next();
        if fails {
            let half = &new[..new.len() / 2];
            let mut disk = lock(&self.disk.0);
            let life = disk.life;
            if let Some(Node::File { bytes, .. }) = disk.nodes.get_mut(&self.number)
                && life == self.life
            {
                put(bytes, half);
            }
        }
        self.with(true, |bytes, _, _| put(bytes, &new[..room]))?;
        if room < new.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.with(true, |bytes, _, _| bytes.resize(usize::try_from(len).unwrap_or(usize::MAX), 0))
    }

    fn sync(&self) -> io::Result<()> {
        self.with(true, |bytes, synced, _| synced.clone_from(bytes))
    }

    fn metadata(&self) -> io::Result<Metadata> {
        let disk = self.disk.begin(false)?;
        Ok(disk.metadata(self.number))
    }

    fn try_lock(&self) -> io::Result<bool> {
        let handle = self.handle;
        self.with(false, |_, _, locked_by| *locked_by.get_or_insert(handle) == handle)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(Node::File { locked_by, .. }) = lock(&self.disk.0).nodes.get_mut(&self.number)
            && *locked_by == Some(self.handle)
        {
            *locked_by = None;
        }
    }
}

impl Disk {
    fn count(&mut self) -> io::Result<()> {
        let fails = self.fails_next();
        self.operations += 1;
        if fails { Err(io::Error::other("told to fail")) } else { Ok(()) }
    }

    fn fails_next(&self) -> bool {
        self.failing.contains(&self.operations)
    }

    fn find(&self, path: &Path) -> io::Result<u64> {
        path.components().try_fold(ROOT, |number, part| match part {
            Component::Normal(name) => {
                self.names(number)?.get(name).copied().ok_or(io::ErrorKind::NotFound.into())
            }
            _ => Ok(number),
        })
    }

    fn names(&self, number: u64) -> io::Result<&BTreeMap<OsString, u64>> {
        match self.nodes.get(&number) {
            Some(Node::Directory { names, .. }) => Ok(names),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn parent(&mut self, path: &Path) -> io::Result<(&mut BTreeMap<OsString, u64>, OsString)> {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::AlreadyExists.into());
        };
        let number = self.find(above)?;
        match self.nodes.get_mut(&number) {
            Some(Node::Directory { names, .. }) => Ok((names, name.to_owned())),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn add(&mut self, path: &Path, node: Node) -> io::Result<u64> {
        let number = self.next;
        let (names, name) = self.parent(path)?;
        if names.contains_key(&name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        names.insert(name, number);
        self.nodes.insert(number, node);
        self.next += 1;
        Ok(number)
    }

    fn put(&mut self, path: &Path, number: u64) -> io::Result<()> {
        let (names, name) = self.parent(path)?;
        names.insert(name, number);
        Ok(())
    }

    fn take(&mut self, path: &Path) -> io::Result<u64> {
        let (names, name) = self.parent(path)?;
        names.remove(&name).ok_or(io::ErrorKind::NotFound.into())
    }

    fn metadata(&self, number: u64) -> Metadata {
        let (kind, bytes) = match self.nodes.get(&number) {
            Some(Node::File { bytes, .. }) => (Kind::File, bytes.len() as u64),
            Some(Node::Directory { .. }) => (Kind::Directory, 0),
            None => (Kind::Other, 0),
        };
        Metadata { kind, bytes, identity: (0, number) }
    }
}

impl Node {
    fn file() -> Self {
        Self::File { bytes: Vec::new(), synced: Vec::new(), locked_by: None }
    }
}

const ROOT: u64 = 0;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ffi::OsString,
    io,
    path::{Component, Path},
    time::SystemTime,
};

use crate::file_system::{Kind, Metadata};

#[derive(Debug)]
pub(super) struct Disk {
    pub(super) nodes: HashMap<u64, Node>,
    pub(super) next: u64,
    /// Which life of the machine it is. Open files of an earlier one are of no use.
    pub(super) life: u64,
    pub(super) operations: u64,
    pub(super) failing: std::ops::Range<u64>,
    pub(super) max_bytes: u64,
    pub(super) read_only: bool,
    /// Files that cannot be opened.
    pub(super) forbidden: BTreeSet<u64>,
    /// What changed files say of when that was.
    pub(super) time: SystemTime,
}

#[derive(Debug)]
pub(super) enum Node {
    Directory { names: BTreeMap<OsString, u64>, synced: BTreeMap<OsString, u64> },
    File { bytes: Vec<u8>, synced: Vec<u8>, locked_by: Option<u64>, modified: SystemTime },
}

impl Disk {
    pub(super) fn count(&mut self) -> io::Result<()> {
        let fails = self.fails_next();
        self.operations += 1;
        if fails { Err(io::Error::other("told to fail")) } else { Ok(()) }
    }

    pub(super) fn fails_next(&self) -> bool {
        self.failing.contains(&self.operations)
    }

    pub(super) fn find(&self, path: &Path) -> io::Result<u64> {
        path.components().try_fold(ROOT, |number, part| match part {
            Component::Normal(name) => {
                self.names(number)?.get(name).copied().ok_or(io::ErrorKind::NotFound.into())
            }
            _ => Ok(number),
        })
    }

    pub(super) fn names(&self, number: u64) -> io::Result<&BTreeMap<OsString, u64>> {
        match self.nodes.get(&number) {
            Some(Node::Directory { names, .. }) => Ok(names),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(super) fn parent(
        &mut self,
        path: &Path,
    ) -> io::Result<(&mut BTreeMap<OsString, u64>, OsString)> {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::AlreadyExists.into());
        };
        let number = self.find(above)?;
        match self.nodes.get_mut(&number) {
            Some(Node::Directory { names, .. }) => Ok((names, name.to_owned())),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(super) fn add(&mut self, path: &Path, node: Node) -> io::Result<u64> {
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

    pub(super) fn put(&mut self, path: &Path, number: u64) -> io::Result<()> {
        let (names, name) = self.parent(path)?;
        names.insert(name, number);
        Ok(())
    }

    pub(super) fn take(&mut self, path: &Path) -> io::Result<u64> {
        let (names, name) = self.parent(path)?;
        names.remove(&name).ok_or(io::ErrorKind::NotFound.into())
    }

    pub(super) fn metadata(&self, number: u64) -> Metadata {
        let (kind, bytes, modified) = match self.nodes.get(&number) {
            Some(Node::File { bytes, modified, .. }) => (Kind::File, bytes.len() as u64, *modified),
            Some(Node::Directory { .. }) => (Kind::Directory, 0, SystemTime::UNIX_EPOCH),
            None => (Kind::Other, 0, SystemTime::UNIX_EPOCH),
        };
        Metadata { kind, bytes, identity: (0, number), names: self.names_of(number), modified }
    }

    fn names_of(&self, number: u64) -> u64 {
        let mut names = 0;
        for node in self.nodes.values() {
            if let Node::Directory { names: listed, .. } = node {
                names += listed.values().filter(|listed| **listed == number).count() as u64;
            }
        }
        names
    }
}

impl Node {
    pub(super) fn file(modified: SystemTime) -> Self {
        Self::File { bytes: Vec::new(), synced: Vec::new(), locked_by: None, modified }
    }
}

/// The number of the root directory.
pub(super) const ROOT: u64 = 0;

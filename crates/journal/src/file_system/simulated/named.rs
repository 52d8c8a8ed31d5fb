use std::{collections::BTreeMap, ffi::OsString, io, path::Path, sync::Arc};

use super::{Simulated, disk::Node};
use crate::file_system::{Entry, File, FileSystem, Kind, Metadata};

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
        let node = Node::file(disk.time);
        let number = disk.add(path, node)?;
        Ok(self.handle(&mut disk, number))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let mut disk = self.begin(false)?;
        let number = disk.find(path)?;
        match disk.metadata(number).kind {
            Kind::File if disk.forbidden.contains(&number) => {
                Err(io::ErrorKind::PermissionDenied.into())
            }
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

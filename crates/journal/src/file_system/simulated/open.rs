use std::io;

use super::{Simulated, disk::Node};
use crate::{
    file_system::{File, Metadata},
    lock::lock,
};

/// A file that is open.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) disk: Simulated,
    pub(super) life: u64,
    pub(super) number: u64,
    pub(super) handle: u64,
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
        let time = disk.time;
        match disk.nodes.get_mut(&self.number) {
            Some(Node::File { bytes, synced, locked_by, modified }) => {
                let before = bytes.len();
                let result = work(bytes, synced, locked_by);
                if bytes.len() != before {
                    *modified = time;
                }
                Ok(result)
            }
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

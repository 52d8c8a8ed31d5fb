use std::{
    fs::{self, TryLockError},
    io, process,
    sync::atomic::{AtomicU32, Ordering},
};

use super::{File, Metadata, real::known};

/// An open file of the operating system's, which gives its lock back when it is dropped.
///
/// That it is closed is not enough: a program that was being started at that moment has it open too, until it runs, and
/// with it the lock.
#[derive(Debug)]
pub(super) struct Opened {
    file: fs::File,
    /// Who took the lock; zero where nobody did. A fork of that process has the file, and the lock is not its own.
    owner: AtomicU32,
}

impl Opened {
    pub(super) fn new(file: fs::File) -> Self {
        Self { file, owner: AtomicU32::new(0) }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if *self.owner.get_mut() == process::id() {
            // Where that fails it goes with the last who has the file open.
            let _closed = self.file.unlock();
        }
    }
}

impl File for Opened {
    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.file, buffer, offset)
    }

    #[cfg(unix)]
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&self.file, bytes, offset)
    }

    #[cfg(windows)]
    fn write_at(&self, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = std::os::windows::fs::FileExt::seek_write(&self.file, bytes, offset)?;
            bytes = &bytes[written..];
            offset += written as u64;
        }
        Ok(())
    }

    fn set_len(&self, bytes: u64) -> io::Result<()> {
        self.file.set_len(bytes)
    }

    fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn metadata(&self) -> io::Result<Metadata> {
        self.file.metadata().map(|metadata| known(&metadata))
    }

    fn try_lock(&self) -> io::Result<bool> {
        match self.file.try_lock() {
            Ok(()) => {
                self.owner.store(process::id(), Ordering::Relaxed);
                Ok(true)
            }
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn lock_goes_with_the_file_though_a_program_that_is_being_started_has_it_open_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let open = || Opened::new(fs::File::create(&path).unwrap());
        let file = open();
        let inherited = file.file.try_clone().unwrap();
        assert!(file.try_lock().unwrap());
        assert!(!open().try_lock().unwrap());
        drop(file);
        assert!(open().try_lock().unwrap());
        drop(inherited);
    }

    #[test]
    fn fork_does_not_give_back_the_lock_of_its_parent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let open = || Opened::new(fs::File::create(&path).unwrap());
        let parent = open();
        assert!(parent.try_lock().unwrap());
        let owner = AtomicU32::new(process::id().wrapping_add(1));
        drop(Opened { file: parent.file.try_clone().unwrap(), owner });
        assert!(!open().try_lock().unwrap());
    }
}

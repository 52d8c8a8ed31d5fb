//! Files as streams.

use std::{
    io::{self, Read, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::file_system::File;

/// Reads a file from its beginning, and fails when told to stop.
#[derive(Debug)]
pub(super) struct Source<'a> {
    file: &'a dyn File,
    offset: u64,
    is_stopped: &'a AtomicBool,
}

impl<'a> Source<'a> {
    pub(super) fn new(file: &'a dyn File, is_stopped: &'a AtomicBool) -> Self {
        Self { file, offset: 0, is_stopped }
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_stopped.load(Ordering::Relaxed) {
            return Err(io::Error::other("stopped"));
        }
        let read = self.file.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// Writes a file from its beginning.
#[derive(Debug)]
pub(super) struct Target<'a> {
    file: &'a dyn File,
    offset: u64,
}

impl<'a> Target<'a> {
    pub(super) fn new(file: &'a dyn File) -> Self {
        Self { file, offset: 0 }
    }
}

impl Write for Target<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_at(bytes, self.offset)?;
        self.offset += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was read so far, in short: to compare two streams without holding them.
#[derive(Debug, Default)]
pub(super) struct Digest<R> {
    inner: R,
    hasher: crc32fast::Hasher,
    bytes: u64,
}

impl<R: Read> Digest<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, hasher: crc32fast::Hasher::new(), bytes: 0 }
    }

    /// How many bytes were read, and their checksum.
    pub(super) fn finish(self) -> (u64, u32) {
        (self.bytes, self.hasher.finalize())
    }
}

impl<R: Read> Read for Digest<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

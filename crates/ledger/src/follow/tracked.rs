//! A file that is followed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::file_lines::{FileLines, Found, MAX_LINE};
use crate::ledger::{Identity, identity};

/// A file that is followed, and how far it was read.
#[derive(Debug)]
pub(super) struct Tracked {
    path: PathBuf,
    identity: Identity,
    file: File,
    /// Behind the end of the last line that was read.
    read: u64,
    /// How many lines were read.
    lines: u64,
    is_compressed: bool,
}

impl Tracked {
    /// Opens a file, of which nothing was read yet.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let identity = identity(&file.metadata()?, path);
        let kind = path.extension().and_then(|kind| kind.to_str());
        let is_compressed = matches!(kind, Some("gz" | "zst"));
        Ok(Self { path: path.to_owned(), identity, file, read: 0, lines: 0, is_compressed })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn identity(&self) -> Identity {
        self.identity.clone()
    }

    /// Reads the lines that were added, each with its number.
    pub(super) fn read(&mut self, mut take: impl FnMut(u64, &[u8])) -> io::Result<()> {
        if self.is_compressed {
            return self.read_compressed(take);
        }
        let length = self.file.metadata()?.len();
        if length < self.read {
            // It was begun again from its beginning.
            (self.read, self.lines) = (0, 0);
        }
        if length == self.read {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(self.read))?;
        let mut bytes = BufReader::with_capacity(1 << 16, &self.file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let count = bytes.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line)?;
            // What has no end yet is read again with it; what is too long comes in pieces, none of which is understood.
            if line.pop_if(|last| *last == b'\n').is_none() && count <= MAX_LINE {
                return Ok(());
            }
            self.read += count as u64;
            self.lines += 1;
            take(self.lines, &line);
        }
    }

    /// It is whole, and read once.
    fn read_compressed(&mut self, mut take: impl FnMut(u64, &[u8])) -> io::Result<()> {
        if self.lines > 0 {
            return Ok(());
        }
        let mut lines = FileLines::open(&self.path)?;
        let mut line = Vec::new();
        while matches!(lines.next(&mut line)?, Found::Whole | Found::TooLong) {
            self.lines += 1;
            take(self.lines, &line);
        }
        Ok(())
    }
}

//! The lines of one file as they are, compressed or not.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::ledger::Source;
use crate::scan::Unpacked;

/// The lines of one file, one after the other.
pub(crate) struct FileLines {
    bytes: Box<dyn BufRead>,
    /// How many bytes were read, uncompressed.
    read: u64,
    is_packed: bool,
}

/// What [`FileLines::next`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A line with its end.
    Whole,
    /// What stands behind the last end of a line.
    Tail,
    /// A line of more than [`MAX_LINE`] bytes, whose first ones were kept.
    TooLong,
    /// Nothing: the file ends.
    End,
}

/// The longest line that is read, in bytes: 16 MiB.
pub(crate) const MAX_LINE: usize = 16 << 20;

impl FileLines {
    /// Opens a file, compressed or not.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::of(Source::File(File::open(path)?))
    }

    /// Begins with what is opened; its first bytes tell how it is compressed.
    pub(crate) fn of(source: Source) -> io::Result<Self> {
        Ok(match source {
            Source::File(file) => Self::unpacking(Unpacked::new(file)?),
            Source::Stream(stream) => Self::unpacking(Unpacked::new(stream)?),
        })
    }

    fn unpacking<R: Read + 'static>(bytes: Unpacked<R>) -> Self {
        let is_packed = bytes.is_packed();
        Self { bytes: Box::new(BufReader::with_capacity(1 << 18, bytes)), read: 0, is_packed }
    }

    /// Puts the next line, without its end, into `line`.
    pub(crate) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Found> {
        line.clear();
        let most = MAX_LINE as u64 + 1;
        self.read += self.bytes.by_ref().take(most).read_until(b'\n', line)? as u64;
        if line.pop_if(|last| *last == b'\n').is_some() {
            return Ok(Found::Whole);
        }
        if line.len() <= MAX_LINE {
            return Ok(if line.is_empty() { Found::End } else { Found::Tail });
        }
        self.read += self.bytes.skip_until(b'\n')? as u64;
        Ok(Found::TooLong)
    }

    /// Whether it is compressed, so that a failure to read may be one of its bytes and not of the disk.
    pub(crate) const fn is_packed(&self) -> bool {
        self.is_packed
    }

    /// How many bytes were read, uncompressed.
    pub(crate) const fn read(&self) -> u64 {
        self.read
    }
}

//! Where bytes come from.

use std::fs::File;
use std::io::{self, BufReader, Chain, Cursor, Read};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

/// A stretch of a file, read without moving the place at which others read it.
pub(super) struct Stretch {
    pub(super) file: Arc<File>,
    pub(super) at: u64,
    /// Where the file ended when it was opened.
    pub(super) end: u64,
}

impl Read for Stretch {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let length = block.len().min(most);
        let read = read_at(&self.file, &mut block[..length], self.at)?;
        if read == 0 && length > 0 {
            // Files of a ledger only grow. What was cut off would be missing in silence.
            return Err(io::Error::other("it became shorter while it was read: ask again"));
        }
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(unix)]
fn read_at(file: &File, block: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, block, at)
}

#[cfg(windows)]
fn read_at(file: &File, block: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, block, at)
}

/// How bytes are compressed, by the first of them. No line of JSON begins so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    pub(super) fn of(first: &[u8]) -> Self {
        if first.starts_with(b"\x1f\x8b") {
            Self::Gzip
        } else if first.starts_with(b"\x28\xb5\x2f\xfd") || is_skippable(first) {
            Self::Zstd
        } else {
            Self::Plain
        }
    }
}

/// Whether a frame of zstd begins here that has nothing of the text, as some programs begin files.
fn is_skippable(first: &[u8]) -> bool {
    matches!(first, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// What a stream is, unpacked.
pub(crate) enum Unpacked<R: Read> {
    Plain(Whole<R>),
    Gzip(MultiGzDecoder<Whole<R>>),
    Zstd(zstd::Decoder<'static, BufReader<Whole<R>>>),
}

/// A stream with its first bytes, which were looked at.
pub(crate) type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

impl<R: Read> Unpacked<R> {
    pub(crate) fn new(mut source: R) -> io::Result<Self> {
        let mut first = Vec::new();
        source.by_ref().take(4).read_to_end(&mut first)?;
        let packing = Packing::of(&first);
        let whole = Cursor::new(first).chain(source);
        Ok(match packing {
            Packing::Plain => Self::Plain(whole),
            Packing::Gzip => Self::Gzip(MultiGzDecoder::new(whole)),
            Packing::Zstd => Self::Zstd(zstd::Decoder::new(whole)?),
        })
    }

    pub(crate) const fn is_packed(&self) -> bool {
        !matches!(self, Self::Plain(_))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(source) => source.read(block),
            Self::Gzip(source) => source.read(block),
            Self::Zstd(source) => source.read(block),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_was_cut_off_meanwhile_is_an_error_and_no_end() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"abcdef").unwrap();
        let mut stretch = Stretch { file: Arc::new(file), at: 2, end: 6 };
        let mut block = [0; 3];
        assert_eq!((stretch.read(&mut block).unwrap(), &block), (3, b"cde"));
        stretch.file.set_len(4).unwrap();
        let error = stretch.read(&mut block).unwrap_err();
        assert_eq!(error.to_string(), "it became shorter while it was read: ask again");
    }
}

//! Files that lines are copied to.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use genai_otel_journal::{File, FileSystem};

use super::CompactError;
use crate::file_lines::{FileLines, Found};
use crate::ledger::Ledger;

/// Lines that go to a file, or are counted only.
pub(super) struct Output {
    to: To,
    sums: Sums,
}

enum To {
    Nothing,
    Plain(Arc<dyn File>, Buffered),
    Zstd(Arc<dyn File>, Box<zstd::Encoder<'static, Buffered>>),
}

type Buffered = BufWriter<Writer>;

/// What was copied, in short.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) lines: u64,
    bytes: u64,
    hasher: crc32fast::Hasher,
}

impl Output {
    /// Nowhere.
    pub(super) fn nothing() -> Self {
        Self { to: To::Nothing, sums: Sums::default() }
    }

    /// To a new file, as it is.
    pub(super) fn plain(file_system: &dyn FileSystem, path: &Path) -> io::Result<Self> {
        let file = file_system.create(path)?;
        let to = To::Plain(Arc::clone(&file), Writer::buffered(file));
        Ok(Self { to, sums: Sums::default() })
    }

    /// To a new file, compressed.
    pub(super) fn zstd(file_system: &dyn FileSystem, path: &Path) -> io::Result<Self> {
        let file = file_system.create(path)?;
        let writer = Writer::buffered(Arc::clone(&file));
        let mut encoder = zstd::Encoder::new(writer, zstd::DEFAULT_COMPRESSION_LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Self { to: To::Zstd(file, Box::new(encoder)), sums: Sums::default() })
    }

    /// Adds a line and its end.
    pub(super) fn line(&mut self, line: &[u8]) -> io::Result<()> {
        self.sums.add(line);
        for bytes in [line, b"\n"] {
            match &mut self.to {
                To::Nothing => {}
                To::Plain(_, writer) => writer.write_all(bytes)?,
                To::Zstd(_, encoder) => encoder.write_all(bytes)?,
            }
        }
        Ok(())
    }

    /// Forces the lines to the disk. How long the file is, and what is in it.
    pub(super) fn finish(self) -> io::Result<(u64, Sums)> {
        let file = match self.to {
            To::Nothing => return Ok((0, self.sums)),
            To::Plain(file, mut writer) => {
                writer.flush()?;
                file
            }
            To::Zstd(file, encoder) => {
                encoder.finish()?.flush()?;
                file
            }
        };
        file.sync()?;
        Ok((file.metadata()?.bytes, self.sums))
    }
}

impl Sums {
    /// Of the lines of a file.
    pub(super) fn of_file(path: &Path) -> io::Result<Self> {
        let mut lines = FileLines::open(path)?;
        let (mut sums, mut line) = (Self::default(), Vec::new());
        while lines.next(&mut line)? == Found::Whole {
            sums.add(&line);
        }
        // A last line without an end is in these bytes and not in the sum.
        sums.bytes = lines.read();
        Ok(sums)
    }

    /// Whether the same bytes were summed up.
    pub(super) fn are(self, other: Self) -> bool {
        let sums = |sums: Self| (sums.lines, sums.bytes, sums.hasher.finalize());
        sums(self) == sums(other)
    }

    fn add(&mut self, line: &[u8]) {
        self.lines += 1;
        self.bytes += line.len() as u64 + 1;
        self.hasher.update(line);
        self.hasher.update(b"\n");
    }
}

/// Makes the directory for merged files where it is not there, and refuses one that has files of a ledger already.
pub(super) fn ready(
    path: &Path,
    file_system: &dyn FileSystem,
    dry_run: bool,
) -> Result<(), CompactError> {
    match file_system.metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && dry_run => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return file_system.create_dir(path).map_err(CompactError::unwritable(path));
        }
        // Whatever else there is, reading it says.
        _ => {}
    }
    let ledger = Ledger::open(path)
        .map_err(|error| CompactError::unreadable(path)(io::Error::other(error)))?;
    let is_file = ledger.files() == [path];
    match ledger.files() {
        [] => Ok(()),
        _ if is_file => Err(CompactError::unreadable(path)(io::ErrorKind::NotADirectory.into())),
        _ => Err(CompactError::NotEmpty { path: path.to_owned() }),
    }
}

/// A path with something behind it.
pub(super) fn with(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// Behind the name of a file with the bad lines of what was merged.
pub(super) const BAD: &str = ".bad";
/// Behind the name of a file that is not finished.
pub(super) const TEMPORARY: &str = ".tmp";
/// Behind the name of a merged file.
pub(super) const PACKED: &str = ".zst";

/// Writes a file from its beginning.
struct Writer {
    file: Arc<dyn File>,
    offset: u64,
}

impl Writer {
    fn buffered(file: Arc<dyn File>) -> Buffered {
        BufWriter::with_capacity(1 << 16, Self { file, offset: 0 })
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_at(bytes, self.offset)?;
        self.offset += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

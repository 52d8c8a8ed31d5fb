//! Energy files on a disk.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::MAX_BYTES;
use super::error::Fault;

/// The text of a file: no more of it than may be.
pub(super) fn text(path: &Path) -> Result<String, Fault> {
    let bytes = bytes(path).map_err(|error| Fault::of_file(format!("cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Fault::of_file("the file is not UTF-8"))
}

/// All bytes, or one more than may be.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // A pipe that nobody writes to would be waited for without end.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

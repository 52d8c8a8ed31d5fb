//! Price files on a disk.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Format;
use super::error::PriceFileError;
use super::fault::Fault;
use super::node::MAX_BYTES;
use super::problem::PriceFileProblem;

/// The text of a file, and its notation by the end of its name: `.toml` or `.json`.
///
/// # Errors
///
/// That the name has another end, or that the file cannot be read, is larger than 64 MiB or no UTF-8.
pub fn read_text(path: &Path) -> Result<(String, Format), PriceFileError> {
    let name = path.display().to_string();
    let whole = |problem| PriceFileError::of_file(&name, problem);
    let format = format_of(path).ok_or_else(|| whole(PriceFileProblem::UnknownFormat))?;
    let bytes = bytes(path).map_err(|error| {
        let message = error.to_string();
        whole(PriceFileProblem::Unreadable { kind: error.kind(), message })
    })?;
    if bytes.len() > MAX_BYTES {
        return Err(whole(PriceFileProblem::TooLarge));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..good]);
        Fault::new(good, PriceFileProblem::NotUtf8).in_file(&name, &text)
    })?;
    Ok((text, format))
}

fn format_of(path: &Path) -> Option<Format> {
    let end = path.extension()?.to_str()?.to_ascii_lowercase();
    match &*end {
        "toml" => Some(Format::Toml),
        "json" => Some(Format::Json),
        _ => None,
    }
}

/// All bytes, or one more than may be.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    // A pipe that nobody writes to would be waited for without end.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

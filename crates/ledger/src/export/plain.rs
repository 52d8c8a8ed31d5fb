//! A call as a JSON object.

use crate::entry::Entry;

/// The line of a call without its checksum and its end.
pub(super) fn object(entry: &Entry) -> Vec<u8> {
    let mut line = entry.to_line();
    line.truncate(line.trim_ascii_end().len());
    // The checksum comes first and has a fixed length: `{"checksum":"1a2b3c4d",`.
    line.drain(1..CHECKSUM_END.min(line.len()));
    line
}

const CHECKSUM_END: usize = r#"{"checksum":"1a2b3c4d","#.len();

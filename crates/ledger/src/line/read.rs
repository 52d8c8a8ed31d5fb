//! From a line to an entry, strictly: what is not as it should be is told, and never guessed.

mod attempt;
mod basis;
mod cost;
mod entry;
mod fields;
mod gap;
mod kind;
mod parameters;
mod texts;
mod usage;

use super::checksum::{Checksum, checksum_of};
#[cfg(feature = "query")]
use super::keys;
use super::{Line, VERSION};

/// Reads a line, with or without its end.
pub(super) fn line(line: &[u8]) -> Result<Line, String> {
    let checksum = checksum_of(line);
    if checksum == Checksum::Broken {
        return Err("its checksum does not hold: it was changed after it was written".to_owned());
    }
    let text = str::from_utf8(line)
        .map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to() + 1))?;
    let line = entry::read(text)?;
    match &line {
        Line::Call(entry) if entry.version >= VERSION && checksum == Checksum::None => {
            Err(UNSEALED.to_owned())
        }
        Line::Gap(_) if checksum == Checksum::None => Err(UNSEALED.to_owned()),
        _ => Ok(line),
    }
}

/// Whether the keys of a line stand in their order, each once, and those that are not known behind all others.
#[cfg(feature = "query")]
pub(super) fn is_in_order(line: &[u8]) -> bool {
    let mut next = 0;
    let each = |key: &str, _: &str| match keys::place(key) {
        Some(place) if place < next => Err(String::new()),
        Some(place) => {
            next = place + 1;
            Ok(())
        }
        None => {
            next = usize::MAX;
            Ok(())
        }
    };
    str::from_utf8(line).is_ok_and(|line| fields::each(line, each).is_ok())
}

const UNSEALED: &str =
    "it has a `v`, and does not begin with its checksum: its beginning is damaged";

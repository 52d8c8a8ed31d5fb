//! From a line to an entry, strictly: what is not as it should be is told, and never guessed.

mod attempt;
mod basis;
mod cost;
mod energy;
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
    let is_ours = match &line {
        // As it is handed to other programs. No damage takes a checksum and nothing else.
        Line::Call(_) if text.starts_with(EXPORTED) => false,
        Line::Call(entry) => entry.version >= VERSION,
        Line::Gap(_) => true,
    };
    if is_ours && checksum == Checksum::None {
        return Err(UNSEALED.to_owned());
    }
    Ok(line)
}

/// Whether the keys of a line stand in their order, each once, and those that are not known behind all others.
#[cfg(feature = "query")]
pub(super) fn is_in_order(line: &[u8]) -> bool {
    let mut left = keys::KEYS.iter();
    let each = |key: &str, _: &str| {
        // `gap` stands where calls have their status.
        let key = if key == "gap" { "status" } else { key };
        let is_next = key == "checksum" || left.any(|known| *known == key);
        // Behind a key that is not known none is left that may come.
        if is_next || !keys::is_known(key) { Ok(()) } else { Err(String::new()) }
    };
    str::from_utf8(line).is_ok_and(|line| fields::each(line, each).is_ok())
}

/// How a line begins whose checksum was taken off.
const EXPORTED: &str = "{\"v\":";

const UNSEALED: &str =
    "it has a `v`, and does not begin with its checksum: its beginning is damaged";

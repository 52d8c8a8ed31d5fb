//! Calls that are missing.

use super::super::gap::Gap;
use super::{fields, kind};
use crate::entry::Entry;

/// What the line of a gap says beside who wrote it and when.
pub(super) fn read(raw: &str, entry: Entry) -> Result<Gap, String> {
    let mut gap =
        Gap { writer: entry.writer, seq: entry.seq, timestamp: entry.timestamp, ..Gap::default() };
    let mut refused = None;
    fields::each(raw, |key, raw| {
        match key {
            "refused" => refused = kind::whole(raw)?,
            "since" => gap.since = kind::moment(raw)?,
            _ => {}
        }
        Ok(())
    })?;
    gap.refused = refused.ok_or("it does not say how many calls were `refused`")?;
    Ok(gap)
}

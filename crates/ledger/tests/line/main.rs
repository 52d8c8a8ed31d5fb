//! Lines of ledgers and of other trackers, read.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod damaged;
mod fuzzed;
mod hostile;
mod later;
mod tracker;
mod version_1;

/// Members of an object as a line of ours: with the checksum that holds.
fn line(members: &str) -> String {
    let body = format!("{members}}}");
    format!("{{\"checksum\":\"{:08x}\",{body}\n", crc32fast::hash(body.as_bytes()))
}

//! Ledgers of closed files.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use genai_otel_ledger::{Compacted, Compaction, Ledger, LineFiles};

/// A line of a writer, with the id that the writer makes and its end.
pub(crate) fn line(writer: u64, seq: u64) -> String {
    let id = format!("{writer:016x}-{seq}");
    given(&id, writer, seq)
}

/// A line of a writer, with the id of a caller and its end.
pub(crate) fn given(id: &str, writer: u64, seq: u64) -> String {
    let rest = format!(
        r#""v":1,"id":"{id}","writer":"{writer:016x}","seq":{seq},"timestamp":"2026-11-29T10:00:00.000000000Z","status":"success"}}"#
    );
    format!("{{\"checksum\":\"{:08x}\",{rest}\n", crc32fast::hash(rest.as_bytes()))
}

/// The name of a closed file.
pub(crate) fn closed(day: &str, writer: u64, number: u64) -> String {
    format!("calls-2026{day}T100000Z-{writer:016x}-{number:06}.jsonl")
}

pub(crate) fn write(directory: &Path, name: &str, lines: &[String]) {
    fs::write(directory.join(name), lines.concat()).unwrap();
}

pub(crate) fn compact(directory: &Path) -> Compacted {
    let files = LineFiles::new(directory, "calls.jsonl").unwrap();
    Compaction::new(files).run(drop).unwrap()
}

/// The ids of all calls, as they are read.
pub(crate) fn ids(directory: &Path) -> Vec<String> {
    let mut ids = Vec::new();
    let ledger = Ledger::open(directory).unwrap();
    let scanned = ledger.query().entries(|entry| {
        ids.push(entry.id.unwrap());
        ControlFlow::Continue(())
    });
    scanned.unwrap();
    ids.sort();
    ids
}

pub(crate) fn names(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// A merged file as text.
pub(crate) fn unpacked(path: &Path) -> String {
    String::from_utf8(zstd::decode_all(fs::File::open(path).unwrap()).unwrap()).unwrap()
}

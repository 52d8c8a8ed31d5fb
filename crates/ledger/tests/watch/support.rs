//! Ledgers written by hand.

use std::fs;

use genai_otel_ledger::Ledger;
use jiff::Timestamp;
use tempfile::TempDir;

/// A call at this time, with these fields behind.
pub(crate) fn line(at: Timestamp, fields: &str) -> String {
    format!(r#"{{"timestamp":"{at:.9}","provider":"openai",{fields}}}"#)
}

/// A ledger of these lines. It goes with the folder.
pub(crate) fn ledger(lines: &[String]) -> (TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calls.jsonl");
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    let ledger = Ledger::open(&file).unwrap();
    (folder, ledger)
}

/// A moment.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

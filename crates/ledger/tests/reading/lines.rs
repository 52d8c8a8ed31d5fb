//! Lines and files of lines.

use std::fs;

use genai_otel_ledger::{Ledger, Report};
use tempfile::TempDir;

/// A line with these fields, written as ours are: the checksum of all that follows it comes first.
pub(crate) fn line(fields: &str) -> String {
    let rest = format!("\"v\":1,{fields}}}");
    format!("{{\"checksum\":\"{:08x}\",{rest}\n", crc32fast::hash(rest.as_bytes()))
}

/// A ledger of these lines.
pub(crate) fn ledger(lines: &[String]) -> (TempDir, Ledger) {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("calls.jsonl"), lines.concat()).unwrap();
    let ledger = Ledger::open(directory.path()).unwrap();
    (directory, ledger)
}

/// Each group: its values, and how many calls it has.
pub(crate) fn calls(report: &Report) -> Vec<(String, u64)> {
    let name = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let group = |group: &genai_otel_ledger::Group| {
        (group.values.iter().map(name).collect::<Vec<_>>().join(" "), group.totals.calls)
    };
    report.groups.iter().map(group).collect()
}

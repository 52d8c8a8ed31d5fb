//! What the exporter costs, beside that of the SDK, and what a call pays for a bad collector.

use std::path::Path;

use super::Verdict;
use super::command::{self, cargo};

/// Where valgrind is not installed, the instructions of the call path are left out by name.
pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    bench(root, "throughput")?;
    if command::read(root, "valgrind", &["--version"]).is_err() {
        return Ok(Verdict::Skipped("valgrind is not installed: no `call_path`".to_owned()));
    }
    bench(root, "call_path")
}

fn bench(root: &Path, name: &str) -> anyhow::Result<Verdict> {
    cargo(root, &["bench", "--package", "genai-otel-export-benches", "--bench", name])
}

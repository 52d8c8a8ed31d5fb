//! What the exporter costs, beside that of the SDK, and what a call pays for a bad collector.

use std::path::Path;

use super::Verdict;
use super::command::{self, cargo};

/// Skips where valgrind is not installed.
pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    if command::read(root, "valgrind", &["--version"]).is_err() {
        return Ok(Verdict::Skipped("valgrind is not installed".to_owned()));
    }
    bench(root, &["throughput", "--", "instructions"])?;
    bench(root, &["call_path"])?;
    bench(root, &["burst"])
}

fn bench(root: &Path, arguments: &[&str]) -> anyhow::Result<Verdict> {
    cargo(
        root,
        &[&["bench", "--package", "genai-otel-export-benches", "--bench"], arguments].concat(),
    )
}

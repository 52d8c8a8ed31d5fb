//! The exporter in a program whose other crates ask for more than we do.

use std::path::Path;

use super::Verdict;
use super::command::cargo;

/// Built by itself: in one build with the others its features would be theirs.
pub(super) const PACKAGE: &str = "genai-otel-graph-tests";

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    cargo(root, &["clippy", "--package", PACKAGE, "--all-targets", "--", "-D", "warnings"])?;
    cargo(root, &["test", "--package", PACKAGE])
}

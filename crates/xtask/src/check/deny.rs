//! Licences, sources, duplicates and advisories, by `cargo-deny` where it is installed.

use std::path::Path;

use super::Verdict;
use super::command::{self, cargo};

pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    if command::read(root, "cargo", &["deny", "--version"]).is_err() {
        return Ok(Verdict::Skipped("cargo-deny is not installed".to_owned()));
    }
    cargo(root, &["deny", "--config", ".deny.toml", "check"])
}

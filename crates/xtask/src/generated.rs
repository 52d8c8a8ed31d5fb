//! The command `generate`.

use std::path::Path;

use anyhow::ensure;
use xtask::facts::Facts;
use xtask::generate::{self, File};

/// Writes the files that differ from the facts.
pub(crate) fn write(root: &Path) -> anyhow::Result<()> {
    let (stale, current) = compare(root)?;
    for file in &stale {
        file.write(root)?;
        println!("wrote {}", file.path.display());
    }
    println!("{} generated files were current", current.len());
    Ok(())
}

/// Fails when a file differs from the facts.
pub(crate) fn check(root: &Path) -> anyhow::Result<()> {
    let (stale, current) = compare(root)?;
    for file in &stale {
        println!("stale {}", file.path.display());
    }
    ensure!(
        stale.is_empty(),
        "{} generated files differ from the facts: run `cargo xtask generate`",
        stale.len()
    );
    println!("{} generated files are current", current.len());
    Ok(())
}

fn compare(root: &Path) -> anyhow::Result<(Vec<File>, Vec<File>)> {
    let facts = Facts::read(&root.join("crates/xtask/facts"))?;
    Ok(generate::files(&facts, root)?.into_iter().partition(|file| !file.is_current(root)))
}

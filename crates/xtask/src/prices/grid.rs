//! The table that the price book is compared with: what genai-prices itself answers.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::source;

/// Writes the table.
pub(super) fn write(root: &Path, python: &Path, date: &str) -> anyhow::Result<()> {
    let lines = source::run(python, SCRIPT, &[date])?;
    let version = source::run(python, VERSION, &[])?;
    let path = root.join("crates/pricing/tests/it/grid.csv");
    let text = format!(
        "# What the Python package genai-prices {} answers (MIT, Pydantic Services Inc.; see ../../book/NOTICE.md).\n\
         # Written by `cargo xtask prices --grid --date {date}`. provider,model,usage,time,conditions,cost in USD\n\
         # No time is {date}T12:00:00. `~2`: two parts of the cost are no whole number of \
         pico-dollars. `error`: it refuses the usage.\n{lines}",
        version.trim()
    );
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{} lines", lines.lines().count());
    Ok(())
}

const SCRIPT: &str = include_str!("grid.py");
const VERSION: &str =
    "import importlib.metadata; print(importlib.metadata.version('genai-prices'))";

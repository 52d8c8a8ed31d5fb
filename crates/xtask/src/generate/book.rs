//! The price book in the form that the library embeds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use genai_otel_pricing::file::{Format, read_providers};
use genai_otel_pricing::{Provider, compile};

use super::File;

/// The embedded book, as the price files of the workspace at `root` want it.
///
/// # Errors
///
/// A price file cannot be read, or says what it may not.
pub fn book(root: &Path) -> anyhow::Result<File> {
    let providers = providers(&root.join(PRICE_FILES))?;
    Ok(File { path: PathBuf::from(EMBEDDED), bytes: compile(&providers) })
}

/// The providers of all price files in a folder, sorted by id. None where there is no such folder.
///
/// # Errors
///
/// A file cannot be read, or says what it may not.
pub fn providers(folder: &Path) -> anyhow::Result<Vec<Provider>> {
    let mut all = BTreeMap::new();
    for path in price_files(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let providers = read_providers(&text, Format::Json, &name)?;
        all.extend(providers.into_iter().map(|provider| (provider.id.clone(), provider)));
    }
    Ok(all.into_values().collect())
}

/// The price files of a folder.
///
/// # Errors
///
/// The folder cannot be listed.
pub fn price_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("list {}", folder.display()))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    Ok(paths)
}

const PRICE_FILES: &str = "crates/pricing/book";
const EMBEDDED: &str = "crates/pricing/src/embedded/book.bin";

//! The folder of price files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use genai_otel_pricing::Provider;
use genai_otel_pricing::file::{Format, Source, read_providers, write_providers};

use super::schema;
use super::source::Sources;

/// The providers of all price files of a folder, by id. None where there is no folder yet.
pub(super) fn read(book: &Path) -> anyhow::Result<Vec<Provider>> {
    let mut all = BTreeMap::new();
    for path in files(book)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let providers = read_providers(&text, Format::Json, &name)?;
        all.extend(providers.into_iter().map(|provider| (provider.id.clone(), provider)));
    }
    Ok(all.into_values().collect())
}

/// Writes a file for each provider, and removes those of providers that are gone.
pub(super) fn write(book: &Path, providers: &[Provider], sources: &Sources, date: &str) -> anyhow::Result<()> {
    fs::create_dir_all(book).with_context(|| format!("cannot make {}", book.display()))?;
    let source = |name: &str, version: &str| Source::new(name).version(version).licence("MIT");
    let known = [
        source("genai-prices", &sources.genai_prices.version),
        source("litellm", &sources.litellm.version),
    ];
    let mut wanted = Vec::new();
    for provider in providers {
        let used: Vec<Source> = known
            .iter()
            .filter(|source| provider.models.iter().any(|model| model.source == source.name))
            .cloned()
            .collect();
        let path = book.join(format!("{}.json", provider.id));
        let text = write_providers(std::slice::from_ref(provider), &used, Some(date.parse()?));
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        wanted.push(path);
    }
    for path in files(book)?.into_iter().filter(|path| !wanted.contains(path)) {
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

/// A provider as the book reads it.
///
/// # Errors
///
/// What is wrong with it. It is never left out silently.
pub(super) fn checked(draft: schema::Provider) -> anyhow::Result<Provider> {
    let id = draft.id.clone();
    let file = schema::File { schema: 1, providers: vec![draft] };
    let text = serde_json::to_string_pretty(&file)?;
    let providers = read_providers(&text, Format::Json, &id).with_context(|| {
        let path = std::env::temp_dir().join(format!("{id}.json"));
        // It is for whoever looks for the line; that it could not be written changes nothing.
        drop(fs::write(&path, &text));
        format!("the prices of `{id}` are not what a price file may say; see {}", path.display())
    })?;
    providers.into_iter().next().context("a price file without a provider")
}

fn files(book: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let Ok(entries) = fs::read_dir(book) else { return Ok(Vec::new()) };
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")).collect())
}

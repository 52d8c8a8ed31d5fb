//! The folder of price files.

use std::fs;
use std::path::Path;

use anyhow::Context;
use genai_otel_pricing::Provider;
use genai_otel_pricing::file::{Format, Source, read_providers, write_providers};
use xtask::generate::price_files;

use super::schema;
use super::source::Sources;

/// Writes a file for each provider, and removes those of providers that are gone.
pub(super) fn write(
    book: &Path,
    providers: &[Provider],
    sources: &Sources,
    date: &str,
) -> anyhow::Result<()> {
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
    for path in price_files(book)?.into_iter().filter(|path| !wanted.contains(path)) {
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

//! A provider and its models.

use std::io::Write;
use std::slice;

use genai_otel_pricing::file::write_providers;
use genai_otel_pricing::{OverlayEntry, Provider, ProviderInfo};

use super::super::listing::{self, Entry};
use super::at_time;
use crate::args_low::ShowArgs;
use crate::failure::Failure;
use crate::table::{Align, Table};
use crate::words;
use crate::world::{OwnBook, World};

/// Writes a provider of the book with its models.
pub(super) fn write(
    typed: &ShowArgs,
    own: &OwnBook,
    provider: &ProviderInfo<'_>,
    world: &World,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let models = own.models(provider.id);
    if typed.json {
        let mut whole = Provider::new(provider.id);
        provider.name.clone_into(&mut whole.name);
        whole.fallback = provider.fallback.to_vec();
        whole.models = models.into_iter().map(|model| at_time(model, typed.at)).collect();
        return Ok(write!(out, "{}", write_providers(slice::from_ref(&whole), &[], None))?);
    }
    let mut facts = Table::new(&[Align::Left, Align::Left]);
    facts.row(["provider", provider.id]);
    facts.row(["name", provider.name]);
    facts.row(["models", &models.len().to_string()]);
    if !provider.fallback.is_empty() {
        facts.row(["falls back to", &provider.fallback.join(", ")]);
    }
    for row in free_rows(provider.id, own) {
        facts.row(row);
    }
    facts.write("", out)?;
    if models.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let at = typed.at.unwrap_or(world.now());
    let entries: Vec<_> =
        models.into_iter().map(|model| Entry::new(provider.id, model, at)).collect();
    Ok(listing::write(&entries, out)?)
}

/// The id of a provider of which files only say that models of it are free.
pub(super) fn only_free(name: &str, own: &OwnBook) -> Option<String> {
    let id = genai_otel_core::Provider::from(name);
    let is_meant = |entry: OverlayEntry<'_>| matches!(entry, OverlayEntry::Free { provider: Some(own), .. } if own == id.as_str());
    own.entries().any(is_meant).then(|| id.as_str().to_owned())
}

/// Writes a provider that the book does not have, with what files declare free.
pub(super) fn write_free(
    id: &str,
    typed: &ShowArgs,
    own: &OwnBook,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if typed.json {
        return Ok(write!(out, "{}", write_providers(&[Provider::new(id)], &[], None))?);
    }
    let mut facts = Table::new(&[Align::Left, Align::Left]);
    facts.row(["provider", id]);
    free_rows(id, own).into_iter().for_each(|row| facts.row(row));
    Ok(facts.write("", out)?)
}

/// Lines for what files declare free at a provider.
fn free_rows(provider: &str, own: &OwnBook) -> Vec<[String; 2]> {
    let entries = own.overlays().flat_map(|file| {
        let name = file.name();
        file.entries().into_iter().map(move |entry| (name, entry))
    });
    let row = |(file, entry): (&str, OverlayEntry<'_>)| match entry {
        OverlayEntry::Free { provider: own, models } if own.is_none_or(|own| own == provider) => {
            let models = models.map_or_else(|| "all of its models".to_owned(), words::rule);
            Some(["free".to_owned(), format!("{models}, by your own file, {file}")])
        }
        _ => None,
    };
    entries.filter_map(row).collect()
}

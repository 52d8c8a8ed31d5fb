//! `genai-otel prices show`: all prices of a model, or the models of a provider.

mod model;

use std::io::Write;
use std::slice;
use std::time::SystemTime;

use genai_otel_core::Unpriced;
use genai_otel_pricing::file::write_providers;
use genai_otel_pricing::{
    Found, Lookup, Model, OverlayEntry, PriceBook, Provider, ProviderInfo, Rule,
};

use super::discounts::discounts;
use super::listing::{self, Entry};
use crate::args_low::ShowArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sheet::Sheet;
use crate::table::{Align, Table};
use crate::unpriced::{self, Case};
use crate::words;
use crate::world::{OwnBook, World};

/// Shows a provider where the name is the id of one, and else a model.
pub(super) fn run(
    typed: &ShowArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let own = world.book(&typed.book)?;
    let book = &own.book;
    let name = typed.name.trim();
    if let (Some(provider), None) = (book.provider(name), &typed.provider) {
        show_provider(typed, &own, &provider, world, out)?;
        return Ok(Exit::Answered);
    }
    if let (Some(id), None) = (only_free(name, &own), &typed.provider) {
        if typed.json {
            write!(out, "{}", write_providers(&[Provider::new(&*id)], &[], None))?;
        } else {
            let mut facts = Table::new(&[Align::Left, Align::Left]);
            facts.row(["provider", &id]);
            free_rows(&id, &own).into_iter().for_each(|row| facts.row(row));
            facts.write("", out)?;
        }
        return Ok(Exit::Answered);
    }
    let mut lookup = Lookup::new().request_model(name);
    if let Some(provider) = &typed.provider {
        lookup = lookup.provider(provider);
    }
    match book.find(&lookup) {
        Ok(found) => show_model(typed, &found, &own, world, out)?,
        Err(unpriced) => return not_found(&unpriced, typed, (book, lookup), world, err),
    }
    Ok(Exit::Answered)
}

fn not_found(
    unpriced: &Unpriced,
    typed: &ShowArgs,
    (book, lookup): (&PriceBook, Lookup<'_>),
    world: &World,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let at = typed.at.unwrap_or(world.now());
    let case = Case { book, lookup, at, found: None, quantities: &[] };
    unpriced::write("not found", unpriced, &case, err)?;
    Ok(Exit::Nothing)
}

fn show_model(
    typed: &ShowArgs,
    found: &Found<'_>,
    own: &OwnBook,
    world: &World,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if !typed.json {
        let times = (typed.at, world.now());
        return Ok(model::write(found, &discounts(own, found, times), times, out)?);
    }
    let mut provider = Provider::new(&*found.provider);
    let mut model = at_time(found.model, typed.at);
    if *model.id != *found.model_id {
        // A free one, whose entry is for many names.
        found.model_id.as_ref().clone_into(&mut model.id);
        model.rule = Rule::Equals(model.id.clone());
    }
    provider.models.push(model);
    Ok(write!(out, "{}", write_providers(slice::from_ref(&provider), &[], None))?)
}

/// The model, with only what holds at a time where one is asked for.
fn at_time(model: &Model, at: Option<SystemTime>) -> Model {
    at.map_or_else(|| model.clone(), |at| Sheet::model_at(model, at))
}

/// The id of a provider of which files only say that models of it are free.
fn only_free(name: &str, own: &OwnBook) -> Option<String> {
    let id = genai_otel_core::Provider::from(name);
    let is_meant = |entry: OverlayEntry<'_>| matches!(entry, OverlayEntry::Free { provider: Some(own), .. } if own == id.as_str());
    own.entries().any(is_meant).then(|| id.as_str().to_owned())
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

fn show_provider(
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

//! `genai-otel prices show`: all prices of a model, or the models of a provider.

mod model;

use std::io::Write;
use std::slice;

use genai_otel_core::Unpriced;
use genai_otel_pricing::file::write_providers;
use genai_otel_pricing::{Found, Lookup, PriceBook, Provider, ProviderInfo};

use super::listing::{self, Entry};
use crate::args_low::ShowArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::{Align, Table};
use crate::unpriced::{self, Case};
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
        show_provider(typed, book, &provider, world, out)?;
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
        let at = typed.at.unwrap_or(world.now());
        let factors = own.factors(&found.billed_by, &found.model_id, at);
        return Ok(model::write(found, &factors, (typed.at, world.now()), out)?);
    }
    let mut provider = Provider::new(&*found.provider);
    provider.models.push(found.model.clone());
    Ok(write!(out, "{}", write_providers(slice::from_ref(&provider), &[], None))?)
}

fn show_provider(
    typed: &ShowArgs,
    book: &PriceBook,
    provider: &ProviderInfo<'_>,
    world: &World,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut models = book.models(provider.id);
    models.sort_by(|a, b| a.id.cmp(&b.id));
    models.dedup_by(|later, first| later.id == first.id);
    if typed.json {
        let mut whole = Provider::new(provider.id);
        provider.name.clone_into(&mut whole.name);
        whole.fallback = provider.fallback.to_vec();
        whole.models = models.into_iter().cloned().collect();
        return Ok(write!(out, "{}", write_providers(slice::from_ref(&whole), &[], None))?);
    }
    let mut facts = Table::new(&[Align::Left, Align::Left]);
    facts.row(["provider", provider.id]);
    facts.row(["name", provider.name]);
    facts.row(["models", &models.len().to_string()]);
    if !provider.fallback.is_empty() {
        facts.row(["falls back to", &provider.fallback.join(", ")]);
    }
    facts.write("", out)?;
    writeln!(out)?;
    let at = typed.at.unwrap_or(world.now());
    let entries: Vec<_> =
        models.into_iter().map(|model| Entry::new(provider.id, model, at)).collect();
    Ok(listing::write(&entries, out)?)
}

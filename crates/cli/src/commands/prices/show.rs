//! `genai-otel prices show`: all prices of a model, or the models of a provider.

mod model;
mod provider;

use std::io::Write;
use std::slice;
use std::time::SystemTime;

use genai_otel_core::Unpriced;
use genai_otel_pricing::file::write_providers;
use genai_otel_pricing::{Found, Lookup, Model, PriceBook, Provider, Rule};

use super::discounts::discounts;
use crate::args_low::ShowArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sheet::Sheet;
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
        provider::write(typed, &own, &provider, world, out)?;
        return Ok(Exit::Answered);
    }
    if let (Some(id), None) = (provider::only_free(name, &own), &typed.provider) {
        provider::write_free(&id, typed, &own, out)?;
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

//! `genai-otel price`: what a call costs, and the arithmetic.

mod answer;
mod question;

use std::io::Write;

use genai_otel_core::Cost;
use genai_otel_pricing::{Lookup, Unit, explain};

pub(super) use self::answer::write_json;
use crate::args::PriceRequest;
use crate::args_low::PriceArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::unpriced::{self, Case};
use crate::world::World;

/// Prices a call.
pub(super) fn run(
    typed: &PriceArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let request = PriceRequest::new(typed, world.now()).map_err(Failure::usage)?;
    let own = world.book(&typed.book)?;
    let book = &own.book;
    let lookup = lookup(&request);
    let found = book.find(&lookup);
    let quantities = match &found {
        Ok(found) => request.quantities(found.model).map_err(Failure::usage)?,
        Err(_) => Vec::new(),
    };
    let cost = match &found {
        Ok(_) => question::ask(book, &request, &quantities),
        Err(unpriced) => Err(unpriced.clone()),
    };
    let cost = match cost {
        Ok(cost) => cost,
        Err(unpriced) => {
            let (at, found) = (request.at, found.ok());
            let case = Case { book, lookup, at, found, quantities: &quantities };
            if typed.json {
                unpriced::write_json(&unpriced, &case, out)?;
            }
            unpriced::write("no price", &unpriced, &case, err)?;
            return Ok(Exit::Nothing);
        }
    };
    let notes = notes(&request, &cost);
    if typed.json {
        write_json(&cost, request.at, &notes, out)?;
    } else {
        writeln!(out, "{}", explain(&cost))?;
    }
    out.flush()?;
    for note in &notes {
        writeln!(err, "note: {note}")?;
    }
    Ok(Exit::Answered)
}

/// What somebody should know who reads the cost.
fn notes(request: &PriceRequest, cost: &Cost) -> Vec<String> {
    let without_effect = question::without_effect(request, cost).into_iter();
    let mut notes: Vec<_> = without_effect
        .map(|condition| {
            format!("`{condition}` changed nothing: the model has no price for it at that time")
        })
        .collect();
    if cost.incomplete && request.has(Unit::InputTokens) && !request.has(Unit::OutputTokens) {
        notes.push("no output was given: this is the cost of the input alone".to_owned());
    }
    notes
}

fn lookup(request: &PriceRequest) -> Lookup<'_> {
    let mut lookup = Lookup::new().request_model(&request.model);
    if let Some(provider) = &request.provider {
        lookup = lookup.provider(provider);
    }
    if let Some(host) = &request.host {
        lookup = lookup.server_address(host);
    }
    lookup
}

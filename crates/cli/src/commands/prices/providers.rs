//! `genai-otel prices providers`: who has prices, and how many.

use std::io::Write;

use serde::Serialize;

use crate::args_low::ProvidersArgs;
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::{Align, Table};
use crate::world::World;

/// Lists the providers.
pub(super) fn run(
    typed: &ProvidersArgs,
    world: &World,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let own = world.book(&typed.book)?;
    let book = &own.book;
    let providers = book.providers();
    if typed.json {
        let entries: Vec<_> = providers
            .iter()
            .map(|provider| Entry {
                provider: provider.id,
                name: provider.name,
                models: provider.models,
                fallback: provider.fallback,
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &entries)?;
        writeln!(out)?;
        return Ok(Exit::Answered);
    }
    let mut table = Table::new(&[Align::Left, Align::Right, Align::Left, Align::Left]);
    table.row(["provider", "models", "name", "falls back to"]);
    for provider in &providers {
        let models = grouped(provider.models as u128);
        table.row([provider.id, &models, provider.name, &provider.fallback.join(", ")]);
    }
    let all: usize = providers.iter().map(|provider| provider.models).sum();
    table.row(["total", &grouped(all as u128)]);
    table.write("", out)?;
    Ok(Exit::Answered)
}

#[derive(Serialize)]
struct Entry<'b> {
    provider: &'b str,
    name: &'b str,
    models: usize,
    fallback: &'b [String],
}

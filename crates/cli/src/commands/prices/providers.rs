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
                models: own.models(provider.id).len(),
                fallback: provider.fallback,
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &entries)?;
        writeln!(out)?;
        return Ok(Exit::Answered);
    }
    let mut table = Table::new(&[Align::Left, Align::Right, Align::Left, Align::Left]);
    table.row(["provider", "models", "name", "falls back to"]);
    let mut all = 0;
    for provider in &providers {
        let models = own.models(provider.id).len();
        all += models;
        table.row([
            provider.id,
            &grouped(models as u128),
            provider.name,
            &provider.fallback.join(", "),
        ]);
    }
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

//! `genai-otel prices version`: which price book, and where its prices come from.

use std::collections::BTreeMap;
use std::io::Write;

use genai_otel_pricing::NOTICE;
use serde::Serialize;

use crate::args_low::VersionArgs;
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::{Align, Table};
use crate::world::World;

/// Shows the version.
pub(super) fn run(
    typed: &VersionArgs,
    world: &World,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let own = world.book(&typed.book)?;
    let book = &own.book;
    let providers = book.providers();
    let models = providers.iter().flat_map(|provider| own.models(provider.id));
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for model in models {
        *sources.entry(&model.source).or_default() += 1;
    }
    let answer = Answer {
        version: &book.version().version,
        hash: &book.version().hash,
        providers: providers.len(),
        models: sources.values().sum(),
        sources,
        notices: NOTICE,
    };
    if typed.json {
        serde_json::to_writer_pretty(&mut *out, &answer)?;
        writeln!(out)?;
    } else {
        answer.write(out)?;
    }
    Ok(Exit::Answered)
}

#[derive(Serialize)]
struct Answer<'b> {
    version: &'b str,
    hash: &'b str,
    providers: usize,
    models: usize,
    /// How many models are from each source.
    sources: BTreeMap<&'b str, usize>,
    notices: &'static str,
}

impl Answer<'_> {
    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let mut table = Table::new(&[Align::Left, Align::Left]);
        table.row(["version", self.version]);
        table.row(["hash", self.hash]);
        table.row(["providers", &grouped(self.providers as u128)]);
        table.row(["models", &grouped(self.models as u128)]);
        table.write("", out)?;
        writeln!(out, "\nSources, and how many models are theirs:")?;
        let mut sources = Table::new(&[Align::Left, Align::Right]);
        for (source, models) in &self.sources {
            sources.row([*source, &grouped(*models as u128)]);
        }
        sources.write("  ", out)?;
        writeln!(out, "\n{}", self.notices.trim())?;
        Ok(())
    }
}

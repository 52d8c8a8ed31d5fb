//! `genai-otel reprice`: what the calls of a ledger cost by other prices.

mod answer;
mod tally;

use std::io::Write;
use std::ops::ControlFlow;

use genai_otel_ledger::Query;

use self::tally::Tally;
use crate::args::Calls;
use crate::args_low::{RepriceArgs, TextOrJson};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::warnings;
use crate::world::World;

/// Prices each call again.
pub(super) fn run(
    typed: &RepriceArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let calls = Calls::new(&typed.filter, world.now()).map_err(Failure::usage)?;
    let ledger = world.ledger(&typed.ledger)?;
    let book = if typed.book_only { world.embedded() } else { world.book(&typed.book)?.book };
    let mut tally = Tally::new(typed.details);
    let query = calls.filters.iter().cloned().fold(ledger.query(), Query::filter);
    let scanned = query.entries(|entry| {
        let repriced = entry.reprice(&book, typed.at);
        tally.add(&entry, repriced);
        ControlFlow::Continue(())
    })?;
    let version = book.version().to_string();
    match typed.format {
        TextOrJson::Text => answer::write(&tally, &version, out)?,
        TextOrJson::Json => answer::write_json(&tally, &version, &scanned, out)?,
    }
    out.flush()?;
    let exit = warnings::write(&scanned, typed.strict, err)?;
    if tally.calls == 0 {
        warnings::nothing(&scanned, err)?;
        return Ok(exit.worse(Exit::Nothing));
    }
    Ok(exit)
}

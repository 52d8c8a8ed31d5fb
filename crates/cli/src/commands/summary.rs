//! `genai-otel summary`: a ledger on one page.

mod answer;
mod figures;
mod page;

use std::io::Write;
use std::path::Path;

use crate::args_low::SummaryArgs;
use crate::asking::Asking;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::formats::{Format, write_json};
use crate::html;
use crate::output::beside;
use crate::overview::Overview;
use crate::warnings;
use crate::world::World;

/// Sums up.
pub(super) fn run(
    typed: &SummaryArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    if typed.ledger.paths.iter().any(|path| path == Path::new("-")) {
        return Err(Failure::usage(
            "`summary` reads the ledger several times, and standard input can be read once: write it to a file \
             first, or ask `report -`",
        ));
    }
    let asking = Asking::new((&typed.ledger, &typed.filter, &typed.answer), world)?;
    if let Some(path) = &typed.html {
        if path == Path::new("-") {
            return Err(Failure::usage(
                "--html: standard output has the answer: name a file for the page",
            ));
        }
        beside(&asking.ledger, "--html", path)?;
    }
    let overview = Overview::ask(&asking)?;
    let is_empty = overview.total.calls == 0;
    match typed.answer.format {
        Format::Json => write_json(&answer::Answer::new(&overview), out)?,
        _ if is_empty => {}
        Format::Table => page::write(&overview, world.shown(), out)?,
        format => figures::grid(&overview).write(format, world.shown(), out)?,
    }
    out.flush()?;
    let exit = warnings::write(&overview.scanned, typed.answer.strict, err)?;
    if is_empty {
        warnings::nothing(&overview.scanned, err)?;
        return Ok(exit.worse(Exit::Nothing));
    }
    if let Some(path) = &typed.html {
        html::write_file(&overview, path)?;
        writeln!(err, "{} is written", path.display())?;
    }
    Ok(exit)
}

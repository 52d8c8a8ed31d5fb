//! `genai-otel compact`: the closed files of each month become one.

mod answer;

use std::io::Write;

use genai_otel_ledger::Compaction;

use crate::args_low::{CompactArgs, TextOrJson};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::ProgressLine;
use crate::world::World;

/// Merges, and tells of each month what became of its lines.
pub(super) fn run(
    typed: &CompactArgs,
    world: &World,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let compaction = Compaction::new(world.ledger_files(&typed.files)?).dry_run(typed.dry_run);
    let compaction = typed.output.iter().fold(compaction, Compaction::output);
    let question = world.progress_line().map(ProgressLine::question);
    let told = compaction.run(|read| {
        if let Some(question) = &question {
            question.tell(read.done, read.of);
        }
    });
    drop(question);
    let told = told?;
    match typed.format {
        TextOrJson::Text => answer::write(&told, typed.dry_run, out)?,
        TextOrJson::Json => {
            serde_json::to_writer_pretty(&mut *out, &answer::document(&told, typed.dry_run))?;
            writeln!(out)?;
        }
    }
    let set_aside = told.months.iter().any(|month| month.bad + month.different > 0);
    let is_whole = !set_aside && told.left.is_empty();
    match told.failure {
        Some(failure) => Err(failure.into()),
        None => Ok(if is_whole { Exit::Answered } else { Exit::Nothing }),
    }
}

//! `genai-otel verify`: whether a ledger is as it was written.

use std::io::{self, Write};

use genai_otel_ledger::{Finding, Problem, Scanned, Verification};
use serde_json::{Value, json};

use crate::args_low::{TextOrJson, VerifyArgs};
use crate::digits::some;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::safe::safe;
use crate::warnings;
use crate::world::World;

/// Reads every line, and tells each fault.
pub(super) fn run(
    typed: &VerifyArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let told = world.ledger(&typed.ledger)?.verify()?;
    match typed.format {
        TextOrJson::Text => write(&told, out)?,
        TextOrJson::Json => {
            serde_json::to_writer_pretty(&mut *out, &document(&told))?;
            writeln!(out)?;
        }
    }
    if told.files == 0 {
        out.flush()?;
        warnings::nothing(&Scanned::default(), err)?;
        return Ok(Exit::Nothing);
    }
    Ok(if told.is_clean() { Exit::Answered } else { Exit::Nothing })
}

fn write(told: &Verification, out: &mut dyn Write) -> io::Result<()> {
    for finding in &told.findings {
        // What stands in a file never reaches a terminal as it is.
        writeln!(out, "{}", safe(&finding.to_string()))?;
    }
    match untold(told) {
        0 => {}
        more => writeln!(
            out,
            "and {}",
            some(more, "more that is not listed", "more that are not listed")
        )?,
    }
    let (files, lines) = (some(told.files, "file", "files"), some(told.lines, "line", "lines"));
    let (calls, faults) = (some(told.calls, "call", "calls"), some(told.faults, "fault", "faults"));
    let notes = some(told.notes, "note", "notes");
    writeln!(out, "{files}, {lines}, {calls}: {faults}, {notes}")
}

fn untold(told: &Verification) -> u64 {
    (told.faults + told.notes).saturating_sub(told.findings.len() as u64)
}

fn document(told: &Verification) -> Value {
    let list = |wanted: fn(&Problem) -> bool| -> Vec<Value> {
        told.findings.iter().filter(|finding| wanted(&finding.problem)).map(one).collect()
    };
    json!({
        "clean": told.is_clean(),
        "files": told.files,
        "bytes": told.bytes,
        "lines": told.lines,
        "calls": told.calls,
        "faults": told.faults,
        "notes": told.notes,
        "not_listed": untold(told),
        "fault_list": list(|problem| matches!(problem, Problem::Fault(_))),
        "note_list": list(|problem| matches!(problem, Problem::Note(_))),
    })
}

fn one(finding: &Finding) -> Value {
    let what = match &finding.problem {
        Problem::Fault(fault) => fault.to_string(),
        Problem::Note(note) => note.to_string(),
    };
    let file = finding.file.display().to_string();
    json!({ "kind": finding.problem.kind(), "file": file, "line": finding.line, "what": what })
}

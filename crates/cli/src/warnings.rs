//! What an answer lacks: lines that are not understood, calls that were never written.

use std::io::{self, Write};

use genai_otel_ledger::{BadLine, Scanned};
use serde::Serialize;

use crate::digits::grouped;
use crate::exit::Exit;
use crate::safe::safe;

/// Writes what an answer lacks. With `strict` lines that are not understood make it none to rely on.
pub(crate) fn write(scanned: &Scanned, strict: bool, err: &mut dyn Write) -> io::Result<Exit> {
    if scanned.bad > 0 {
        let (lines, are) = if scanned.bad == 1 { ("line", "is") } else { ("lines", "are") };
        let bad = grouped(scanned.bad.into());
        writeln!(err, "warning: {bad} {lines} {are} not understood and in no number here:")?;
        for bad in scanned.first_bad.iter().take(MOST_SHOWN) {
            let file = safe(&bad.file.display().to_string());
            writeln!(err, "  {file}:{}: {}", bad.line, safe(&bad.reason))?;
        }
        let shown = scanned.first_bad.len().min(MOST_SHOWN) as u64;
        if shown < scanned.bad {
            writeln!(err, "  and {} more", grouped(u128::from(scanned.bad - shown)))?;
        }
    }
    for torn in scanned.torn.iter().take(MOST_SHOWN) {
        let file = safe(&torn.file.display().to_string());
        writeln!(
            err,
            "note: {file}:{}: the last line has no end, and is in no number here",
            torn.line
        )?;
    }
    if scanned.refused > 0 {
        let refused = grouped(scanned.refused.into());
        let (calls, are) = if scanned.refused == 1 { ("call", "is") } else { ("calls", "are") };
        writeln!(
            err,
            "warning: {refused} {calls} {are} in no number here: the writer's queue was full"
        )?;
    }
    Ok(if strict && scanned.bad > 0 { Exit::Failed } else { Exit::Answered })
}

/// Says that no call is meant, and how many lines were looked at.
pub(crate) fn nothing(scanned: &Scanned, err: &mut dyn Write) -> io::Result<()> {
    if scanned.files == 0 {
        return writeln!(
            err,
            "not found: no file of a ledger is there: their names end in .jsonl, .jsonl.gz or .jsonl.zst"
        );
    }
    let lines = grouped(scanned.lines.into());
    let looked = if scanned.lines == 1 { "line was" } else { "lines were" };
    writeln!(err, "not found: no call is meant; {lines} {looked} read")
}

/// Says that nothing was read of which anything could be told, where that is so: no file is there, or no line of any is
/// understood.
pub(crate) fn unread(scanned: &Scanned, err: &mut dyn Write) -> io::Result<Exit> {
    let understood = scanned.lines.saturating_sub(scanned.bad);
    if understood > 0 || (scanned.files > 0 && scanned.bad == 0) {
        return Ok(Exit::Answered);
    }
    nothing(scanned, err)?;
    Ok(Exit::Failed)
}

/// What was read, for programs.
#[derive(Debug, Serialize)]
pub(crate) struct Read {
    files: u64,
    bytes: u64,
    lines: u64,
    bad: u64,
    first_bad: Vec<Bad>,
    torn: Vec<Bad>,
    refused: u64,
}

#[derive(Debug, Serialize)]
struct Bad {
    file: String,
    line: u64,
    reason: String,
}

impl From<&Scanned> for Read {
    fn from(scanned: &Scanned) -> Self {
        let told = |line: &BadLine| Bad {
            file: line.file.display().to_string(),
            line: line.line,
            reason: line.reason.clone(),
        };
        Self {
            files: scanned.files,
            bytes: scanned.bytes,
            lines: scanned.lines,
            bad: scanned.bad,
            first_bad: scanned.first_bad.iter().map(told).collect(),
            torn: scanned.torn.iter().map(told).collect(),
            refused: scanned.refused,
        }
    }
}

/// How many bad lines are told one by one.
const MOST_SHOWN: usize = 5;

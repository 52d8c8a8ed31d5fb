//! What was merged, for people and for programs.

use std::io::{self, Write};
use std::path::Path;

use genai_otel_ledger::{Compacted, MergedMonth};
use serde_json::{Value, json};

use crate::digits::{grouped, some};
use crate::safe::safe;

/// For people.
pub(super) fn write(told: &Compacted, dry_run: bool, out: &mut dyn Write) -> io::Result<()> {
    if told.finished {
        writeln!(out, "a compaction that was interrupted is brought to its end")?;
    }
    for month in &told.months {
        one(month, out)?;
    }
    for file in &told.left {
        writeln!(out, "{}: left, a living process writes it", shown(file))?;
    }
    if told.months.is_empty() && told.left.is_empty() && told.failure.is_none() {
        writeln!(out, "nothing to merge")?;
    } else if dry_run {
        writeln!(out, "nothing is done: this was a dry run")?;
    }
    Ok(())
}

fn one(month: &MergedMonth, out: &mut dyn Write) -> io::Result<()> {
    let (files, lines) = (some(month.files, "file", "files"), some(month.lines, "line", "lines"));
    let duplicates = some(month.duplicates, "duplicate", "duplicates");
    let count = |count: u64| grouped(u128::from(count));
    let (kept, bad, blank) = (count(month.kept), count(month.bad), count(month.blank));
    writeln!(
        out,
        "{}: {files}, {lines}: {kept} kept, {duplicates}, {bad} bad, {blank} blank",
        month.month
    )?;
    if let Some(output) = &month.output {
        let (bytes, was) = (some(month.output_bytes, "byte", "bytes"), count(month.bytes));
        writeln!(out, "  in {}, {bytes} for {was}", shown(output))?;
    }
    for id in &month.ids {
        writeln!(out, "  a second time: {}", safe(id))?;
    }
    match month.duplicates - month.ids.len() as u64 {
        0 => {}
        more => writeln!(out, "  and {} a second time", some(more, "more id", "more ids"))?,
    }
    if month.not_compared > 0 {
        let lines = some(month.not_compared, "line", "lines");
        writeln!(out, "  {lines} not compared by id: there are too many ids")?;
    }
    if let Some(bad) = &month.bad_lines {
        let lines = some(month.bad + month.different, "line is", "lines are");
        writeln!(out, "  {lines} in {}", shown(bad))?;
    }
    Ok(())
}

/// For programs.
pub(super) fn document(told: &Compacted, dry_run: bool) -> Value {
    let path = |path: &Path| path.display().to_string();
    let month = |month: &MergedMonth| {
        json!({
            "month": month.month,
            "files": month.files,
            "bytes": month.bytes,
            "lines": month.lines,
            "kept": month.kept,
            "duplicates": month.duplicates,
            "different": month.different,
            "duplicate_ids": month.ids,
            "not_compared": month.not_compared,
            "bad": month.bad,
            "blank": month.blank,
            "output": month.output.as_deref().map(path),
            "output_bytes": month.output.as_ref().map(|_| month.output_bytes),
            "bad_lines": month.bad_lines.as_deref().map(path),
        })
    };
    json!({
        "dry_run": dry_run,
        "finished_earlier": told.finished,
        "months": told.months.iter().map(month).collect::<Vec<_>>(),
        "left": told.left.iter().map(|left| path(left)).collect::<Vec<_>>(),
        "failure": told.failure.as_ref().map(ToString::to_string),
    })
}

fn shown(path: &Path) -> String {
    safe(&path.display().to_string())
}

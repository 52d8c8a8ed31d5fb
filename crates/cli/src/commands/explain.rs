//! `genai-otel explain`: how the cost of one call of a ledger was computed, or why it has none.

mod unpriced;

use std::io::{self, Write};

use genai_otel_core::CostOrigin;
use genai_otel_ledger::Entry;
use genai_otel_pricing::explain;

use super::price;
use crate::args_low::ExplainArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::one_call;
use crate::safe::safe;
use crate::world::World;

/// Explains it.
pub(super) fn run(
    typed: &ExplainArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let Some(entry) = one_call::find(&typed.call, world, err)? else { return Ok(Exit::Nothing) };
    let Some(cost) = &entry.cost else {
        let own = world.book(&typed.book)?;
        unpriced::write(&entry, &own.book, typed.call.json, (out, err))?;
        return Ok(Exit::Nothing);
    };
    let notes = notes(&entry);
    if typed.call.json {
        price::write_json(cost, one_call::began(&entry), &notes, out)?;
    } else {
        write_attempts(&entry, out)?;
        writeln!(out, "{}", explain(cost))?;
    }
    out.flush()?;
    for note in &notes {
        writeln!(err, "note: {note}")?;
    }
    Ok(Exit::Answered)
}

/// The arithmetic of each attempt, where the call is the sum of several.
fn write_attempts(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let is_sum = entry.cost.as_ref().is_some_and(|cost| cost.basis.is_none());
    for (number, attempt) in (1..).zip(&entry.attempt_list).filter(|_| is_sum) {
        writeln!(out, "attempt {number}: {}", attempt.status)?;
        match (&attempt.cost, &attempt.unpriced) {
            (Some(cost), _) => writeln!(out, "{}\n", explain(cost))?,
            (None, Some(reason)) => writeln!(out, "no price: {}\n", safe(reason))?,
            (None, None) => writeln!(out, "no cost\n")?,
        }
    }
    Ok(())
}

/// What somebody should know who reads the cost.
fn notes(entry: &Entry) -> Vec<String> {
    let Some(cost) = &entry.cost else { return Vec::new() };
    let is_computed = matches!(cost.origin, CostOrigin::Computed | CostOrigin::Mixed);
    let is_bare = cost.basis.is_none() && entry.attempt_list.is_empty();
    let bare = "the line has the amount without its arithmetic";
    (is_computed && is_bare).then(|| bare.to_owned()).into_iter().collect()
}

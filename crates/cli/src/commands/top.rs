//! `genai-otel top`: the calls that cost most, took longest or used most.

mod first;

use std::io::Write;
use std::ops::ControlFlow;

use genai_otel_ledger::Entry;
use serde::Serialize;

use self::first::First;
use crate::args_low::{TopArgs, TopBy};
use crate::asking::Asking;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::figure::Value;
use crate::formats::{Column, Format, Grid, Records, write_json};
use crate::warnings::{self, Read};
use crate::world::World;

/// Shows them.
pub(super) fn run(
    typed: &TopArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let asking = Asking::new((&typed.ledger, &typed.filter, &typed.answer), world)?;
    let mut first = First::new(typed.number.into());
    let scanned = asking.query().entries(|entry| {
        first.offer(typed.by, entry);
        ControlFlow::Continue(())
    })?;
    let entries: Vec<Entry> = first.into_entries();
    let grid = Grid {
        columns: columns(),
        rows: entries.iter().map(row).collect(),
        total: None,
        bars: None,
        zone: asking.zone,
    };
    match typed.answer.format {
        Format::Json => {
            write_json(&Answer { calls: Records(&grid), read: Read::from(&scanned) }, out)?;
        }
        _ if entries.is_empty() => {}
        format => grid.write(format, world.shown(), out)?,
    }
    out.flush()?;
    let exit = warnings::write(&scanned, typed.answer.strict, err)?;
    if !entries.is_empty() {
        return Ok(exit);
    }
    let by = match typed.by {
        TopBy::Cost => "cost",
        TopBy::Latency => "latency",
        TopBy::Tokens => "tokens",
    };
    writeln!(err, "not found: no call that is meant has a known {by}")?;
    Ok(exit.worse(Exit::Nothing))
}

#[derive(Serialize)]
struct Answer<'g> {
    calls: Records<'g>,
    read: Read,
}

fn columns() -> Vec<Column> {
    let text = |name: &str, rank| Column::of_names(name).rank(rank);
    let number = |name: &str, title: &str, rank| Column::of_numbers(name, title).rank(rank);
    vec![
        text("timestamp", 8).whole(),
        Column::of_names("id").whole(),
        text("model", 9),
        text("operation", 2),
        text("user", 5),
        text("status", 3),
        number("total_tokens", "tokens", 7),
        number("cost", "cost", 11).at_points(),
        text("currency", 10),
        number("latency_ms", "latency", 6),
        text("provider", 1),
        text("session", 0),
    ]
}

fn row(entry: &Entry) -> Vec<Value> {
    let text = |text: &Option<String>| Value::text(text.clone());
    let amount = entry.cost.as_ref().map(|cost| cost.amount);
    vec![
        Value::Moment(entry.timestamp),
        text(&entry.id),
        text(&entry.model),
        text(&entry.operation),
        text(&entry.user),
        Value::Text(entry.status.to_string()),
        entry.usage.total().map_or(Value::Nothing, |tokens| Value::Count(tokens.into())),
        amount.map_or(Value::Nothing, Value::Money),
        Value::text(amount.map(|amount| amount.currency().to_string())),
        entry.latency.map_or(Value::Nothing, Value::Time),
        text(&entry.provider),
        text(&entry.session),
    ]
}

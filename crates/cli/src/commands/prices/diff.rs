//! `genai-otel prices diff`: which prices are not the same.

use std::collections::BTreeSet;
use std::io::{self, Write};

use genai_otel_pricing::Date;

use super::difference::{self, Change, Extent, Kind, Line, difference};
use super::side::Side;
use crate::args_low::DiffArgs;
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::{Align, Table};
use crate::world::World;

/// Compares.
pub(super) fn run(typed: &DiffArgs, world: &World, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (old, new) = (Side::parse(&typed.old)?, Side::parse(&typed.new)?);
    let alone = typed.alone || (old.is_files() && new.is_files());
    let old = old.read(world, alone)?;
    let new = new.read(world, alone)?;
    let extent = |day| match (old.day, new.day) {
        (None, None) => Extent::History,
        _ => Extent::Day(Option::unwrap_or(day, Date::of(world.now()).0)),
    };
    let only: BTreeSet<&String> = [&old.only, &new.only].into_iter().flatten().flatten().collect();
    let extents = (extent(old.day), extent(new.day));
    let at = |day: Option<Date>| day.and_then(Date::midnight).unwrap_or(world.now());
    let models = (old.models(&only, at(old.day)), new.models(&only, at(new.day)));
    let mut changes = difference(&models.0, &models.1, extents);
    let said = (old.entries(extents.0), new.entries(extents.1));
    changes.extend(difference::changes(&said.0, &said.1));
    if typed.json {
        serde_json::to_writer_pretty(&mut *out, &changes)?;
        writeln!(out)?;
    } else {
        write(&changes, out)?;
    }
    Ok(if typed.exit_code && !changes.is_empty() { Exit::Nothing } else { Exit::Answered })
}

fn write(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    for Change { change, subject, lines } in changes {
        let sign = match change {
            Kind::Added => '+',
            Kind::Removed => '-',
            Kind::Changed => '~',
        };
        writeln!(out, "{sign} {subject}")?;
        let mut table = Table::new(&[Align::Left, Align::Left]);
        for Line { what, old, new } in lines {
            let value = match (change, old, new) {
                (Kind::Changed, old, new) => arrow(old.as_deref(), new.as_deref()),
                (_, old, new) => old.clone().or(new.clone()).unwrap_or_default(),
            };
            table.row([what, &value]);
        }
        table.write("    ", out)?;
    }
    let count =
        |kind| grouped(changes.iter().filter(|change| change.change == kind).count() as u128);
    let [added, removed, changed] = [Kind::Added, Kind::Removed, Kind::Changed].map(count);
    writeln!(out, "{added} added, {removed} removed, {changed} changed")
}

/// `2.5 -> 2 USD / 1,000,000`: what is the same on both sides stands once.
fn arrow(old: Option<&str>, new: Option<&str>) -> String {
    let (old, new) = (old.unwrap_or("none"), new.unwrap_or("none"));
    match (old.split_once(' '), new.split_once(' ')) {
        (Some((old, unit)), Some((new, same))) if unit == same => format!("{old} -> {new} {unit}"),
        _ => format!("{old} -> {new}"),
    }
}

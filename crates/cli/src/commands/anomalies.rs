//! `genai-otel anomalies`: what is unusual for its hour of the week.

mod answer;
mod hours;

use std::io::Write;

use genai_otel_ledger::anomaly::Watch;
use genai_otel_ledger::{Filter, Key, Period, Query};

use self::answer::{Part, grid, json};
use self::hours::hours;
use crate::args_low::AnomaliesArgs;
use crate::asking::Asking;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::formats::{Format, write_json};
use crate::warnings;
use crate::world::World;

/// Judges the hours, all calls together and then by each field.
pub(super) fn run(
    typed: &AnomaliesArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let asking = Asking::new((&typed.ledger, &typed.filter, &typed.answer), world)?;
    let hours = hours(typed, world.now(), &asking.zone).map_err(Failure::usage)?;
    let watch = Watch::new(asking.zone.clone()).weeks(typed.weeks);
    let (since, until) = watch.span(&hours).ok_or_else(|| {
        Failure::usage("the hours, or the weeks before them, lie outside of the calendar")
    })?;
    if typed.by.len() > 1 && typed.ledger.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::usage(ONCE));
    }
    let ask = |key: Option<Key>| {
        let query = asking.query().filter(Filter::Since(since)).filter(Filter::Until(until));
        key.into_iter().fold(query.by(Key::Period(Period::Hour)), Query::by).report()
    };
    let keys = typed.by.iter().map(|by| field(by)).collect::<Result<Vec<_>, _>>()?;
    let mut keys = keys.into_iter();
    // The first report serves all calls together, too: standard input can be read once.
    let first = ask(keys.next())?;
    let mut parts = vec![Part { by: None, watched: watch.judge_together(&first, &hours) }];
    if let Some(by) = typed.by.first() {
        parts.push(Part { by: Some(by), watched: watch.judge(&first, &hours) });
    }
    for (by, key) in typed.by.iter().skip(1).zip(keys) {
        parts.push(Part { by: Some(by), watched: watch.judge(&ask(Some(key))?, &hours) });
    }
    let scanned = first.scanned;
    let is_unusual = parts.iter().any(|part| !part.watched.unusual.is_empty());
    match typed.answer.format {
        Format::Json => write_json(&json(&parts, &hours, &scanned), out)?,
        Format::Table => answer::write(&parts, &hours, out)?,
        format => grid(&parts, &asking.zone).write(format, world.shown(), out)?,
    }
    out.flush()?;
    let exit = warnings::write(&scanned, typed.answer.strict, err)?;
    let exit = exit.worse(warnings::unread(&scanned, err)?);
    if parts.iter().all(|part| part.watched.judged == 0) {
        let least = Watch::LEAST;
        writeln!(
            err,
            "note: nothing was judged: a number needs {least} weeks to be compared with"
        )?;
    }
    Ok(exit.worse(if is_unusual { Exit::Nothing } else { Exit::Answered }))
}

fn field(name: &str) -> Result<Key, Failure> {
    match Key::named(name) {
        Some(Key::Field(field)) => Ok(Key::Field(field)),
        Some(_) => {
            Err(Failure::usage(format!("--by: hours are judged already: `{name}` is a time")))
        }
        None => Err(Failure::usage(format!("--by: {}", Key::unknown(name)))),
    }
}

const ONCE: &str = "\
standard input can be read once: name a file, or one field with --by";

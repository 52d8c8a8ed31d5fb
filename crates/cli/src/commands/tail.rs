//! `genai-otel tail`: the last calls, one in a line, and those that come.

mod call;
mod last;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::thread;
use std::time::Duration;

use genai_otel_ledger::{Entry, Filter, Follow, Followed, Ledger, Query, Scanned};
use jiff::Timestamp;

use self::last::Last;
use crate::args::Calls;
use crate::args_low::TailArgs;
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::safe::safe;
use crate::warnings;
use crate::world::World;

/// Shows the last calls. With `--follow` it ends when nobody reads it any more.
pub(super) fn run(
    typed: &TailArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let calls = Calls::new(&typed.filter, world.now()).map_err(Failure::usage)?;
    let mut last = Last::new(typed.lines);
    if typed.follow {
        return follow(&world.ledger_paths(&typed.ledger)?, &calls, last, world, out, err);
    }
    let mut bad = Scanned::default();
    for file in world.ledger(&typed.ledger)?.files().iter().rev() {
        if last.is_older(file) {
            break;
        }
        let scanned = read(file, &calls.filters, |entry| last.add(entry))?;
        bad.bad += scanned.bad;
        bad.first_bad.extend(scanned.first_bad);
    }
    for entry in last.into_calls() {
        writeln!(out, "{}", call::line(&entry, &calls.zone, world.shown()))?;
    }
    out.flush()?;
    Ok(warnings::write(&bad, false, err)?)
}

/// Each call of a file that passes.
fn read(file: &Path, filters: &[Filter], mut take: impl FnMut(Entry)) -> Result<Scanned, Failure> {
    let ledger = Ledger::open(file)?;
    let query = filters.iter().cloned().fold(ledger.query(), Query::filter);
    Ok(query.entries(|entry| {
        take(entry);
        ControlFlow::Continue(())
    })?)
}

fn follow(
    paths: &[&Path],
    calls: &Calls,
    mut last: Last,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    if paths.contains(&Path::new("-")) {
        return Err(Failure::usage(
            "--follow: standard input has no files to follow: name a directory",
        ));
    }
    let mut follow = Follow::new(paths)?;
    for filter in &calls.filters {
        follow = follow.filter(filter)?;
    }
    // What is being written is read once, and from there on followed; what is closed only where that is not enough.
    // They are looked for after those that are followed: what is closed in between is read by a step.
    let ledger = Ledger::of_paths(paths)?;
    let closed: Vec<_> = ledger.files().iter().filter(|file| follow.skips(file)).collect();
    follow.step(|found| {
        if let Followed::Call(entry) = found {
            last.add(*entry);
        }
    })?;
    for file in closed.into_iter().rev() {
        if last.is_older(file) {
            break;
        }
        read(file, &calls.filters, |entry| last.add(entry))?;
    }
    let mut show: Vec<_> = last.into_calls().collect();
    let mut told = Vec::new();
    loop {
        for entry in show.drain(..) {
            writeln!(out, "{}", call::line(&entry, &calls.zone, world.shown()))?;
        }
        out.flush()?;
        for warning in told.drain(..) {
            writeln!(err, "warning: {warning}")?;
        }
        thread::sleep(POLL);
        follow.step(|found| match found {
            Followed::Call(entry) => show.push(*entry),
            other => told.extend(warning(other)),
        })?;
    }
}

fn warning(found: Followed) -> Option<String> {
    Some(match found {
        Followed::Gap(gap) => {
            let refused = grouped(gap.refused.into());
            let since = gap.since.as_ref().map(Timestamp::to_string).unwrap_or_default();
            format!("{refused} refused because the writer's queue was full, since {since}")
        }
        Followed::Bad(bad) => {
            let file = safe(&bad.file.display().to_string());
            format!("{file}:{}: {}", bad.line, safe(&bad.reason))
        }
        _ => return None,
    })
}

/// How long until it looks again.
const POLL: Duration = Duration::from_millis(250);

//! One call of a ledger, by its id.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::time::SystemTime;

use genai_otel_ledger::{Entry, Field, Filter, Op};

use crate::args_low::CallArgs;
use crate::asking::watched;
use crate::failure::Failure;
use crate::safe::safe;
use crate::warnings;
use crate::world::World;

/// The call of this id, or the only one whose id begins so; nothing where there is none or several, which is then told.
///
/// # Errors
///
/// A ledger that cannot be read.
pub(crate) fn find(
    typed: &CallArgs,
    world: &World,
    err: &mut dyn Write,
) -> Result<Option<Entry>, Failure> {
    let ledger = world.ledger(&typed.ledger)?;
    let wanted = typed.id.trim();
    if wanted.is_empty() {
        return Err(Failure::usage("ID is empty: `genai-otel top` shows ids"));
    }
    let (mut exact, mut others, mut more) = (Vec::new(), BTreeMap::new(), false);
    let begins = Filter::Field(Field::Id, Op::StartsWith, wanted.to_owned());
    let query = watched(ledger.query(), world.progress_line());
    let scanned = query.filter(begins).entries(|entry| {
        match entry.id.clone() {
            Some(id) if id == wanted => exact.push(entry),
            Some(id) if id.starts_with(wanted) => {
                more |= others.len() == MOST_TOLD && !others.contains_key(&id);
                if others.len() < MOST_TOLD {
                    others.insert(id, entry);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    })?;
    warnings::write(&scanned, false, err)?;
    if exact.len() > 1 {
        let lines = exact.len();
        writeln!(err, "warning: {lines} lines have this id; this is the first: see `verify`")?;
    }
    if let Some(entry) = exact.into_iter().next() {
        return Ok(Some(entry));
    }
    let shown = safe(wanted);
    match others.len() {
        0 => writeln!(err, "not found: the ledger has no call whose id begins with `{shown}`")?,
        1 => return Ok(others.into_values().next()),
        _ => {
            let ids: Vec<_> = others.keys().map(|id| format!("`{}`", safe(id))).collect();
            let more = if more { " and more" } else { "" };
            writeln!(err, "not found: several ids begin with `{shown}`: {}{more}", ids.join(", "))?;
        }
    }
    Ok(None)
}

/// When a call began.
pub(crate) fn began(entry: &Entry) -> SystemTime {
    // What is beyond the clock of the machine has no price anyway.
    SystemTime::try_from(entry.timestamp).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// How many of several calls are told.
const MOST_TOLD: usize = 8;

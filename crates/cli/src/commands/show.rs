//! `genai-otel show`: all that a ledger says of one call.

mod line;

use std::io::Write;

use self::line::Members;
use crate::args_low::CallArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::formats::write_json;
use crate::one_call;
use crate::paint::Paint;
use crate::safe::safe;
use crate::table::{Align, Table};
use crate::world::World;

/// Shows it.
pub(super) fn run(
    typed: &CallArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let Some(entry) = one_call::find(typed, world, err)? else { return Ok(Exit::Nothing) };
    let members = Members::of(&entry)?;
    if typed.json {
        write_json(&members, out)?;
        return Ok(Exit::Answered);
    }
    let parts: Vec<_> = members.parts().collect();
    let names = parts.iter().flat_map(|(_, facts)| facts).map(|(name, _)| name.len());
    let wide = names.max().unwrap_or_default();
    for (at, (head, facts)) in parts.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", Paint::Head.on(world.shown(), head))?;
        let mut table = Table::new(&[Align::Left, Align::Left]);
        for (name, fact) in facts {
            table.row([format!("{:wide$}", safe(name)), safe(fact)]);
        }
        table.write("  ", out)?;
    }
    Ok(Exit::Answered)
}

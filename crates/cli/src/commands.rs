//! The commands, one file each.

mod anomalies;
mod check;
mod compact;
mod completions;
mod demo;
mod explain;
mod export;
mod list;
mod man;
mod price;
mod prices;
mod reconcile;
mod report;
mod reprice;
mod rotate;
mod show;
mod summary;
mod tail;
mod top;
mod verify;

use std::io::Write;

use crate::args_low::Command;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::world::World;

/// Runs a command.
pub(crate) fn run(
    command: &Command,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    match command {
        Command::Anomalies(typed) => anomalies::run(typed, world, out, err),
        Command::Check(typed) => check::run(typed, world, out, err),
        Command::Compact(typed) => compact::run(typed, world, out),
        Command::Completions(typed) => completions::run(typed, out),
        Command::Demo(typed) => demo::run(typed, world, out, err),
        Command::Explain(typed) => explain::run(typed, world, out, err),
        Command::Export(typed) => export::run(typed, world, out, err),
        Command::List(typed) => list::run(typed, world, out, err),
        Command::Man(typed) => man::run(typed, out),
        Command::Price(typed) => price::run(typed, world, out, err),
        Command::Prices { command } => prices::run(command, world, out, err),
        Command::Reconcile(typed) => reconcile::run(typed, world, out, err),
        Command::Report(typed) => report::run(typed, world, out, err),
        Command::Reprice(typed) => reprice::run(typed, world, out, err),
        Command::Rotate(typed) => rotate::run(typed, world, out),
        Command::Show(typed) => show::run(typed, world, out, err),
        Command::Summary(typed) => summary::run(typed, world, out, err),
        Command::Tail(typed) => tail::run(typed, world, out, err),
        Command::Top(typed) => top::run(typed, world, out, err),
        Command::Verify(typed) => verify::run(typed, world, out, err),
    }
}

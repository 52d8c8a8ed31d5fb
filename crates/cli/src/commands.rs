//! The commands, one file each.

mod price;
mod prices;

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
        Command::Price(typed) => price::run(typed, world, out, err),
        Command::Prices { command } => prices::run(command, world, out, err),
    }
}

//! `genai-otel prices`: the prices that costs are computed with.

mod check;
mod diff;
mod difference;
mod discounts;
mod entries;
mod listing;
mod providers;
mod search;
mod show;
mod side;
mod version;

use std::io::Write;

use crate::args_low::PricesCommand;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::world::World;

/// Runs a command about prices.
pub(super) fn run(
    command: &PricesCommand,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    match command {
        PricesCommand::Search(typed) => search::run(typed, world, out, err),
        PricesCommand::Show(typed) => show::run(typed, world, out, err),
        PricesCommand::Diff(typed) => diff::run(typed, world, out),
        PricesCommand::Check(typed) => check::run(typed, world, out),
        PricesCommand::Providers(typed) => providers::run(typed, world, out),
        PricesCommand::Version(typed) => version::run(typed, world, out),
    }
}

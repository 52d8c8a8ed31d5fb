//! `genai-otel report`: sums by model, user, day or anything else.

use std::io::Write;

use crate::args::report_wanted;
use crate::args_low::ReportArgs;
use crate::asking::Asking;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::formats::Format;
use crate::groups::Groups;
use crate::world::World;

/// Sums.
pub(super) fn run(
    typed: &ReportArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let wanted = report_wanted(typed).map_err(Failure::usage)?;
    let asking = Asking::new((&typed.ledger, &typed.filter, &typed.answer), world)?;
    let groups = Groups::ask(&asking, wanted, typed.answer.format == Format::Json)?;
    groups.write((&typed.answer, &asking), world, out, err)
}

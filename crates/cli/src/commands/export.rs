//! `genai-otel export`: calls for other programs.

mod report;

use std::io::Write;
use std::ops::ControlFlow;

use genai_otel_ledger::{Export, ExportFormat, Filter, Ledger, Scanned};
use jiff::Timestamp;

use crate::args::Calls;
use crate::args_low::{ExportArgs, ExportKind, ExportProfile};
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{beside, write_to};
use crate::warnings;
use crate::world::World;

/// Writes the calls that are meant.
pub(super) fn run(
    typed: &ExportArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let calls = Calls::new(&typed.filter, world.now()).map_err(Failure::usage)?;
    let ledger = world.ledger(&typed.ledger)?;
    let output = typed.output.as_deref();
    output.map_or(Ok(()), |path| beside(&ledger, "--output", path))?;
    let sums = match (typed.format, typed.profile) {
        (None, None) => typed.filter.user.is_some(),
        (format, _) => format == Some(ExportKind::Report),
    };
    if sums {
        let of = (typed.filter.user.as_deref(), &calls);
        let now = Timestamp::try_from(world.now()).map_err(Failure::usage)?;
        let scanned = write_to(output, out, |out| report::write(&ledger, of, now, out))?;
        return Ok(warnings::write(&scanned, typed.strict, err)?);
    }
    let format = match (typed.profile, typed.format) {
        (Some(ExportProfile::Focus), _) => ExportFormat::Focus,
        (None, Some(ExportKind::Json)) => ExportFormat::Json,
        (None, Some(ExportKind::Csv)) => ExportFormat::Csv,
        (None, _) => ExportFormat::JsonLines,
    };
    let (scanned, left_out) =
        write_to(output, out, |out| each(&ledger, &calls.filters, Export::new(format, out)?))?;
    let exit = warnings::write(&scanned, typed.strict, err)?;
    if left_out > 0 {
        let (calls, have) = if left_out == 1 { ("call", "has") } else { ("calls", "have") };
        let left_out = grouped(left_out.into());
        writeln!(err, "warning: {left_out} {calls} {have} no cost and no row: see `reprice`")?;
    }
    Ok(exit)
}

fn each(
    ledger: &Ledger,
    filters: &[Filter],
    mut export: Export<&mut dyn Write>,
) -> Result<(Scanned, u64), Failure> {
    let mut failed = None;
    let query = filters.iter().cloned().fold(ledger.query(), |query, filter| query.filter(filter));
    let scanned = query.entries(|entry| match export.write(&entry) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    let left_out = export.left_out();
    export.finish()?;
    Ok((scanned, left_out))
}

//! `genai-otel reconcile`: a provider's export against the ledger.

mod answer;
mod document;

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use genai_otel_ledger::reconcile::{ExportError, ExportPlan, Figure, Mapping};
use genai_otel_ledger::{Key, Query, Report};
use jiff::tz::TimeZone;

use self::answer::Answer;
use crate::args_low::ReconcileArgs;
use crate::asking::Asking;
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::safe::safe;
use crate::warnings;
use crate::world::World;

/// Compares both.
pub(super) fn run(
    typed: &ReconcileArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let standard = Path::new("-");
    if typed.export == standard && typed.ledger.paths.iter().any(|path| path == standard) {
        return Err(Failure::usage(
            "standard input can be read once: write the export or the ledger to a file first",
        ));
    }
    let asking = Asking::new((&typed.ledger, &typed.filter, &typed.answer), world)?;
    let (plan, keys) = planned(typed, asking.zone.clone()).map_err(Failure::usage)?;
    let path = &typed.export;
    let bytes =
        exported(typed).map_err(|source| Failure::Unreadable { path: path.clone(), source })?;
    let export = plan.read(&bytes).map_err(|error| told(&error, typed))?;
    let report = keys.into_iter().fold(asking.query(), Query::by).report()?;
    let comparison = export.compare(&report, typed.tolerance);
    let answer = Answer { comparison: &comparison, typed, scanned: &report.scanned };
    answer.write((&asking.zone, world.shown()), out)?;
    out.flush()?;
    let exit = warnings::write(&report.scanned, typed.answer.strict, err)?;
    let has_cost = comparison.total.iter().any(|found| found.figure == Figure::Cost);
    if has_cost {
        notes(&report, &comparison.currency.to_string(), err)?;
    }
    Ok(exit.worse(if comparison.holds() { Exit::Answered } else { Exit::Nothing }))
}

/// The bytes of the export.
fn exported(typed: &ReconcileArgs) -> io::Result<Vec<u8>> {
    if typed.export != Path::new("-") {
        return fs::read(&typed.export);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What of the export is read, and what both are grouped by.
fn planned(typed: &ReconcileArgs, zone: TimeZone) -> Result<(ExportPlan, Vec<Key>), String> {
    let preset = typed.preset.map(|preset| Mapping::of_preset(preset.into()));
    let mut mapping = preset.unwrap_or_default().currency(typed.currency);
    if let Some(format) = &typed.time_format {
        mapping = mapping.time_format(format);
    }
    for text in &typed.maps {
        mapping.add(text).map_err(|error| format!("--map: {error}"))?;
    }
    let named = |name: &String| {
        let name = name.trim();
        Key::named(name).ok_or_else(|| format!("--by: {}", Key::unknown(name)))
    };
    let keys = match &*typed.by {
        [] => mapping.keys(),
        names => names.iter().map(named).collect::<Result<_, _>>()?,
    };
    let plan = mapping.plan(&keys, zone).map_err(|error| error.to_string())?;
    Ok((plan, keys))
}

/// All that is wrong with the export, a line each.
fn told(error: &ExportError, typed: &ReconcileArgs) -> Failure {
    let path = typed.export.clone();
    let problems =
        error.problems.iter().map(|problem| format!("\n  {}", safe(&problem.to_string())));
    let more = error.count - error.problems.len() as u64;
    let more = (more > 0).then(|| format!("\n  and {} more", grouped(more.into())));
    let problems: String = problems.chain(more).collect();
    Failure::Export { path, what: format!("the export cannot be compared:{problems}") }
}

/// What of the ledger's money is in no comparison.
fn notes(report: &Report, currency: &str, err: &mut dyn Write) -> Result<(), Failure> {
    let others = report.total.costs.iter().map(|cost| cost.currency().to_string());
    let others: Vec<_> = others.filter(|other| other != currency).collect();
    if !others.is_empty() {
        let others = others.join(", ");
        writeln!(err, "note: the ledger has costs in {others}, which are not compared")?;
    }
    if report.total.unpriced > 0 {
        let unpriced = grouped(report.total.unpriced.into());
        writeln!(err, "note: calls without a price, which are in no cost: {unpriced}")?;
    }
    Ok(())
}

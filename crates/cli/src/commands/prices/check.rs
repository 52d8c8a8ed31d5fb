//! `genai-otel prices check`: whether files with prices are right.

use std::io::Write;

use genai_otel_pricing::{Doubt, Overlay, PriceBook, PriceFileProblem};

use crate::args_low::CheckArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::world::World;

/// Checks each file. Writes a line for each: what is wrong and where, or that it is right, with a line before for each
/// thing that is probably a slip. Names of deployments must stand for models of the embedded price book or of one of the
/// files.
pub(super) fn run(typed: &CheckArgs, world: &World, out: &mut dyn Write) -> Result<Exit, Failure> {
    let read: Vec<_> = typed.files.iter().map(Overlay::from_file).collect();
    let right = read.iter().filter_map(|file| file.as_ref().ok()).cloned();
    let book = right.fold(world.embedded(), PriceBook::with_overlay);
    let mut exit = Exit::Answered;
    for (path, file) in typed.files.iter().zip(read) {
        match file.and_then(|overlay| book.check(&overlay).map(|()| overlay)) {
            Ok(overlay) => {
                let doubts = overlay.doubts(&book);
                for doubt in &doubts {
                    writeln!(out, "{}", warning(doubt))?;
                }
                if typed.strict && !doubts.is_empty() {
                    exit = exit.worse(Exit::Nothing);
                } else {
                    writeln!(out, "{}: ok", path.display())?;
                }
            }
            Err(error) => {
                writeln!(out, "{error}")?;
                let unreadable = matches!(error.problem(), PriceFileProblem::Unreadable { .. });
                exit = exit.worse(if unreadable { Exit::Failed } else { Exit::Nothing });
            }
        }
    }
    Ok(exit)
}

/// `prices.toml:3:12: warning: ...`, as compilers write it.
fn warning(doubt: &Doubt) -> String {
    let place = format!("{}:{}:{}: ", doubt.file(), doubt.line(), doubt.column());
    let whole = doubt.to_string();
    let what = whole.strip_prefix(&place).unwrap_or(&whole);
    format!("{place}warning: {what}")
}

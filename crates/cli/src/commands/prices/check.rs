//! `genai-otel prices check`: whether files with prices are right.

use std::io::Write;

use genai_otel_pricing::{Lookup, Overlay, PriceBook, PriceFileError, PriceFileProblem};

use crate::args_low::CheckArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::world::World;

/// Checks each file. Writes a line for each: what is wrong and where, or that it is right. Names of deployments must
/// stand for models of the embedded price book or of one of the files.
pub(super) fn run(typed: &CheckArgs, world: &World, out: &mut dyn Write) -> Result<Exit, Failure> {
    let read: Vec<_> = typed.files.iter().map(Overlay::from_file).collect();
    let right = read.iter().filter_map(|file| file.as_ref().ok()).cloned();
    let book = right.fold(world.embedded(), PriceBook::with_overlay);
    let mut exit = Exit::Answered;
    for (path, file) in typed.files.iter().zip(read) {
        match file.and_then(|overlay| check(&overlay, &book)) {
            Ok(()) => writeln!(out, "{}: ok", path.display())?,
            Err(error) => {
                writeln!(out, "{error}")?;
                let unreadable = matches!(error.problem(), PriceFileProblem::Unreadable { .. });
                exit = exit.worse(if unreadable { Exit::Failed } else { Exit::Nothing });
            }
        }
    }
    Ok(exit)
}

fn check(overlay: &Overlay, book: &PriceBook) -> Result<(), PriceFileError> {
    overlay.check(|provider, model| {
        book.find(&Lookup::new().provider(provider).response_model(model)).is_ok()
    })
}

//! `genai-otel prices check`: whether files with prices are right.

use std::io::Write;

use genai_otel_pricing::{Overlay, PriceFileProblem};

use crate::args_low::CheckArgs;
use crate::exit::Exit;
use crate::failure::Failure;

/// Checks each file. Writes a line for each: what is wrong and where, or that it is right.
pub(super) fn run(typed: &CheckArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut exit = Exit::Answered;
    for file in &typed.files {
        match Overlay::from_file(file) {
            Ok(_) => writeln!(out, "{}: ok", file.display())?,
            Err(error) => {
                writeln!(out, "{error}")?;
                let unreadable = matches!(error.problem(), PriceFileProblem::Unreadable { .. });
                let wrong = if unreadable { Exit::Failed } else { Exit::Nothing };
                exit = exit.worse(wrong);
            }
        }
    }
    Ok(exit)
}

//! `genai-otel completions`: what a shell completes.

use std::io::Write;

use clap::CommandFactory;

use crate::args_low::{Cli, CompletionsArgs};
use crate::exit::Exit;
use crate::failure::Failure;

/// Writes them.
pub(super) fn run(typed: &CompletionsArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    // Into memory first: it panics where it cannot write.
    clap_complete::generate(typed.shell, &mut command, name, &mut script);
    out.write_all(&script)?;
    Ok(Exit::Answered)
}

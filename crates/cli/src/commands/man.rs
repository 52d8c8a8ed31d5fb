//! `genai-otel man`: the pages of the manual.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::args_low::{Cli, ManArgs};
use crate::exit::Exit;
use crate::failure::Failure;

/// Prints the first page, or writes one for each command.
pub(super) fn run(typed: &ManArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut command = Cli::command();
    command.build();
    let Some(directory) = &typed.directory else {
        Man::new(command).render(out)?;
        return Ok(Exit::Answered);
    };
    let failed = |source| Failure::Unwritable { path: directory.clone(), source };
    fs::create_dir_all(directory).map_err(failed)?;
    pages(&command, directory, out)?;
    Ok(Exit::Answered)
}

fn pages(command: &Command, directory: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    // Once built, a command knows those above it: `genai-otel-prices-show`.
    let name = command.get_display_name().unwrap_or(command.get_name());
    let path = directory.join(format!("{name}.1"));
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    fs::write(&path, page).map_err(|source| Failure::Unwritable { path: path.clone(), source })?;
    writeln!(out, "{}", path.display())?;
    let mut children = command.get_subcommands();
    children.try_for_each(|child| pages(child, directory, out))
}

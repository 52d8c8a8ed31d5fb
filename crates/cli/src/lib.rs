//! The command `genai-otel`, as a library that its tests call with writers of their own. It tells what calls were made, by
//! whom, how they ended and what they cost, from a usage ledger; and what calls cost, from the price book.
//!
//! ```text
//!  arguments ──▶ args_low ──▶ args ──▶ commands/… ──▶ answer on `out`, what is wrong on `err`
//!                what was     what it   ▲
//!                typed        means     └── the ledger's path, the price book, the time, the environment: in `World`
//! ```
//!
//! | commands | what they answer from |
//! | --- | --- |
//! | `summary`, `report`, `list`, `top`, `show`, `explain` | a ledger: sums, single calls, why one cost what it did |
//! | `check`, `anomalies` | a ledger: whether limits hold, what is unusual |
//! | `tail`, `export`, `reprice`, `verify` | a ledger: what is added, for other programs, by other prices, whether it is whole |
//! | `reconcile` | a ledger, and what a provider says was used or owed |
//! | `rotate`, `compact` | nothing: they close the files of dead processes, and merge closed ones |
//! | `demo` | nothing: it makes a ledger up |
//! | `price`, `prices` | the price book, and your files over it |
//! | `completions`, `man` | itself |
//!
//! No command but `rotate` and `compact` changes a ledger. The exit code is 0 with an answer, 1 where there is nothing to tell
//! or what was checked does not hold, 2 where something went wrong.
//!
//! Nothing here reads the environment, the clock or the arguments of the process: that is done by its `main`, which
//! hands over the clock of a [`ProgressLine`].

mod args;
mod args_low;
mod asking;
mod charts;
mod columns;
mod commands;
mod digits;
mod exit;
mod failure;
mod figure;
mod formats;
mod groups;
mod html;
mod one_call;
mod output;
mod overview;
mod paint;
mod progress;
mod safe;
mod sheet;
mod similar;
mod table;
mod unpriced;
mod values;
mod warnings;
mod words;
mod world;
mod wrap;

use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory, Parser};

pub use self::exit::Exit;
pub use self::progress::ProgressLine;
pub use self::world::{Terminal, World};
use crate::args_low::Cli;

/// Runs one command line, the name of the program first. The answer goes to `out`, everything else to `err`. A reader
/// who goes away before the end of the answer has seen enough: that is no failure.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, out, err),
    };
    let ended = commands::run(&cli.command, world, out, err)
        .and_then(|exit| Ok(out.flush().map(|()| exit)?));
    match ended {
        Ok(exit) => exit,
        Err(failure) if failure.is_closed_pipe() => Exit::Answered,
        Err(failure) => {
            // Where even this cannot be written, the exit code still tells.
            drop(writeln!(err, "error: {failure}"));
            Exit::Failed
        }
    }
}

/// The whole help of each command, with the words by which it is called, e.g. `genai-otel prices show`.
#[must_use]
pub fn help() -> Vec<(String, String)> {
    let mut command = Cli::command();
    command.build();
    let mut texts = Vec::new();
    collect_help(&mut command, &mut texts);
    texts
}

fn collect_help(command: &mut clap::Command, texts: &mut Vec<(String, String)>) {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    texts.push((name, command.render_long_help().to_string()));
    for child in command.get_subcommands_mut() {
        collect_help(child, texts);
    }
}

/// Answers a command line that clap does not take, or that asks for help.
fn usage(error: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let text = error.render();
    if error.use_stderr() {
        drop(write!(err, "{text}"));
        return Exit::Failed;
    }
    // A reader who goes away has seen enough of the help.
    drop(write!(out, "{text}").and_then(|()| out.flush()));
    Exit::Answered
}

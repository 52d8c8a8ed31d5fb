//! The command `genai-otel`. Only here are the environment, the clock, the terminal and the arguments of the process read.

use std::env;
use std::io::{self, BufWriter, IsTerminal};
use std::process::ExitCode;

use genai_otel_cli::{ProgressLine, Terminal, World, run};
use genai_otel_core::{Clock, SystemClock};
use genai_otel_pricing::PriceBook;

fn main() -> ExitCode {
    let variables =
        env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let world = World::new(PriceBook::embedded(), variables, SystemClock::default().now());
    let mut world = world.terminal(terminal());
    if io::stderr().is_terminal() && !is_dumb() {
        world = world.progress(ProgressLine::new(SystemClock::default(), io::stderr()));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    // Not locked: threads that read tell how far they are.
    run(env::args_os(), &world, &mut out, &mut io::stderr()).into()
}

fn terminal() -> Terminal {
    let is_shown = io::stdout().is_terminal();
    // https://no-color.org: any value but an empty one.
    let is_plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Terminal { columns: is_shown.then(columns), colour: is_shown && !is_plain && !is_dumb() }
}

/// Whether the terminal can do nothing but write.
fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|value| value == "dumb")
}

/// How wide the terminal is: as it says, else as the environment does, else as terminals were.
fn columns() -> usize {
    let said = terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    let named = || env::var_os("COLUMNS")?.into_string().ok()?.parse().ok();
    said.or_else(named).filter(|columns| *columns > 0).unwrap_or(80)
}

//! `cargo xtask`: generates what is generated and runs the gates.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

mod check;
mod estimate_errors;
mod exchange_command;
mod generated;
mod prices;
mod read_exchange;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["--help" | "-h" | "help"] => {
            print!("{USAGE}");
            Ok(())
        }
        ["generate"] => generated::write(&root()),
        ["generate", "--check"] => generated::check(&root()),
        ["check", "--list"] => {
            check::list();
            Ok(())
        }
        ["instructions"] => check::instructions(&root(), false),
        ["instructions", "--if-installed"] => check::instructions(&root(), true),
        ["prices", ref more @ ..] => prices::run(&root(), more),
        ["estimate-errors", ref more @ ..] => estimate_errors::run(more),
        ["read-exchange", ref more @ ..] => read_exchange::run(more),
        ["check", ref gates @ ..] => check::run(&root(), gates),
        [] => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
        _ => {
            eprint!("error: no command `{}`\n\n{USAGE}", arguments.join(" "));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace: two levels above this package.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_path_buf()
}

const USAGE: &str = "\
usage: cargo xtask <command>

  generate           write the generated files
  generate --check   fail when a generated file differs from the facts
  read-exchange <file or directory>...
                     replay recorded exchanges through the tap and print what is told of each, one line of
                     JSON for each; `--help` says more
  estimate-errors [--tiktoken] [directory]
                     say how far the tokens that a tap estimates are from those that recorded exchanges report;
                     `--help` says more
  prices             make the price book from the installed Python packages genai-prices and litellm, and say
                     what differs; `--help` says more
  check              run every gate, stop at the first that fails
  check <gate>...    run these gates
  check --list       name the gates
  instructions       count the instructions of a call and compare; needs valgrind
  instructions --if-installed
                     the same, or nothing where valgrind is not installed
";

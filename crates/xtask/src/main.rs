//! `cargo xtask`: generates what is generated and runs the gates.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use xtask::facts::Facts;
use xtask::generate;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["generate"] => generate(false),
        ["generate", "--check"] => generate(true),
        _ => {
            eprint!("{USAGE}");
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

fn generate(check: bool) -> anyhow::Result<()> {
    let root = root();
    let files = generate::files(&Facts::read(&root.join("crates/xtask/facts"))?, &root)?;
    let stale: Vec<_> = files.iter().filter(|file| !file.is_current(&root)).collect();
    for file in &stale {
        if !check {
            file.write(&root)?;
        }
        println!("{} {}", if check { "stale" } else { "wrote" }, file.path.display());
    }
    anyhow::ensure!(
        !check || stale.is_empty(),
        "{} generated files differ from the facts: run `cargo xtask generate`",
        stale.len()
    );
    println!("{} generated files are current", files.len() - if check { stale.len() } else { 0 });
    Ok(())
}

/// The workspace: two levels above this package.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_path_buf()
}

const USAGE: &str = "\
usage: cargo xtask <command>

  generate           write the generated files
  generate --check   fail when a generated file differs from the facts
";

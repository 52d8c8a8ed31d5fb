//! Prints how far estimates are from what providers report.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use genai_otel_exchange_tests::{EstimateErrors, corpus, files, with_causes};
use genai_otel_http::estimate::{BytesPerToken, Estimator};

fn main() -> ExitCode {
    let mut tiktoken = false;
    let mut directory: Option<PathBuf> = None;
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--help" | "-h") => {
                print!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            Some("--tiktoken") => tiktoken = true,
            Some(flag) if flag.starts_with('-') => return misused(&format!("no flag `{flag}`")),
            _ if directory.is_some() => return misused("more than one directory"),
            _ => directory = Some(argument.into()),
        }
    }
    let Some(directory) = directory.or_else(corpus) else {
        eprintln!(
            "error: no directory data/provider-exchanges beside or above this repository: name one"
        );
        return ExitCode::FAILURE;
    };
    eprintln!("reading {}", directory.display());
    let measured = if tiktoken {
        by_tiktoken(&directory)
    } else {
        measure(&directory, BytesPerToken::default())
    };
    match measured {
        Ok(Measured { errors, failed }) => {
            print!("{errors}");
            if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

fn misused(why: &str) -> ExitCode {
    eprint!("error: {why}\n\n{USAGE}");
    ExitCode::from(2)
}

struct Measured {
    errors: EstimateErrors,
    /// Files that are no exchange; each was complained of.
    failed: usize,
}

fn measure(directory: &Path, estimator: impl Estimator) -> Result<Measured, Box<dyn Error>> {
    let estimator = Arc::new(estimator);
    let (mut errors, mut failed) = (EstimateErrors::default(), 0);
    for file in files(directory)? {
        if let Err(error) = errors.add(&file, &estimator) {
            eprintln!("error: {}", with_causes(&error));
            failed += 1;
        }
    }
    if errors.exchanges() == 0 {
        let directory = directory.display();
        return Err(format!(
            "{directory}: no exchange reports tokens of which there is an estimate"
        )
        .into());
    }
    Ok(Measured { errors, failed })
}

#[cfg(feature = "tiktoken")]
fn by_tiktoken(directory: &Path) -> Result<Measured, Box<dyn Error>> {
    measure(directory, genai_otel_http::estimate::Tiktoken::load())
}

#[cfg(not(feature = "tiktoken"))]
fn by_tiktoken(_directory: &Path) -> Result<Measured, Box<dyn Error>> {
    Err("built without its feature `tiktoken`: build with it, or use `cargo xtask estimate-errors`"
        .into())
}

const USAGE: &str = "\
usage: estimate-errors [--tiktoken] [directory]

Sends the recorded exchanges of a directory (by default data/provider-exchanges beside or above this repository) through a
tap in memory, and prints how far the estimated tokens are from the reported ones: median and 90th percentile of the
relative error. Exchanges whose texts were cut, or that report nothing, do not count.

  --tiktoken  estimate with the tokenizers of OpenAI's models
  --help      print this

Exits with 1 if a file is no exchange (the others are read all the same) or if none counts.
";

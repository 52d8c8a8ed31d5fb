//! Prints how far estimates are from what providers report.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use genai_otel_exchange_tests::{EstimateErrors, corpus, files};
use genai_otel_http::estimate::{BytesPerToken, Estimator};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (tiktoken, directory) = match arguments[..] {
        ["--tiktoken"] => (true, None),
        ["--tiktoken", directory] => (true, Some(directory)),
        [] => (false, None),
        [directory] if !directory.starts_with('-') => (false, Some(directory)),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let Some(directory) = directory.map(PathBuf::from).or_else(corpus) else {
        eprintln!(
            "error: no directory data/provider-exchanges beside or above this repository: name one"
        );
        return ExitCode::FAILURE;
    };
    let measured = if tiktoken {
        by_tiktoken(directory)
    } else {
        measure(directory, BytesPerToken::default())
    };
    match measured {
        Ok(errors) => {
            print!("{errors}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(
    directory: PathBuf,
    estimator: impl Estimator,
) -> Result<EstimateErrors, Box<dyn Error>> {
    let estimator = Arc::new(estimator);
    let mut errors = EstimateErrors::default();
    for file in files(&directory)? {
        errors.add(&file, &estimator)?;
    }
    Ok(errors)
}

#[cfg(feature = "tiktoken")]
fn by_tiktoken(directory: PathBuf) -> Result<EstimateErrors, Box<dyn Error>> {
    measure(directory, genai_otel_http::estimate::Tiktoken::load())
}

#[cfg(not(feature = "tiktoken"))]
fn by_tiktoken(_directory: PathBuf) -> Result<EstimateErrors, Box<dyn Error>> {
    Err("built without its feature `tiktoken`".into())
}

const USAGE: &str = "\
usage: estimate-errors [--tiktoken] [directory]

Sends the recorded exchanges of a directory (by default data/provider-exchanges beside or above this repository) through a
tap in memory, and prints how far the estimated tokens are from the reported ones: median and 90th percentile of the
relative error. Exchanges whose texts were cut, or that report nothing, do not count.

  --tiktoken  estimate with the tokenizers of OpenAI's models
";

//! Prints what a tap tells of recorded exchanges.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

use std::error::Error;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use genai_otel_exchange_tests::{Exchange, Replay, differences, fields, files};
use serde_json::{Map, Value, json};

fn main() -> ExitCode {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut only_differences = false;
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--help" | "-h") => {
                print!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            Some("--differences") => only_differences = true,
            Some(flag) if flag.starts_with("--") => {
                eprint!("error: no flag `{flag}`\n\n{USAGE}");
                return ExitCode::from(2);
            }
            _ => paths.push(argument.into()),
        }
    }
    if paths.is_empty() {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    }
    match read_all(&paths, only_differences) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            complain(None, &*error);
            ExitCode::FAILURE
        }
    }
}

/// Whether all went well: every file is an exchange that could be replayed and, where only differences count, none was
/// found.
fn read_all(paths: &[PathBuf], only_differences: bool) -> Result<bool, Box<dyn Error>> {
    let replay = Replay::start()?;
    let mut out = io::stdout().lock();
    let mut is_well = true;
    for path in paths {
        let files = match files(path) {
            Ok(files) => files,
            Err(error) => {
                complain(None, &error);
                is_well = false;
                continue;
            }
        };
        for file in &files {
            match read(&replay, file, only_differences) {
                Ok(None) => {}
                Ok(Some(line)) => {
                    writeln!(out, "{line}")?;
                    is_well &= !only_differences;
                }
                Err(error) => {
                    complain(Some(file), &*error);
                    is_well = false;
                }
            }
        }
    }
    Ok(is_well)
}

/// The line of a file, if there is anything to say.
fn read(
    replay: &Replay,
    file: &Path,
    only_differences: bool,
) -> Result<Option<String>, Box<dyn Error>> {
    let exchange = Exchange::read(file)?;
    let told = match replay.send(&exchange)? {
        Some(record) => fields(&record),
        None => Map::from_iter([("recognised".to_owned(), Value::Bool(false))]),
    };
    let members = if only_differences {
        let mut members = Map::new();
        for found in differences(&told, &exchange.expected) {
            members.insert(found.field, json!({"told": found.told, "expected": found.expected}));
        }
        if members.is_empty() {
            return Ok(None);
        }
        members
    } else {
        told
    };
    Ok(Some(line(&exchange.id, &members)))
}

/// An object whose first member is `id`.
fn line(id: &str, members: &Map<String, Value>) -> String {
    let mut line = format!("{{\"id\":{}", json!(id));
    for (name, value) in members {
        line.push_str(&format!(",{}:{value}", json!(name)));
    }
    line.push('}');
    line
}

fn complain(file: Option<&Path>, error: &dyn Error) {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    match file {
        Some(file) if !message.contains(&*file.to_string_lossy()) => {
            eprintln!("error: {}: {message}", file.display());
        }
        _ => eprintln!("error: {message}"),
    }
}

const USAGE: &str = "\
usage: read-exchange [--differences] <file or directory>...

Sends each recorded exchange through the tap to a server on 127.0.0.1 which answers what was recorded, and prints one line
of JSON for each: its `id`, then what was told of it under the names that `expected` has in the recording. An exchange
that is no call is `\"recognised\": false`. A directory stands for its files that end in .json.

  --differences  print only fields that differ from `expected`, and only exchanges that have any
  --help         print this

Exits with 1 if a file is no exchange or could not be replayed (the others are read all the same), or if there are
differences and they were asked for.
";

//! Prints what a tap tells of recorded exchanges.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

use std::error::Error;
use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use genai_otel_exchange_tests::{
    Difference, Exchange, Replay, differences, fields, files, with_causes,
};
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
            Some(flag) if flag.starts_with('-') => {
                eprint!("error: no flag `{flag}`\n\n{USAGE}");
                return ExitCode::from(2);
            }
            _ => paths.push(argument.into()),
        }
    }
    if paths.is_empty() {
        eprint!("error: no file or directory is named\n\n{USAGE}");
        return ExitCode::from(2);
    }
    match read_all(&paths, only_differences) {
        Ok(seen) => {
            if only_differences {
                eprintln!("{seen}");
            }
            let is_well = seen.failed == 0 && !(only_differences && seen.differ > 0);
            if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            complain(None, &*error);
            ExitCode::FAILURE
        }
    }
}

/// How many exchanges were read, how many of them differ from what is expected, and how many paths were none.
#[derive(Default)]
struct Seen {
    read: usize,
    differ: usize,
    failed: usize,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} compared, {} differ", self.read, self.differ)?;
        if self.failed > 0 {
            write!(f, ", {} failed", self.failed)?;
        }
        write!(f, "; docs/reference/disagreements.md explains the differences that are known")
    }
}

fn read_all(paths: &[PathBuf], only_differences: bool) -> Result<Seen, Box<dyn Error>> {
    let replay = Replay::start()?;
    let mut out = io::stdout().lock();
    let mut seen = Seen::default();
    for path in paths {
        let files = match files(path) {
            Ok(files) => files,
            Err(error) => {
                complain(None, &error);
                seen.failed += 1;
                continue;
            }
        };
        for file in &files {
            match read(&replay, file, only_differences) {
                Ok(line) => {
                    seen.read += 1;
                    if let Some(line) = line {
                        seen.differ += 1;
                        writeln!(out, "{line}")?;
                    }
                }
                Err(error) => {
                    complain(Some(file), &*error);
                    seen.failed += 1;
                }
            }
        }
    }
    Ok(seen)
}

/// The line of a file, if there is anything to say.
fn read(
    replay: &Replay,
    file: &Path,
    only_differences: bool,
) -> Result<Option<String>, Box<dyn Error>> {
    let exchange = Exchange::read(file)?;
    if only_differences && exchange.expected.is_empty() {
        return Err("`expected` is missing or empty: there is nothing to compare with".into());
    }
    let told = match replay.send(&exchange)? {
        Some(record) => fields(&record),
        None => Map::from_iter([("recognised".to_owned(), Value::Bool(false))]),
    };
    if !only_differences {
        return Ok(Some(line(&exchange.id, &told)));
    }
    let found = differences(&told, &exchange.expected);
    let member =
        |found: Difference| (found.field, json!({"told": found.told, "expected": found.expected}));
    let members: Map<_, _> = found.into_iter().map(member).collect();
    Ok((!members.is_empty()).then(|| line(&exchange.id, &members)))
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
    let message = with_causes(error);
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

  --differences  print only fields that differ from `expected`, and only exchanges that have any; at the end say on
                 standard error how many were compared and how many differ
  --help         print this

Exits with 1 if a file is no exchange or could not be replayed (the others are read all the same), or, where
differences are asked for, if there are any or a file has no `expected`. docs/guide/http.md describes the files,
docs/reference/disagreements.md explains the differences that are known.
";

//! Whether what was acknowledged arrives, whatever happens to the program and to the collector.
//!
//! ```text
//!   kill, soak ──┬─► program ── spool ──► front ──► collector ──► ledger: every item that was accepted
//!   (one harness)│    kill -9, next one    refuses   fails by a script
//!                └─◄ what was acknowledged, on standard output
//! ```
//!
//! `kill` ends programs by SIGKILL at random points while the collector comes and goes, and compares what they
//! acknowledged with the ledger. `lines` does so to programs that append to files of lines in one directory, `kill-writer` to
//! programs that write one usage ledger there. `ledger-threads` kills nobody: two programs of sixteen threads write one
//! ledger at the same time, and every line is looked at. `soak` keeps the collector away for minutes and holds memory and latency
//! against two programs that have theirs. Every process is this executable.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what it is for")]

mod acknowledged;
mod arrivals;
mod audit;
mod child;
mod clock;
mod collector;
mod dice;
mod front;
mod item;
mod kill;
mod kill_writer;
mod latency;
mod ledger;
mod ledger_program;
mod ledger_threads;
mod line_audit;
mod line_kill;
mod line_writer;
mod load;
mod memory;
mod mood;
mod options;
mod pipeline;
mod program;
mod soak;
mod spool_files;
mod writer;
mod written;

use std::process::ExitCode;

use options::Options;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprint!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    let options = Options::parse(rest)?;
    match &**command {
        "kill" => kill::run(&options),
        "kill-writer" => kill_writer::run(&options),
        "ledger-threads" => ledger_threads::run(&options),
        "lines" => line_kill::run(&options),
        "soak" => soak::run(&options),
        "collector" => collector::run(&options).map(|()| ExitCode::SUCCESS),
        "program" => program::run(&options).map(|()| ExitCode::SUCCESS),
        "drain" => program::drain(&options).map(|()| ExitCode::SUCCESS),
        "ledger-program" => ledger_program::run(&options).map(|()| ExitCode::SUCCESS),
        "writer" => writer::run(&options).map(|()| ExitCode::SUCCESS),
        "line-writer" => line_writer::run(&options).map(|()| ExitCode::SUCCESS),
        "load" => load::run(&options).map(|()| ExitCode::SUCCESS),
        _ => {
            eprint!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

const USAGE: &str = "\
kill [--times 25] [--seed N] [--life MS] [--protocol http/protobuf|http/json|grpc]
                                                 programs end by SIGKILL, the collector comes and goes
kill-writer [--times 25] [--seed N] [--life MS]  programs that write one ledger end by SIGKILL
ledger-threads [--seconds 60]                    two programs of sixteen threads write one ledger at once
lines [--times 25] [--seed N] [--life MS]        programs that append to files of lines end by SIGKILL
soak [--minutes 10] [--rate 1000] [--limit MB]   the collector is away for so long;
     [--latency held|shown] how long calls took
all: [--keep FOLDER] leaves everything there
";

//! Whether what was acknowledged arrives, whatever happens to the program and to the collector.
//!
//! ```text
//!   kill, soak ──┬─► program ── spool ──► front ──► collector ──► ledger: every item that was accepted
//!   (one harness)│    kill -9, next one    refuses   fails by a script
//!                └─◄ what was acknowledged, on standard output
//! ```
//!
//! `kill` ends programs by SIGKILL at random points while the collector comes and goes, and compares what they
//! acknowledged with the ledger. `soak` keeps the collector away for minutes and holds memory and latency against two
//! programs that have theirs. Every process is this executable.
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
mod latency;
mod ledger;
mod load;
mod memory;
mod mood;
mod options;
mod pipeline;
mod program;
mod soak;
mod spool_files;

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
        "soak" => soak::run(&options),
        "collector" => collector::run(&options).map(|()| ExitCode::SUCCESS),
        "program" => program::run(&options).map(|()| ExitCode::SUCCESS),
        "drain" => program::drain(&options).map(|()| ExitCode::SUCCESS),
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
soak [--minutes 10] [--rate 1000] [--limit MB]   the collector is away for so long;
     [--latency held|shown] how long calls took
both: [--keep FOLDER] leaves everything there
";

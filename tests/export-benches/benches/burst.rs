//! What becomes of more spans at once than a queue holds: the SDK's pipeline drops, the spool takes them.
//!
//! Several threads make 20,000 spans as fast as they can, with no flush in between. The SDK's queue holds as many spans
//! as take the memory that the spool's intake may take, 8 MiB at a KiB each.
#![allow(clippy::print_stdout, reason = "the output is what it is for")]

use std::error::Error;
use std::process::ExitCode;
use std::thread;

use genai_otel_export_benches::{Pipeline, Work};
use genai_otel_testkit::FakeCollector;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let plain = dropped("plain pipeline", Pipeline::Plain)?;
    let spooled = dropped("spooled", Pipeline::Spooled)?;
    if plain == 0 {
        println!("the plain pipeline drops nothing here: this says nothing");
    }
    Ok(if spooled == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn dropped(name: &str, pipeline: Pipeline) -> Result<usize, Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let running = pipeline.start(&collector.url(), QUEUE)?;
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| Work::Calls.repeat(running.provider(), SPANS / THREADS));
        }
    });
    running.deliver(SPANS)?;
    let dropped = SPANS - collector.spans().len();
    println!("{name}: {dropped} of {SPANS} spans dropped");
    Ok(dropped)
}

const THREADS: usize = 4;
/// Two and a half times what the queue holds.
const SPANS: usize = 20_000;
const QUEUE: usize = 8 * 1_024;

//! What a call costs its caller while the collector does badly, in instructions: `cargo xtask exporter`.
//!
//! ```text
//!  call_path                           one collector for each case
//!   └─ valgrind ─ call_path <state> <url>   the calling thread alone is counted, and only while it makes calls
//! ```
//!
//! With a spool the caller encodes its span itself, whatever the collector does.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what it is for")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use genai_otel_export_benches::{Pipeline, Running, Work, instructions};
use genai_otel_testkit::{FakeCollector, Fault, Reaction};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Cargo says `--bench` to a benchmark.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match &arguments[..] {
        [] => compare(),
        [state, url] => call(state, url),
        _ => {
            eprintln!("call_path                                     compares");
            eprintln!(
                "call_path <drained|queued|full|spooled> <url>         makes the calls that are counted"
            );
            Ok(ExitCode::from(2))
        }
    }
}

/// The process that is measured.
fn call(state: &str, url: &str) -> Result<ExitCode, Box<dyn Error>> {
    let pipeline = if state == "spooled" { Pipeline::Spooled } else { Pipeline::Ours };
    let running = pipeline.start(url, if state == "full" { BURST } else { ALL })?;
    // The first of every allocation; and where the queue is to be full, more than it holds.
    Work::Calls.repeat(running.provider(), 2 * BURST);
    for _ in 0..BURSTS {
        if state == "drained" || state == "spooled" {
            running.flush()?;
        }
        counted_calls(&running);
    }
    Ok(ExitCode::SUCCESS)
}

/// Named to valgrind, which counts what happens inside.
#[inline(never)]
fn counted_calls(running: &Running) {
    Work::Calls.repeat(running.provider(), BURST);
}

fn compare() -> Result<ExitCode, Box<dyn Error>> {
    let healthy = FakeCollector::start()?;
    let url = healthy.url();
    let (healthy, spooled) = (count("drained", &url)?, count("spooled", &url)?);
    println!("instructions per call:\n  healthy collector, empty queue {healthy}");
    let mut is_within = true;
    let mut judge = |case: &str, counted: u64, beside: u64, limit: f64| {
        let ratio = counted as f64 / beside as f64;
        println!("  {case} {counted}: {ratio:.3} times, limit {limit}");
        is_within &= ratio <= limit;
    };
    judge("healthy collector, spool", spooled, healthy, SPOOL_LIMIT);
    for (name, collector) in faulty()? {
        // Nobody listens any more where a collector was.
        let url = collector.url();
        let _kept = (name != "refused").then_some(collector);
        for state in ["queued", "full"] {
            judge(&format!("{name}, {state} queue"), count(state, &url)?, healthy, LIMIT);
        }
        judge(&format!("{name}, beside the spool's own,"), count("spooled", &url)?, spooled, LIMIT);
    }
    Ok(if is_within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn faulty() -> Result<Vec<(&'static str, FakeCollector)>, Box<dyn Error>> {
    let always = |reaction| FakeCollector::builder().otherwise(reaction).start();
    let minute = Duration::from_secs(60);
    Ok(vec![
        ("refused", always(Reaction::accept())?),
        ("reset", always(Reaction::fault(Fault::Reset))?),
        ("silent", always(Reaction::fault(Fault::Silence))?),
        ("slow", always(Reaction::accept().delay(minute))?),
        ("429", always(Reaction::status(429).retry_after(minute))?),
        ("503", always(Reaction::status(503))?),
        ("400", always(Reaction::status(400))?),
    ])
}

/// Instructions of one call.
fn count(state: &str, url: &str) -> Result<u64, Box<dyn Error>> {
    let counted = instructions(&["--toggle-collect=*counted_calls*"], &[state, url])?;
    Ok(counted / (BURSTS * BURST) as u64)
}

const BURST: usize = 512;
const BURSTS: usize = 4;
/// All calls of a run.
const ALL: usize = (BURSTS + 2) * BURST;
/// Times the instructions with a healthy collector.
const LIMIT: f64 = 1.05;
/// Times those without a spool: the caller encodes, and lets go of what it encoded.
const SPOOL_LIMIT: f64 = 1.3;

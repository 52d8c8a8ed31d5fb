//! Spans per second of CPU time, beside the SDK's own pipeline: `cargo xtask throughput`.
//!
//! Each run is a process of its own that makes and sends 82,000 spans, in bursts with a flush behind each, so that no
//! queue is ever full and memory does not grow; the collector is in the process that started it, so that its work does
//! not count. The two exporters take turns; the figure is the median of the pairs' ratios.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what it is for")]

use std::error::Error;
use std::process::{Command, ExitCode};

use genai_otel_export_benches::{Pipeline, Work};
use genai_otel_testkit::FakeCollector;
use rustix::time::{ClockId, clock_gettime};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Cargo says `--bench` to a benchmark.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match &arguments[..] {
        [] => compare(),
        [pipeline, work, url] => send(pipeline, work, url),
        _ => {
            eprintln!("throughput                             compares");
            eprintln!(
                "throughput <ours|plain> <calls|requests> <url>   sends, and tells its CPU time"
            );
            Ok(ExitCode::from(2))
        }
    }
}

/// The process that is measured.
fn send(pipeline: &str, work: &str, url: &str) -> Result<ExitCode, Box<dyn Error>> {
    let pipeline = if pipeline == "ours" { Pipeline::Ours } else { Pipeline::Plain };
    let work = if work == "calls" { Work::Calls } else { Work::Requests };
    let running = pipeline.start(url, 2 * BURST)?;
    let send = || {
        work.repeat(running.provider(), BURST);
        running.flush()
    };
    // The first connection, the first of every allocation.
    send()?;
    let before = cpu_nanos();
    for _ in 0..BURSTS {
        send()?;
    }
    println!("{}", cpu_nanos() - before);
    Ok(ExitCode::SUCCESS)
}

fn compare() -> Result<ExitCode, Box<dyn Error>> {
    let mut is_fast = true;
    for work in ["calls", "requests"] {
        let mut pairs = Vec::new();
        for pair in 0..PAIRS {
            // Who goes first takes turns too.
            let (ours, plain) = if pair % 2 == 0 {
                let ours = run("ours", work)?;
                (ours, run("plain", work)?)
            } else {
                let plain = run("plain", work)?;
                (run("ours", work)?, plain)
            };
            pairs.push((plain / ours, ours, plain));
        }
        pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (ratio, ours, plain) = pairs[PAIRS / 2];
        let rate = |nanos: f64| (BURSTS * BURST) as f64 / nanos * 1e9;
        println!(
            "{work}: {:.0} spans per CPU second, plain pipeline {:.0}: {ratio:.3} times (from {:.3} to {:.3} in {PAIRS} pairs), limit {LIMIT}",
            rate(ours),
            rate(plain),
            pairs[0].0,
            pairs[PAIRS - 1].0,
        );
        is_fast &= ratio >= LIMIT;
    }
    Ok(if is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// CPU nanoseconds of one process that sent everything.
fn run(pipeline: &str, work: &str) -> Result<f64, Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let program = std::env::current_exe()?;
    let done = Command::new(program).args([pipeline, work, &collector.url()]).output()?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        return Err(format!("{pipeline} {work} ended with {}: {said}", done.status).into());
    }
    let arrived = collector.spans().len();
    let sent = (BURSTS + 1) * BURST;
    if arrived != sent {
        return Err(format!("{pipeline} {work}: {arrived} of {sent} spans arrived").into());
    }
    Ok(String::from_utf8(done.stdout)?.trim().parse()?)
}

fn cpu_nanos() -> i64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// As many spans as the default queue holds.
const BURST: usize = 2_048;
const BURSTS: usize = 40;
const PAIRS: usize = 9;
/// The share of the plain pipeline's spans per CPU second that ours must reach.
const LIMIT: f64 = 0.95;

//! Spans per second of CPU time, beside the SDK's own pipeline.
//!
//! Each run is a process of its own that makes and sends 82,000 spans, in bursts with a flush behind each, so that no
//! queue is ever full and memory does not grow; the collector is in the process that started it, so that its work does
//! not count. The two exporters take turns; the figure is the median of the pairs' ratios.
//!
//! Time is that of a shared machine. With `instructions` the two are counted by valgrind instead, all their threads, and
//! held to the same limit: that is what `cargo xtask check exporter` does.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what it is for")]

use std::error::Error;
use std::process::{Command, ExitCode};

use genai_otel_export_benches::{Pipeline, Work, instructions};
use genai_otel_testkit::FakeCollector;
use rustix::time::{ClockId, clock_gettime};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Cargo says `--bench` to a benchmark.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => compare_times(),
        ["instructions"] => compare_instructions(),
        [pipeline, work, url, bursts] => send(pipeline, work, url, bursts.parse()?),
        _ => {
            eprintln!("throughput                                              compares CPU times");
            eprintln!("throughput instructions                                 counts by valgrind");
            eprintln!(
                "throughput <ours|plain> <calls|requests> <url> <bursts> sends, and tells its CPU time"
            );
            Ok(ExitCode::from(2))
        }
    }
}

/// The process that is measured.
fn send(pipeline: &str, work: &str, url: &str, bursts: usize) -> Result<ExitCode, Box<dyn Error>> {
    let pipeline = if pipeline == "ours" { Pipeline::Ours } else { Pipeline::Plain };
    let work = if work == "calls" { Work::Calls } else { Work::Requests };
    let running = pipeline.start(url, BURST)?;
    let send = || {
        work.repeat(running.provider(), BURST);
        running.flush()
    };
    // The first connection, the first of every allocation.
    send()?;
    let before = cpu_nanos();
    for _ in 0..bursts {
        send()?;
    }
    println!("{}", cpu_nanos() - before);
    Ok(ExitCode::SUCCESS)
}

fn compare_times() -> Result<ExitCode, Box<dyn Error>> {
    let mut is_fast = true;
    for work in WORKS {
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

fn compare_instructions() -> Result<ExitCode, Box<dyn Error>> {
    let mut is_fast = true;
    for work in WORKS {
        let (ours, plain) = (per_span("ours", work)?, per_span("plain", work)?);
        let ratio = plain as f64 / ours as f64;
        println!(
            "{work}: {ours} instructions per span, plain pipeline {plain}: {ratio:.3} times the spans, limit {LIMIT}"
        );
        is_fast &= ratio >= LIMIT;
    }
    Ok(if is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Instructions of one span from its start to the collector, without those of start-up.
fn per_span(pipeline: &str, work: &str) -> Result<u64, Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let count = |bursts| instructions(&[], &[pipeline, work, &collector.url(), bursts]);
    let (few, many) = (count("1")?, count("4")?);
    Ok((many - few) / (3 * BURST) as u64)
}

/// CPU nanoseconds of one process that sent everything.
fn run(pipeline: &str, work: &str) -> Result<f64, Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let program = std::env::current_exe()?;
    let done = Command::new(program)
        .args([pipeline, work, &collector.url(), &BURSTS.to_string()])
        .output()?;
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

const WORKS: [&str; 2] = ["calls", "requests"];
const BURST: usize = 4_096;
const BURSTS: usize = 20;
const PAIRS: usize = 9;
/// The share of the plain pipeline's spans per CPU second that ours must reach.
const LIMIT: f64 = 0.95;

//! Spans per second of CPU time, beside the SDK's own pipeline.
//!
//! Each run is a process of its own that makes and sends 82,000 spans, in bursts with a flush behind each, so that no
//! queue is ever full and memory does not grow, and ends when the last of them has arrived; the collector is in the
//! process that started it, so that its work does not count. The exporters take turns; the figure is the median of the
//! ratios of neighbours.
//!
//! Time is that of a shared machine. With `instructions` they are counted by valgrind instead, all their threads, and
//! held to the same limits: that is what `cargo xtask check exporter` does.
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
            eprintln!("throughput                          compares CPU times");
            eprintln!("throughput instructions             counts by valgrind");
            eprintln!(
                "throughput <ours|spooled|plain> <calls|requests> <url> <bursts>  sends, and tells its CPU time"
            );
            Ok(ExitCode::from(2))
        }
    }
}

/// The process that is measured.
fn send(pipeline: &str, work: &str, url: &str, bursts: usize) -> Result<ExitCode, Box<dyn Error>> {
    let pipeline = Pipeline::named(pipeline).ok_or("no such pipeline")?;
    let work = if work == "calls" { Work::Calls } else { Work::Requests };
    let running = pipeline.start(url, BURST)?;
    let send = || {
        work.repeat(running.provider(), BURST);
        running.flush()
    };
    // The first connection, the first of every allocation.
    send()?;
    running.deliver(BURST)?;
    let before = cpu_nanos();
    for _ in 0..bursts {
        send()?;
    }
    running.deliver((bursts + 1) * BURST)?;
    println!("{}", cpu_nanos() - before);
    Ok(ExitCode::SUCCESS)
}

fn compare_times() -> Result<ExitCode, Box<dyn Error>> {
    let mut is_fast = true;
    for work in WORKS {
        let mut rounds = Vec::new();
        for round in 0..ROUNDS {
            // Who goes first takes turns too.
            let mut nanos = [0.0; 3];
            for turn in 0..nanos.len() {
                let place = (round + turn) % nanos.len();
                nanos[place] = run(PIPELINES[place], work)?;
            }
            rounds.push(nanos);
        }
        for (place, limit) in LIMITS.into_iter().enumerate() {
            let mut pairs: Vec<_> =
                rounds.iter().map(|it| (it[PLAIN] / it[place], it[place], it[PLAIN])).collect();
            pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
            let (ratio, ours, plain) = pairs[ROUNDS / 2];
            let rate = |nanos: f64| (BURSTS * BURST) as f64 / nanos * 1e9;
            println!(
                "{work}, {}: {:.0} spans per CPU second, plain pipeline {:.0}: {ratio:.3} times (from {:.3} to {:.3} in {ROUNDS} rounds), limit {limit}",
                PIPELINES[place],
                rate(ours),
                rate(plain),
                pairs[0].0,
                pairs[ROUNDS - 1].0,
            );
            is_fast &= ratio >= limit;
        }
    }
    Ok(if is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn compare_instructions() -> Result<ExitCode, Box<dyn Error>> {
    let mut is_fast = true;
    for work in WORKS {
        let plain = per_span(PIPELINES[PLAIN], work)?;
        for (pipeline, limit) in PIPELINES.into_iter().zip(LIMITS) {
            let counted = per_span(pipeline, work)?;
            let ratio = plain as f64 / counted as f64;
            println!(
                "{work}, {pipeline}: {counted} instructions per span, plain pipeline {plain}: {ratio:.3} times the spans, limit {limit}"
            );
            is_fast &= ratio >= limit;
        }
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
const ROUNDS: usize = 9;
const PIPELINES: [&str; 3] = ["ours", "spooled", "plain"];
/// The place of the SDK's.
const PLAIN: usize = 2;
/// The share of the plain pipeline's spans per CPU second that each of ours must reach.
const LIMITS: [f64; 2] = [0.95, 0.7];

//! What a call pays for its line in the ledger, and what the thread takes for it. A figure to look at, not a test.
//!
//! With a case and a number (`enqueue.ours 1000`) it does that so often and nothing else, for `cargo xtask instructions`.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use genai_otel_core::{CallRecord, Clock, RecordSink as _};
use genai_otel_ledger::LedgerWriter;
use genai_otel_ledger_benches::{AMPLE, ledger, record};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [case, times] if times != "--bench" => repeat(case, times.parse()?),
        // `cargo bench --no-run` compiles it, `cargo test --benches` runs it once.
        _ if arguments.contains(&"--bench") => report(50_000, 300),
        _ => report(1, 1),
    }
}

/// Does one thing so often, while the thread of the ledger stands still, and ends without it.
fn repeat(case: &str, times: u32) -> Result<(), Box<dyn Error>> {
    let (folder, record) = (tempfile::tempdir()?, record());
    let options = LedgerWriter::builder(folder.path()).queue(1 << 32).queue_bytes(1 << 40);
    let ledger = options.clock(Standing).open()?;
    for _ in 0..times {
        match case {
            "enqueue.ours" => ledger.record(black_box(&record)),
            _ => {
                black_box(&record);
            }
        }
    }
    folder.close()?;
    std::process::exit(0)
}

/// A clock on which the thread of the ledger stands still when it is to write the first line.
#[derive(Debug)]
struct Standing;

impl Clock for Standing {
    fn now(&self) -> SystemTime {
        while thread::current().name() == Some("genai-otel-ldgr") {
            thread::park();
        }
        SystemTime::UNIX_EPOCH
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

fn report(burst: u32, single: u32) -> Result<(), Box<dyn Error>> {
    let (folder, record) = (tempfile::tempdir()?, record());
    let ledger = ledger(folder.path())?;
    println!("what a call pays, nanoseconds:");
    let mut each = alone(&ledger, Some(&record), burst, Duration::ZERO);
    println!(
        "{:>10.1}  one of a burst with its reading of the clock, median of {burst}",
        middle(&mut each)
    );
    println!("{:>10.1}  one of a burst, mean of {burst}", mean(&ledger, &record, burst)?);
    let threads = 4;
    let means: Result<Vec<f64>, _> = thread::scope(|scope| {
        let one =
            || scope.spawn(|| mean(&ledger, &record, burst).map_err(|error| error.to_string()));
        let started: Vec<_> = (0..threads).map(|_| one()).collect();
        started.into_iter().map(|it| it.join().unwrap_or(Ok(f64::NAN))).collect()
    });
    let means = means?;
    let all = means.iter().sum::<f64>() / means.len() as f64;
    println!("{all:>10.1}  one of a burst from each of {threads} threads, mean");
    let mut nothing = alone(&ledger, None, single, Duration::from_millis(3));
    println!("{:>10.1}  nothing at all every 3 ms, median of {single}", middle(&mut nothing));
    let mut singles = alone(&ledger, Some(&record), single, Duration::from_millis(3));
    println!("{:>10.1}  one every 3 ms, median of {single}", middle(&mut singles));
    let mut asleep = alone(&ledger, Some(&record), single.min(5), Duration::from_millis(1_200));
    println!(
        "{:>10.1}  one that wakes the thread, median of {}",
        middle(&mut asleep),
        asleep.len()
    );
    ledger.flush(AMPLE)?;

    println!("what the thread takes for a line, with the file, nanoseconds:");
    let before = ledger.status();
    let start = Instant::now();
    for _ in 0..burst * 4 {
        ledger.record(&record);
    }
    ledger.flush(AMPLE)?;
    let status = ledger.status();
    let (lines, bytes) = (status.written - before.written, status.bytes - before.bytes);
    let each = start.elapsed().as_secs_f64() * 1e9 / lines as f64;
    println!("{each:>10.1}  of {} bytes, {lines} lines in a row", bytes / lines);
    Ok(())
}

fn mean(
    ledger: &LedgerWriter,
    record: &Arc<CallRecord>,
    rounds: u32,
) -> Result<f64, Box<dyn Error>> {
    let mut least = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..rounds {
            ledger.record(black_box(record));
        }
        least = least.min(start.elapsed().as_secs_f64() * 1e9 / f64::from(rounds));
        ledger.flush(AMPLE)?;
    }
    Ok(least)
}

/// What each takes of calls with a pause before each.
fn alone(
    ledger: &LedgerWriter,
    record: Option<&Arc<CallRecord>>,
    calls: u32,
    pause: Duration,
) -> Vec<f64> {
    let timed = |_| {
        if !pause.is_zero() {
            thread::sleep(pause);
        }
        let start = Instant::now();
        if let Some(record) = black_box(record) {
            ledger.record(record);
        }
        start.elapsed().as_secs_f64() * 1e9
    };
    (0..calls).map(timed).collect()
}

fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

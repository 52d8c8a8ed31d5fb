//! Bytes per second of the framing, and how many times those of a parser that makes values of the same stream.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bytes::Bytes;
use genai_otel_http_benches::{body, framed, parsed};

fn main() -> ExitCode {
    // `cargo bench --no-run` compiles it, `cargo test --benches` runs it once with a little.
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (bytes, rounds) = if measured { (64 * MIB, 5) } else { (MIB / 16, 1) };
    println!(
        "framing of {bytes} bytes beside eventsource-stream and serde_json, median of {rounds} rounds:"
    );
    let mut slow = false;
    for (events, name) in
        [(body::CHAT, "OpenAI chat"), (body::MESSAGES, "Anthropic"), (body::GEMINI, "Gemini")]
    {
        for size in [16 * 1024, 1_400] {
            let slices = body::slices(events, bytes, size);
            let (ours, theirs) = compare(&slices, rounds);
            println!(
                "{:>8.0} MB/s  {:>6.1} times the {:>5.0} MB/s of the parser  {name}, slices of {size} bytes",
                ours,
                ours / theirs,
                theirs
            );
            slow |= ours < theirs * LEAST;
        }
    }
    if measured && slow {
        println!("FAILED: less than {LEAST} times the bytes per second");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// MB per second of both, each the median, read one after the other so that a slow moment hits both.
fn compare(slices: &[Bytes], rounds: usize) -> (f64, f64) {
    assert_eq!(framed::read(slices), parsed::read(slices), "the two see different events");
    let bytes: usize = slices.iter().map(Bytes::len).sum();
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    let (ours, theirs): (Vec<_>, Vec<_>) = (0..rounds)
        .map(|_| {
            let ours = speed(time(|| framed::read(black_box(slices))));
            (ours, speed(time(|| parsed::read(black_box(slices)))))
        })
        .unzip();
    (median(ours), median(theirs))
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

const MIB: usize = 1024 * 1024;

/// What the project holds itself to for reading a stream as a whole, so for its framing at the least.
const LEAST: f64 = 5.0;

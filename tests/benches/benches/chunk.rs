//! What a call adds to each chunk of a stream, in time: the median over pairs of a bare and a wrapped
//! stream that are read one after the other. A figure to look at, not a test.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use genai_otel_benches::providers::{discarding_tracer_provider, idle_meter_provider};
use genai_otel_benches::stream;
use genai_otel_core::{Clock, Instrumentation, SystemClock};

fn main() {
    // `cargo bench --no-run` compiles it, `cargo test --benches` runs it once.
    let pairs = if std::env::args().any(|argument| argument == "--bench") { 301 } else { 1 };
    println!("added to a chunk, median of {pairs} pairs of {CHUNKS} chunks:");
    for (name, instrumentation) in [
        ("nothing measured, no clock", stream::wrapper_alone()),
        (
            "with the system's clock",
            Instrumentation::builder().tracer_provider(discarding_tracer_provider()).build(),
        ),
        (
            "with clock and the histogram of chunk times",
            Instrumentation::builder()
                .tracer_provider(discarding_tracer_provider())
                .meter_provider(idle_meter_provider())
                .build(),
        ),
    ] {
        println!("{:>8.1} ns  {name}", added(&instrumentation, pairs));
    }
    println!("{:>8.1} ns  (the clock alone)", clock(pairs));
}

/// Nanoseconds per chunk.
fn added(instrumentation: &Instrumentation, pairs: usize) -> f64 {
    median((0..pairs).map(|_| {
        let bare = time(|| stream::read(black_box(stream::bare(black_box(CHUNKS)))));
        let wrapped = time(|| stream::read(stream::wrapped(instrumentation, black_box(CHUNKS))));
        per_chunk(wrapped) - per_chunk(bare)
    }))
}

fn clock(pairs: usize) -> f64 {
    median((0..pairs).map(|_| {
        per_chunk(time(|| {
            for _ in 0..CHUNKS {
                black_box(SystemClock::default().monotonic());
            }
        }))
    }))
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn per_chunk(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9 / CHUNKS as f64
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

const CHUNKS: u64 = 10_000;

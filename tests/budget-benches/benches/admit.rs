//! What a call pays for its budgets: asked before, settled after. A figure to look at, not a test.
//!
//! With a case and a number (`one.ours 1000`) it does that so often and nothing else, for `cargo xtask instructions`.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::error::Error;
use std::hint::black_box;
use std::thread;
use std::time::Instant;

use genai_otel_budget_benches::{attribution, call, four, one, with, without};
use genai_otel_core::Instrumentation;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["one.ours", times] => calls(&with(&one()?), times.parse()?),
        ["four.ours", times] => calls(&with(&four()?), times.parse()?),
        ["budgets.none", times] => calls(&without(), times.parse()?),
        // `cargo bench --no-run` compiles it, `cargo test --benches` runs it once.
        _ if arguments.contains(&"--bench") => report(200_000)?,
        _ => report(1)?,
    }
    Ok(())
}

fn report(count: u32) -> Result<(), Box<dyn Error>> {
    let nothing = without();
    println!("what a call pays for its budgets, nanoseconds:");
    for (name, ours) in [("one", with(&one()?)), ("four of eight", with(&four()?))] {
        println!("{:>10.1}  {name}", each(&ours, count) - each(&nothing, count));
        for threads in [2, 4] {
            let more = crowd(&ours, count, threads) - crowd(&nothing, count, threads);
            println!("{more:>10.1}  {name}, from each of {threads} threads");
        }
    }
    Ok(())
}

/// The least mean of five rounds.
fn each(genai: &Instrumentation, count: u32) -> f64 {
    let round = || {
        let start = Instant::now();
        calls(genai, count);
        start.elapsed().as_secs_f64() * 1e9 / f64::from(count)
    };
    (0..5).map(|_| round()).fold(f64::INFINITY, f64::min)
}

fn crowd(genai: &Instrumentation, count: u32, threads: u32) -> f64 {
    thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(|| each(genai, count))).collect();
        let sum: f64 = started.into_iter().map(|it| it.join().unwrap_or(f64::NAN)).sum();
        sum / f64::from(threads)
    })
}

fn calls(genai: &Instrumentation, count: u32) {
    let who = attribution();
    for _ in 0..count {
        drop(black_box(call(black_box(genai), &who)));
    }
}

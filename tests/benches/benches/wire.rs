//! How fast responses are read from their bytes, beside a parser that builds a tree of them: the best of
//! many rounds of each, one after the other. A figure to look at, not a test.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use genai_otel_benches::wire;

fn main() {
    // `cargo bench --no-run` compiles it, `cargo test --benches` runs it once.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { ROUNDS } else { 1 };
    println!("best of {rounds} rounds, ours beside serde_json's tree:");
    for (name, bodies) in [
        ("chunks of a chat completion", wire::chunks(1_200)),
        ("chat completion of 4 KB", vec![wire::answer()]),
        ("embedding", vec![wire::embedding()]),
    ] {
        let bytes: usize = bodies.iter().map(String::len).sum();
        let events = || black_box(&bodies).iter().map(String::as_str);
        let (mut ours, mut tree) = (Duration::MAX, Duration::MAX);
        for _ in 0..rounds {
            ours = ours.min(match &bodies[..] {
                [body] => time(|| wire::read_body(black_box(body))),
                _ => time(|| wire::read(events())),
            });
            tree = tree.min(time(|| wire::parse(events())));
        }
        let times = tree.as_secs_f64() / ours.as_secs_f64();
        println!(
            "{name}, {bytes} bytes: {}, {}, {times:.1} times",
            speed(bytes, ours),
            speed(bytes, tree)
        );
    }
}

fn speed(bytes: usize, time: Duration) -> String {
    let seconds = time.as_secs_f64();
    format!("{:.2} us, {:.0} MB/s", seconds * 1e6, bytes as f64 / seconds / 1e6)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn time<T>(work: impl Fn() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

const ROUNDS: usize = 2_000;

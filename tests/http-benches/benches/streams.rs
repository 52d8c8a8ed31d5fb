//! Bytes per second of reading streams, and how many times those of a parser that makes values of the same bytes.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bytes::Bytes;
use genai_otel_http_benches::reading::Calls;
use genai_otel_http_benches::{body, framed, parsed, recorded};

fn main() -> ExitCode {
    // `cargo bench --no-run` compiles it, `cargo test --benches` runs it once with a little.
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (bytes, rounds) = if measured { (64 * MIB, 5) } else { (MIB / 16, 1) };
    println!(
        "{bytes} bytes, beside eventsource-stream and serde_json, median of {rounds} rounds, MB/s:"
    );
    println!("  framing           read           parser");
    let mut slow = false;
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    for (name, path, events) in streams() {
        if wanted.as_ref().is_some_and(|wanted| !name.contains(wanted.as_str())) {
            continue;
        }
        for size in [16 * 1024, 1_400] {
            let slices = body::slices(&events, bytes, size);
            let Speeds { framing, reading, parser } = compare(path, &slices, rounds);
            println!(
                "{framing:>9.0} {:>5.1}x {reading:>9.0} {:>5.1}x {parser:>9.0}   {name}, slices of {size} bytes",
                framing / parser,
                reading / parser,
            );
            // Repeating a recording makes of a stream what none is; and small slices cut events in two.
            let is_held = size == 16 * 1024 && !name.starts_with("recorded");
            slow |= is_held && reading < parser * LEAST;
        }
    }
    if measured && slow {
        println!("FAILED: less than {LEAST} times the bytes per second");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// What is read: its name, the path of its request, its events.
fn streams() -> impl Iterator<Item = (&'static str, &'static str, Vec<String>)> {
    const PATHS: [&str; 4] = [
        "/v1/chat/completions",
        "/v1/messages",
        "/v1beta/models/m:streamGenerateContent",
        "/v1/responses",
    ];
    let owned = |events: &[&str]| events.iter().map(|&event| event.to_owned()).collect();
    let all = [
        ("OpenAI chat", PATHS[0], owned(body::CHAT)),
        ("Anthropic", PATHS[1], owned(body::MESSAGES)),
        ("Gemini", PATHS[2], owned(body::GEMINI)),
        ("recorded chat completions", PATHS[0], recorded::events("chat_completions")),
        ("recorded messages", PATHS[1], recorded::events("messages")),
        ("recorded Gemini", PATHS[2], recorded::events("generate_content")),
        ("recorded responses", PATHS[3], recorded::events("responses")),
    ];
    all.into_iter().filter(|(.., events): &(_, _, Vec<String>)| !events.is_empty())
}

/// MB per second.
struct Speeds {
    framing: f64,
    reading: f64,
    parser: f64,
}

/// Each the median, read one after the other so that a slow moment hits all.
fn compare(path: &str, slices: &[Bytes], rounds: usize) -> Speeds {
    let calls = Calls::new();
    assert_eq!(framed::read(slices), parsed::read(slices), "the two see different events");
    assert!(calls.read(path, slices) > 0, "no event bears output");
    let bytes: usize = slices.iter().map(Bytes::len).sum();
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    let (mut framing, mut reading, mut parser) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        framing.push(speed(time(|| framed::read(black_box(slices)))));
        reading.push(speed(time(|| calls.read(path, black_box(slices)))));
        parser.push(speed(time(|| parsed::read(black_box(slices)))));
    }
    Speeds { framing: median(framing), reading: median(reading), parser: median(parser) }
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

/// What the project holds itself to.
const LEAST: f64 = 5.0;

//! What it takes to tell whether a request is a call, in time. A figure to look at, not a test.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::time::Instant;

use genai_otel_core::wire::Routes;

fn main() {
    // `cargo bench --no-run` compiles it, `cargo test --benches` runs it once.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { 1_000_000 } else { 1 };
    let routes = Routes::default();
    println!("to recognise a request, mean of {rounds}:");
    for (name, host, path) in [
        ("no call", "api.example.com", "/v1/orders/42/items"),
        ("OpenAI", "api.openai.com", "/v1/chat/completions"),
        ("an unknown host", "llm.example.com", "/v1/chat/completions"),
        (
            "Bedrock",
            "bedrock-runtime.us-east-1.amazonaws.com",
            "/model/us.amazon.nova-lite-v1%3A0/converse",
        ),
        ("Ollama", "localhost:11434", "/api/chat"),
        (
            "the last path of the table",
            "discoveryengine.googleapis.com",
            "/v1/projects/p/locations/global/collections/c/engines/e/servingConfigs/s:searchLite",
        ),
    ] {
        println!("{:>8.1} ns  {name}", nanoseconds(&routes, rounds, host, path));
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn nanoseconds(routes: &Routes, rounds: u32, host: &str, path: &str) -> f64 {
    let start = Instant::now();
    for _ in 0..rounds {
        black_box(routes.recognise("POST", black_box(host), black_box(path), None));
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(rounds)
}

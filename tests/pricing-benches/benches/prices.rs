//! What it takes to find a price and to compute a cost, in time, beside genai-prices. A figure to look at, not a test.
//!
//! The first cost is that of a program that was just started, so the benchmark starts itself again for each. With a case
//! and a number (`find.wide 1000`) it does that so often and nothing else, for `cargo xtask instructions`.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use genai_otel_pricing::{Lookup, PriceBook};
use genai_otel_pricing_benches::{Bill, Case, cases};
use genai_prices::Calculator;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["first", whose, number] => {
            print!("{}", first(whose, &cases()[number.parse().unwrap_or(0)]))
        }
        [case, times] if times != "--bench" => repeat(case, times.parse().unwrap_or(1)),
        // `cargo bench --no-run` compiles it, `cargo test --benches` runs it once.
        _ if arguments.contains(&"--bench") => report(40, 300_000),
        _ => report(1, 1),
    }
}

fn report(starts: usize, rounds: u32) {
    println!("the first cost of a program, median of {starts} starts, microseconds:");
    println!("{:>10} {:>10} {:>7}", "ours", "theirs", "ratio");
    for (number, case) in cases().iter().enumerate() {
        let [ours, theirs] =
            ["ours", "theirs"].map(|whose| median((0..starts).map(|_| started(whose, number))));
        println!("{ours:>10.1} {theirs:>10.1} {:>6.1}x  {}", theirs / ours, case.name);
    }
    let (book, calculator, bill) = (PriceBook::embedded(), Calculator::bundled(), Bill::default());
    println!("a later one, least mean of 5 times {rounds}, nanoseconds:");
    println!("{:>10} {:>10} {:>10} {:>7}", "our find", "our cost", "their cost", "ratio");
    for case in cases() {
        let find = nanoseconds(rounds, || case.find(&book));
        let ours = nanoseconds(rounds, || case.cost(&book, &bill));
        let theirs = nanoseconds(rounds / 10 + 1, || case.their_cost(calculator, &bill));
        println!("{find:>10.1} {ours:>10.1} {theirs:>10.1} {:>6.1}x  {}", theirs / ours, case.name);
    }
    println!("a lookup of what is not remembered, as the memory is full, nanoseconds:");
    fill(&book);
    let ours = [
        ("a listed name", Lookup::new().provider("openai").response_model("gpt-4o-2024-08-06")),
        (
            "a wide rule",
            Lookup::new().provider("anthropic").response_model("claude-opus-4-1-20250805"),
        ),
        (
            "a host alone",
            Lookup::new().server_address("api.openai.com").response_model("gpt-4o-mini"),
        ),
        (
            "an unknown model",
            Lookup::new().provider("aws.bedrock").response_model("mars.acme.model-7"),
        ),
    ];
    for (name, lookup) in ours {
        println!("{:>10.1}  {name}", nanoseconds(rounds, || book.find(&lookup)));
    }
}

/// What the first cost of a program takes, in microseconds.
fn started(whose: &str, number: usize) -> f64 {
    let Ok(program) = std::env::current_exe() else { return f64::NAN };
    let output = Command::new(program).args(["first", whose, &number.to_string()]).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    text.ok().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

fn first(whose: &str, case: &Case) -> f64 {
    let bill = Bill::default();
    let start = Instant::now();
    if whose == "ours" {
        let _ours = black_box(case.cost(&PriceBook::embedded(), &bill));
    } else {
        let _theirs = black_box(case.their_cost(Calculator::bundled(), &bill));
    }
    start.elapsed().as_secs_f64() * 1e6
}

/// Does one thing so often.
fn repeat(case: &str, times: u32) {
    let (what, word) = case.split_once('.').unwrap_or((case, ""));
    let Some(case) = cases().into_iter().find(|case| case.word == word) else { return };
    let (book, calculator, bill) = (PriceBook::embedded(), Calculator::bundled(), Bill::default());
    for _ in 0..times {
        match what {
            "find" => drop(black_box(case.find(&book))),
            "cost" => drop(black_box(case.cost(&book, &bill))),
            "their_cost" => drop(black_box(case.their_cost(calculator, &bill))),
            _ => black_box(()),
        }
    }
}

/// Asks for more than is remembered.
fn fill(book: &PriceBook) {
    for number in 0..20_000 {
        let unknown = format!("unknown-{number}");
        let spaces = format!("{}gpt-4o{}", " ".repeat(number % 200), " ".repeat(number / 200));
        for model in [unknown, spaces] {
            let _found = book.find(&Lookup::new().provider("openai").response_model(&model));
        }
    }
}

fn nanoseconds<T>(rounds: u32, work: impl Fn() -> T) -> f64 {
    let mean = |_| {
        let start = Instant::now();
        for _ in 0..rounds {
            drop(black_box(work()));
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(rounds)
    };
    (0..5).map(mean).fold(f64::INFINITY, f64::min)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

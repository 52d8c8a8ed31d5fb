//! How often finding and pricing ask the allocator, each case held to its limit.
#![allow(clippy::print_stdout, reason = "a test with its own main says by itself what it found")]

#[path = "../../benches/tests/support/counting_allocator.rs"]
mod counting_allocator;

use std::hint::black_box;
use std::process::ExitCode;

use genai_otel_pricing::PriceBook;
use genai_otel_pricing_benches::{Bill, cases};
use genai_prices::Calculator;

fn main() -> ExitCode {
    let (book, bill) = (PriceBook::embedded(), Bill::default());
    let mut failed = false;
    for case in cases() {
        let steps = case.find(&book).map_or(0, |found| found.steps.len());
        // What was done to a name is said in texts; where the name is listed there are none.
        let of_steps = u64::try_from(steps + usize::from(steps > 0)).unwrap_or(u64::MAX);
        let found = allocations(|| case.find(&book));
        let priced = allocations(|| case.cost(&book, &bill));
        let theirs = allocations(|| case.their_cost(Calculator::bundled(), &bill));
        for (says, ours, limit) in [
            ("finding a model again allocates nothing but its steps", found, of_steps),
            ("a cost allocates three times and its steps", priced, of_steps + 3),
        ] {
            let is_within = ours <= limit;
            failed |= !is_within;
            let verdict = if is_within { "ok" } else { "FAILED" };
            println!(
                "{verdict}: {}: {says}: {ours}, limit {limit} (genai-prices: {theirs})",
                case.name
            );
        }
    }
    ExitCode::from(u8::from(failed))
}

/// How often `work` allocates once everything that is made once has been made.
fn allocations<T>(work: impl Fn() -> T) -> u64 {
    for _ in 0..WARM_UP {
        black_box(work());
    }
    let before = counting_allocator::allocations();
    black_box(work());
    counting_allocator::allocations() - before
}

const WARM_UP: usize = 3;

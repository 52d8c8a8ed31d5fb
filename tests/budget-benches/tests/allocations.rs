//! How often a call asks the allocator for its budgets: never.
#![allow(clippy::print_stdout, reason = "a test with its own main says by itself what it found")]

#[path = "../../benches/tests/support/counting_allocator.rs"]
mod counting_allocator;

use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;

use genai_otel_budget_benches::{attribution, call, four, with, without};
use genai_otel_core::Instrumentation;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let budgets = four()?;
    let (ours, nothing) = (with(&budgets), without());
    let more = allocations(&ours).saturating_sub(allocations(&nothing));
    println!("{more} allocations of {CALLS} calls for their budgets");
    let counted = budgets.account("session", "s-1").is_some_and(|it| it.spent.count() > 0);
    Ok(ExitCode::from(u8::from(more > 0 || !counted)))
}

/// How often so many calls allocate, once everything that is made once has been made.
fn allocations(genai: &Instrumentation) -> u64 {
    let who = attribution();
    let calls = |count: u64| {
        for _ in 0..count {
            drop(black_box(call(black_box(genai), &who)));
        }
    };
    calls(WARM_UP);
    let before = counting_allocator::allocations();
    calls(CALLS);
    counting_allocator::allocations() - before
}

const WARM_UP: u64 = 100;
/// Enough for a table to be full of what was taken out.
const CALLS: u64 = 5_000;

//! How often finding and pricing ask the allocator, each case held to its limit.
#![allow(clippy::print_stdout, reason = "a test with its own main says by itself what it found")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    black_box(work());
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

const WARM_UP: usize = 3;

/// The system's allocator, counting. Growing a list counts like allocating it anew.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[allow(unsafe_code, reason = "an allocator cannot be written without")]
// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

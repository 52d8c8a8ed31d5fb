//! How often a call asks the allocator for its budgets: never.
#![allow(clippy::print_stdout, reason = "a test with its own main says by itself what it found")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    calls(CALLS);
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

const WARM_UP: u64 = 100;
/// Enough for a table to be full of what was taken out.
const CALLS: u64 = 5_000;

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

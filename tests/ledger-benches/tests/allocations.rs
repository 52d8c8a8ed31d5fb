//! How often a call asks the allocator on its way into the ledger: at most twice.
#![allow(clippy::print_stdout, reason = "a test with its own main says by itself what it found")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::error::Error;
use std::process::ExitCode;

use genai_otel_core::RecordSink as _;
use genai_otel_ledger_benches::{AMPLE, ledger, record};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let ledger = ledger(folder.path())?;
    let record = record();
    let mut most = 0;
    // Past every growth of the queue, and between its turns.
    for _ in 0..CALLS {
        let before = ALLOCATIONS.get();
        ledger.record(&record);
        most = most.max(ALLOCATIONS.get() - before);
    }
    ledger.flush(AMPLE)?;
    let is_within = most <= LIMIT;
    let verdict = if is_within { "ok" } else { "FAILED" };
    println!("{verdict}: a call allocates at most {most} times for its line, limit {LIMIT}");
    let written = ledger.status().written;
    assert_eq!(written, CALLS, "all of them are written");
    Ok(ExitCode::from(u8::from(!is_within)))
}

const CALLS: u64 = 100_000;
const LIMIT: u64 = 2;

/// The system's allocator, counting for each thread. Growing a list counts like allocating it anew.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // Nothing is counted while the thread ends.
    let _gone = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[allow(unsafe_code, reason = "an allocator cannot be written without")]
// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

//! An append allocates nothing, however many records it brings: it has buffers, which are there after the first one.
#![allow(clippy::print_stdout, reason = "a test with its own main says by itself what it found")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use genai_otel_journal::{Journal, Options, Records, Sync};

fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), Options::default().sync(Sync::Never)).unwrap();
    let group = |len| {
        let mut records = Records::new();
        for _ in 0..len {
            records.push(&[7; 500]).unwrap();
        }
        records
    };
    let (one, thousand) = (group(1), group(1_000));
    let append = |records: &Records| {
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        journal.append(records, SystemTime::UNIX_EPOCH).unwrap();
        ALLOCATIONS.load(Ordering::Relaxed) - before
    };
    append(&thousand);
    let allocations = [append(&one), append(&thousand), append(&one), append(&thousand)];
    let verdict = if allocations == [0; 4] { "ok" } else { "FAILED" };
    println!("{verdict}: appends of one and of a thousand records: {allocations:?} allocations");
    if verdict == "ok" { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

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

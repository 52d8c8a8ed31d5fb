//! Abandoned streams leave nothing behind. Alone in its binary, because it counts every byte that is alive.
#![allow(unsafe_code, reason = "an allocator cannot be written without")]

#[path = "support/block_on.rs"]
mod block_on;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering};

use futures_util::stream::{self, StreamExt};
use genai_otel_core::{Outcome, Usage};
use genai_otel_testkit::TestTelemetry;

use block_on::block_on;

#[test]
fn a_hundred_thousand_abandoned_streams_leave_no_span_and_no_memory() {
    let telemetry = TestTelemetry::new();
    let abandon = |count: usize| {
        for number in 0..count {
            let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
            let call = builder.user_id(&format!("u-{number}")).start();
            let mut stream = call.stream_values(stream::iter([1, 2, 3]));
            assert_eq!(block_on(stream.next()), Some(1));
            stream.call().set_token_usage(120, 2);
            assert_eq!(block_on(stream.next()), Some(2));
            drop(stream);
            let record = telemetry.only_record();
            assert_eq!(
                (record.outcome, &record.usage),
                (Outcome::Abandoned, &Usage::tokens(120, 2))
            );
            telemetry.clear();
        }
    };
    // The first ones fill what is kept for good: series, names.
    abandon(1_000);
    let before = LIVE_BYTES.load(Ordering::SeqCst);
    abandon(100_000);
    let grown = LIVE_BYTES.load(Ordering::SeqCst) - before;
    assert_eq!(telemetry.live_spans(), 0);
    assert!(grown < 4_096, "{grown} bytes more are alive");
    assert!(telemetry.instrumentation().health().is_sound());
}

static LIVE_BYTES: AtomicIsize = AtomicIsize::new(0);

/// The system's allocator, counting what is alive.
struct Counting;

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE_BYTES.fetch_add(layout.size() as isize, Ordering::SeqCst);
        // SAFETY: the caller keeps the contract of `alloc`, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        LIVE_BYTES.fetch_sub(layout.size() as isize, Ordering::SeqCst);
        // SAFETY: the caller keeps the contract of `dealloc`, and the block came from `System`.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

//! Streams of chunks, bare and inside a call.

use std::hint::black_box;
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use futures_util::stream::{Stream, iter};
use genai_otel_core::{Clock, Instrumentation};

use crate::providers::discarding_tracer_provider;

/// A stream of `chunks` chunks that are all there at once.
pub fn bare(chunks: u64) -> impl Stream<Item = Result<u64, io::Error>> {
    iter((0..chunks).map(Ok))
}

/// [`bare`] inside a call.
pub fn wrapped(
    instrumentation: &Instrumentation,
    chunks: u64,
) -> impl Stream<Item = Result<u64, io::Error>> {
    instrumentation.track_llm_call("openai", "gpt-4o").start().stream(bare(chunks))
}

/// An instrumentation that makes spans, and for whose chunks no clock is read and no histogram kept: what
/// is left is the wrapper.
#[must_use]
pub fn wrapper_alone() -> Instrumentation {
    Instrumentation::builder().tracer_provider(discarding_tracer_provider()).clock(Stopped).build()
}

/// Reads a stream that never waits to its end, and adds up what it says.
pub fn read(stream: impl Stream<Item = Result<u64, io::Error>>) -> u64 {
    let mut stream = pin!(stream);
    let mut task = Context::from_waker(Waker::noop());
    let mut sum = 0_u64;
    while let Poll::Ready(Some(Ok(chunk))) = stream.as_mut().poll_next(&mut task) {
        // Each chunk for itself: a loop over a bare stream would be computed away.
        sum = black_box(sum.wrapping_add(chunk));
    }
    sum
}

/// A clock that costs nothing to read.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

//! Streams of chunks, bare and inside a call.

use std::hint::black_box;
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_util::stream::{Stream, iter};
use genai_otel_core::Instrumentation;

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

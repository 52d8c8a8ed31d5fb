//! The framing alone.

use bytes::Bytes;
use genai_otel_http::framing::{Asked, Fault, FrameSink, Frames, Head};

/// Reads a stream of events. Gives how many there were, and the bytes of their data.
#[must_use]
pub fn read(slices: &[Bytes]) -> (usize, usize) {
    let mut frames = Frames::new(Some("text/event-stream"), Asked::Stream);
    let mut sink = Counts::default();
    for slice in slices {
        frames.push(slice, &mut sink);
    }
    frames.finish(&mut sink);
    (sink.ended, sink.data)
}

#[derive(Default)]
struct Counts {
    ended: usize,
    data: usize,
}

impl FrameSink for Counts {
    fn begin(&mut self, _head: Head<'_>) {}

    fn data(&mut self, piece: &[u8]) {
        self.data += piece.len();
    }

    fn end(&mut self, _outcome: Result<(), Fault>) {
        self.ended += 1;
    }
}

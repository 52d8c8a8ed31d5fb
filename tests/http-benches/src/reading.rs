//! A whole call: framing, reading, and the record at its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use genai_otel_core::{CallRecord, Clock, Instrumentation, RecordSink};
use genai_otel_http::Tap;
use genai_otel_http::exchange::{Reading, RequestHead};

/// Taps whose calls somebody hears of, while no clock is read and nothing measured.
#[derive(Debug)]
pub struct Calls {
    tap: Tap,
    chunks: Arc<AtomicU64>,
}

impl Calls {
    /// A tap that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let chunks = Arc::new(AtomicU64::new(0));
        let sink = Chunks(Arc::clone(&chunks));
        let instrumentation = Instrumentation::builder().sink(sink).clock(Stopped).build();
        Self { tap: Tap::builder().instrumentation(instrumentation).build(), chunks }
    }

    /// Reads the stream that is the answer to a request at this path, and drops it at its end. Gives how many of its
    /// events bore output.
    #[must_use]
    pub fn read(&self, path: &str, slices: &[Bytes]) -> u64 {
        let mut reading = self.answer(path, "text/event-stream", br#"{"model":"m","stream":true}"#);
        for slice in slices {
            reading.data(slice);
        }
        drop(reading);
        self.chunks.swap(0, Ordering::Relaxed)
    }

    /// The answer to a request, whose body is to come.
    ///
    /// # Panics
    ///
    /// Where the request is no call.
    #[expect(clippy::expect_used, reason = "a benchmark of what is not read is none")]
    pub fn answer(&self, path: &str, content_type: &str, body: &[u8]) -> Reading {
        let authority = "api.example.com";
        let head = RequestHead { method: "POST", authority, https: Some(true), path, query: None };
        let exchange = self.tap.exchange(&head, Some(body)).expect("a call");
        exchange.answer(200, std::iter::once(("content-type", content_type.as_bytes())))
    }
}

impl Default for Calls {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Debug)]
struct Chunks(Arc<AtomicU64>);

impl RecordSink for Chunks {
    fn record(&self, record: &Arc<CallRecord>) {
        self.0.fetch_add(record.chunk_count.unwrap_or(0), Ordering::Relaxed);
    }
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

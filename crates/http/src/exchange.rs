//! One request and its response as they pass, whoever the client is.
//!
//! ```text
//!  request ──▶ Tap::exchange ──▶ Exchange ──answer──▶ Reading ──data, data ..──▶ end
//!                │ no call          │ fail               │ fail
//!                ▼                  ▼                    ▼
//!              nothing          one record           one record        dropped: one record, too
//! ```

mod reading;
mod request;
mod sink;
mod tap;
mod trace_context;
mod transport;

use std::fmt;
use std::task::Poll;

use genai_otel_core::ErrorClass;
use genai_otel_core::Observation;
use genai_otel_core::wire::{ResponseHeaders, WireApi, WireCall};

use self::reading::Claim;
pub use self::reading::Reading;
pub use self::request::RequestHead;
pub use self::tap::{Tap, TapBuilder};
pub use self::transport::transport_class;
use crate::framing::Asked;

/// A request that is a call, on its way. Dropped without an answer, the call is *cancelled*.
#[derive(Debug)]
#[must_use = "an exchange that is dropped is a call that was cancelled"]
pub struct Exchange {
    call: WireCall,
    api: WireApi,
    asked: Asked,
    /// The value of `traceparent`, and of `tracestate` where there is one.
    trace: Option<(String, String)>,
}

impl Exchange {
    /// Polls what sends the request, inside the call: spans of the client become children of the call's.
    pub fn poll<T>(&mut self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        self.call.poll_request(poll)
    }

    /// Runs what begins to send the request, inside the call.
    pub fn enter<T>(&self, begin: impl FnOnce() -> T) -> T {
        self.call.inside(begin)
    }

    /// The headers of W3C trace context to send along; nothing unless the tap was told that this host gets them.
    pub fn trace_headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let (parent, state) = self.trace.as_ref().map(|(p, s)| (&**p, &**s)).unwrap_or_default();
        [("traceparent", parent), ("tracestate", state)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
    }

    /// No answer came, because of this error of the client. Its class is what a classifier of the instrumentation
    /// says, else that of its kind.
    pub fn fail<E: fmt::Display + 'static>(self, error: &E) {
        match transport::known_class(error) {
            Some(class) => self.call.fail(class, Observation::new()),
            None => self.call.fail_with(error, Observation::new()),
        }
    }

    /// No answer came, for a reason that the caller has classified.
    pub fn fail_as(self, class: ErrorClass) {
        self.call.fail(class, Observation::new());
    }

    /// The head of the response has come: its status, and its headers in any order.
    pub fn answer<'h>(
        self,
        status: u16,
        headers: impl Iterator<Item = (&'h str, &'h [u8])>,
    ) -> Reading {
        let (mut content_type, mut length, mut is_encoded) = (None, None, false);
        let facts = ResponseHeaders::read(headers.inspect(|(name, value)| {
            let text = || std::str::from_utf8(value).ok();
            if name.eq_ignore_ascii_case("content-type") {
                content_type = text();
            } else if name.eq_ignore_ascii_case("content-length") {
                length = text().and_then(|length| length.trim().parse().ok());
            } else if name.eq_ignore_ascii_case("content-encoding") {
                is_encoded = !value.trim_ascii().eq_ignore_ascii_case(b"identity");
            }
        }));
        let Self { mut call, api, asked, .. } = self;
        let streams = content_type.is_some_and(is_stream_type) || asked == Asked::Stream;
        let is_stream = status < 400 && streams;
        // A stream that nobody asked for is read as one all the same: its content type says so.
        let asked = if is_stream { Asked::Stream } else { Asked::Whole };
        call.answer(status, facts, is_stream);
        let claim = Claim { content_type, is_encoded };
        Reading::new(call, api, claim, asked, length, is_stream)
    }
}

fn is_stream_type(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "text/event-stream"
        || essence == "application/vnd.amazon.eventstream"
        || ["ndjson", "jsonl", "stream+json"].iter().any(|end| essence.ends_with(end))
}

//! One request and its response as they pass, whoever the client is.
//!
//! ```text
//!  request ──▶ Tap::exchange ──▶ Exchange ──answer──▶ Reading ──data, data ..──▶ end
//!                │ no call          │ fail               │ fail
//!                ▼                  ▼                    ▼
//!              nothing          one record           one record        dropped: one record, too
//! ```

mod include_usage;
mod reading;
mod request;
mod sink;
mod tap;
mod transport;

use std::fmt;
use std::task::Poll;
use std::time::Duration;

use genai_otel_core::ErrorClass;
use genai_otel_core::Observation;
use genai_otel_core::wire::{ResponseHeaders, WireApi, WireCall};

use self::reading::Claim;
pub use self::reading::Reading;
pub use self::request::RequestHead;
use self::sink::Reader;
pub use self::tap::{Tap, TapBuilder};
pub use self::transport::transport_class;
use crate::estimate::Estimating;
use crate::framing::Asked;

/// A request that is a call, on its way. Dropped without an answer, the call is *cancelled*.
#[must_use = "an exchange that is dropped is a call that was cancelled"]
pub struct Exchange {
    call: WireCall,
    api: WireApi,
    asked: Asked,
    /// The value of `traceparent`, and of `tracestate` where there is one.
    trace: Option<(String, String)>,
    estimating: Option<Estimating>,
    /// The body that asks for usage, where the one that was given does not.
    edited: Option<Vec<u8>>,
}

impl Exchange {
    /// Says which try of the client this is, from 1. Inside a call of the application it says nothing.
    pub fn set_attempt(&self, number: u32) {
        self.call.set_attempt(number);
    }

    /// Says that the client gives up when this time has passed, by dropping the request, or an answer that is no
    /// stream: from then on that is a *timeout*.
    pub fn set_deadline(&mut self, left: Duration) {
        self.call.set_deadline(left);
    }

    /// The request is on its way, for clients whose sending cannot be [polled](Self::poll) here.
    pub fn begin(&mut self) {
        self.call.begin();
    }

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

    /// The body to send in place of the one that was given, where the tap
    /// [asks for usage](TapBuilder::include_usage); nothing where that one is to be sent as it is. Whoever sends it sees
    /// to the length that a header announces.
    #[must_use]
    pub fn take_edited_body(&mut self) -> Option<Vec<u8>> {
        self.edited.take()
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
        let Self { mut call, api, asked, mut estimating, .. } = self;
        let streams = content_type.is_some_and(is_stream_type) || asked == Asked::Stream;
        let is_stream = status < 400 && streams;
        // A stream that nobody asked for is read as one all the same: its content type says so.
        let asked = if is_stream { Asked::Stream } else { Asked::Whole };
        call.answer(status, facts, is_stream);
        if let Some(estimating) = &mut estimating {
            estimating.answer(api, is_stream);
        }
        let reader = Reader::new(api, is_stream, estimating);
        let claim = Claim { content_type, is_encoded };
        Reading::new(call, reader, claim, asked, length)
    }
}

impl fmt::Debug for Exchange {
    /// Leaves out the body, which is content, and the trace's headers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("call", &self.call)
            .field("api", &self.api)
            .field("asked", &self.asked)
            .finish_non_exhaustive()
    }
}

fn is_stream_type(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "text/event-stream"
        || essence == "application/vnd.amazon.eventstream"
        || ["ndjson", "jsonl", "stream+json"].iter().any(|end| essence.ends_with(end))
}

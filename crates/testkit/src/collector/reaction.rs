use std::time::Duration;

use super::rpc_code;
use crate::fault::Fault;

/// How the fake collector reacts to one export request.
///
/// A request that is accepted is kept; one that is refused, or whose connection fails, is not, so that what
/// [`spans`](super::FakeCollector::spans) gives is what a real backend would hold.
///
/// One script does for every protocol: over gRPC a status is answered as the code that stands for it (429 as
/// `RESOURCE_EXHAUSTED`, 502 to 504 as `UNAVAILABLE`, ...), over HTTP a code as its status.
#[derive(Clone, Debug)]
#[must_use = "a reaction does nothing until it is given to a `FakeCollector`"]
pub struct Reaction {
    pub(super) status: u16,
    pub(super) code: i32,
    pub(super) headers: Vec<(String, String)>,
    pub(super) retry_after: Option<Duration>,
    pub(super) rejected: i64,
    pub(super) message: String,
    pub(super) delay: Duration,
    pub(super) fault: Option<Fault>,
    pub(super) keeps: bool,
    pub(super) body: Option<ForeignBody>,
}

impl Reaction {
    /// Status 200, everything kept.
    pub fn accept() -> Self {
        Self::status(200)
    }

    /// Any status. Only 2xx keeps the data. OTLP/HTTP makes a client retry 429, 502, 503 and 504, nothing else.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            code: rpc_code::of_http(status),
            headers: Vec::new(),
            retry_after: None,
            rejected: 0,
            message: String::new(),
            delay: Duration::ZERO,
            fault: None,
            keeps: (200..300).contains(&status),
            body: None,
        }
    }

    /// Any code of `google.rpc.Code` (0 to 16), for gRPC. Only 0 keeps the data. OTLP makes a client retry 1, 4, 10, 11, 14
    /// and 15, and 8 where [`retry_after`](Self::retry_after) comes with it.
    pub fn grpc_status(code: i32) -> Self {
        Self { code, ..Self::status(rpc_code::to_http(code)) }
    }

    /// Status 200 with a partial success: the last `rejected` spans, data points or log records are not kept.
    /// With 0 it is a warning, and everything is kept.
    pub fn partial_success(rejected: u32, message: impl Into<String>) -> Self {
        Self { rejected: i64::from(rejected), message: message.into(), ..Self::accept() }
    }

    /// Status 200 with a page for people, as something between answers that wants somebody to log in; nothing is kept. Over
    /// gRPC it is [`accept`](Self::accept) that keeps nothing.
    pub fn page() -> Self {
        let body = ForeignBody { content_type: Some("text/html; charset=utf-8"), bytes: PAGE };
        Self { body: Some(body), keeps: false, ..Self::accept() }
    }

    /// Status 200 with a body that is no answer of OTLP, though it says so, or says nothing of its kind; nothing is kept.
    /// Over gRPC a message that cannot be read.
    pub fn garbage() -> Self {
        let body = ForeignBody { content_type: None, bytes: GARBAGE };
        Self { body: Some(body), keeps: false, ..Self::accept() }
    }

    /// The connection fails; nothing is kept. What would have been answered is a warning, or there were nothing to break
    /// off in.
    pub fn fault(fault: Fault) -> Self {
        Self { fault: Some(fault), keeps: false, ..Self::partial_success(0, BROKEN_OFF) }
    }

    /// What is said about it: the message of a refusal, or of a partial success. Of a refusal defaults to one that
    /// names the fake collector.
    pub fn message(self, message: impl Into<String>) -> Self {
        Self { message: message.into(), ..self }
    }

    /// Asks the client to come back after `delay`: over HTTP by `Retry-After`, in whole seconds rounded up, over gRPC by a
    /// `RetryInfo`.
    pub fn retry_after(self, delay: Duration) -> Self {
        Self { retry_after: Some(delay), ..self }
    }

    /// One more header field in the answer, over gRPC as metadata.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// How long to wait before the answer. Defaults to none.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Keeps the data although the client is told otherwise, as a collector does whose answer gets lost.
    pub fn keep_anyway(mut self) -> Self {
        self.keeps = true;
        self
    }
}

impl Default for Reaction {
    fn default() -> Self {
        Self::accept()
    }
}

/// A body in place of the answer of OTLP.
#[derive(Clone, Copy, Debug)]
pub(super) struct ForeignBody {
    /// Nothing is that of the answer whose place it takes.
    pub(super) content_type: Option<&'static str>,
    pub(super) bytes: &'static [u8],
}

const PAGE: &[u8] = b"<!doctype html><title>Log in</title>";
const GARBAGE: &[u8] = b"<all is well>";
const BROKEN_OFF: &str = "the fake collector was told to break off this answer";

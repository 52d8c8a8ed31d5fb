use std::time::Duration;

use crate::fault::Fault;

/// How the fake collector reacts to one export request.
///
/// A request that is accepted is kept; one that is refused, or whose connection fails, is not, so that what
/// [`spans`](super::FakeCollector::spans) gives is what a real backend would hold.
#[derive(Clone, Debug)]
#[must_use = "a reaction does nothing until it is given to a `FakeCollector`"]
pub struct Reaction {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) rejected: i64,
    pub(super) message: String,
    pub(super) delay: Duration,
    pub(super) fault: Option<Fault>,
    pub(super) keeps: bool,
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
            headers: Vec::new(),
            rejected: 0,
            message: String::new(),
            delay: Duration::ZERO,
            fault: None,
            keeps: (200..300).contains(&status),
        }
    }

    /// Status 200 with a partial success: the last `rejected` spans, data points or log records are not kept.
    /// With 0 it is a warning, and everything is kept.
    pub fn partial_success(rejected: u32, message: impl Into<String>) -> Self {
        Self { rejected: i64::from(rejected), message: message.into(), ..Self::accept() }
    }

    /// The connection fails; nothing is kept.
    pub fn fault(fault: Fault) -> Self {
        Self { fault: Some(fault), keeps: false, ..Self::accept() }
    }

    /// Asks the client to come back after `delay`, in whole seconds rounded up.
    pub fn retry_after(self, delay: Duration) -> Self {
        let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
        self.header("retry-after", seconds.to_string())
    }

    /// One more header field in the answer.
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

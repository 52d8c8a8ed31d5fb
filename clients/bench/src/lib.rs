//! What the tests of client libraries share: a provider on loopback, telemetry in memory, and recorded answers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::missing_panics_doc, reason = "a test that cannot go on has failed")]

mod recorded;

use genai_otel_core::{CallRecord, LlmCall};
use genai_otel_http::Tap;
use genai_otel_testkit::{FakeProvider, Reply, TestTelemetry, TraceTree};

pub use self::recorded::Recorded;

/// A provider and the telemetry of the client that calls it.
#[derive(Debug)]
pub struct Bench {
    /// Whom the client calls.
    pub provider: FakeProvider,
    /// What was told.
    pub telemetry: TestTelemetry,
}

impl Bench {
    /// A provider that gives these replies in order.
    #[must_use]
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let provider = FakeProvider::start().unwrap();
        replies.into_iter().for_each(|reply| provider.push(reply));
        Self { provider, telemetry: TestTelemetry::new() }
    }

    /// A tap that tells this bench.
    #[must_use]
    pub fn tap(&self) -> Tap {
        Tap::builder().instrumentation(self.telemetry.instrumentation().clone()).build()
    }

    /// A call that the application makes itself.
    pub fn guard(&self, provider: &str, model: &str) -> LlmCall {
        self.telemetry.instrumentation().track_llm_call(provider, model).start()
    }

    /// Where the provider is, with this path behind it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.provider.url())
    }

    /// The spans, their ports apart, which differ from run to run.
    #[must_use]
    pub fn told(&self) -> String {
        let tree = TraceTree::new().hide_attributes(["server.port"]);
        tree.render(&self.telemetry.spans())
    }

    /// The only record. Its span is the only one, so nothing was counted twice.
    #[must_use]
    #[track_caller]
    pub fn record(&self) -> CallRecord {
        let record = self.telemetry.only_record();
        assert_eq!(self.telemetry.spans().len(), 1);
        CallRecord::clone(&record)
    }
}

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use genai_otel_core::{CallRecord, RecordSink};

use crate::lock::lock;
use crate::recording::Recording;

/// A sink that keeps every record, the latest 100,000 of them. Clones share what they keep.
///
/// ```
/// use genai_otel_core::{Instrumentation, Outcome};
/// use genai_otel_testkit::RecordingSink;
///
/// let sink = RecordingSink::new();
/// let instrumentation = Instrumentation::builder().sink(sink.clone()).build();
/// instrumentation.track_llm_call("openai", "gpt-4o").start().finish();
/// assert_eq!(sink.only().outcome, Outcome::Completed);
/// ```
#[derive(Clone, Debug, Default)]
pub struct RecordingSink {
    records: Arc<Mutex<Recording<Arc<CallRecord>>>>,
}

impl RecordingSink {
    /// A sink that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The records in the order in which their calls ended.
    #[must_use]
    pub fn records(&self) -> Vec<Arc<CallRecord>> {
        lock(&self.records).iter().cloned().collect()
    }

    /// How many calls ended since the start or the last [`clear`](Self::clear), forgotten ones included.
    #[must_use]
    pub fn count(&self) -> usize {
        lock(&self.records).seen()
    }

    /// The one record there is.
    ///
    /// # Panics
    ///
    /// When there is none or more than one; the message lists them.
    #[must_use]
    #[track_caller]
    pub fn only(&self) -> Arc<CallRecord> {
        let records = self.records();
        match <[_; 1]>::try_from(records) {
            Ok([record]) => record,
            Err(records) => {
                panic!("expected one record, found {}{}", records.len(), listed(&records))
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        lock(&self.records).clear();
    }
}

impl RecordSink for RecordingSink {
    fn record(&self, record: &Arc<CallRecord>) {
        lock(&self.records).push(Arc::clone(record), RECORD_WEIGHT);
    }
}

fn listed(records: &[Arc<CallRecord>]) -> String {
    let mut list = String::new();
    for record in records.iter().take(MAX_LISTED) {
        let model = record.request.model.as_deref().unwrap_or_default();
        // Writing into a String does not fail.
        _ = write!(list, "\n  {} {model}: {}", record.operation, record.outcome);
    }
    if records.len() > MAX_LISTED {
        list.push_str("\n  ...");
    }
    list
}

/// A rough size of a record; the memory limit needs no more.
const RECORD_WEIGHT: usize = 1_024;
const MAX_LISTED: usize = 20;

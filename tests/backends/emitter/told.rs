//! What the program knows that it sent, for the other side to compare with.

mod cost;

use std::collections::BTreeMap;

use genai_otel_testkit::RecordingSink;
use serde_json::{Map, Value, json};

pub(crate) use self::cost::Cost;
use crate::definitions;

/// The account of a run: spans, points of metrics, and what made them.
pub(crate) struct Told {
    sink: RecordingSink,
    /// Version and hash of the price book.
    book: String,
    /// Under which names costs are to be told, as the variable says it.
    cost_names: String,
    /// Trace and span of each finished call, by the name that the story gave it.
    ids: BTreeMap<&'static str, (String, String)>,
    spans: Vec<Span>,
    points: Vec<Value>,
}

/// The span of a finished call in the story's own words.
pub(crate) struct Span {
    pub(crate) key: &'static str,
    /// The call that it was made in.
    pub(crate) parent: Option<&'static str>,
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    /// The text of the status, where that is an error.
    pub(crate) error: Option<&'static str>,
    /// Milliseconds on the story's clock.
    pub(crate) from: u64,
    pub(crate) until: u64,
    pub(crate) attributes: Value,
}

impl Told {
    pub(crate) const fn new(sink: RecordingSink, book: String, cost_names: String) -> Self {
        Self { sink, book, cost_names, ids: BTreeMap::new(), spans: Vec::new(), points: Vec::new() }
    }

    /// The call that has just ended.
    ///
    /// # Panics
    ///
    /// When none or more than one ended since the last, or it made no span: the story is wrong then.
    pub(crate) fn span(&mut self, span: Span) {
        let records = self.sink.records();
        assert_eq!(records.len(), self.spans.len() + 1, "calls ended until `{}`", span.key);
        let trace = records.last().and_then(|record| record.trace);
        let Some((trace, id)) = trace else { panic!("`{}` has no span", span.key) };
        self.ids.insert(span.key, (trace.to_string(), id.to_string()));
        self.spans.push(span);
    }

    /// One measurement, in the order in which they are made.
    pub(crate) fn measured(&mut self, metric: &str, labels: &Value, value: impl Into<Value>) {
        self.points.push(json!({ "metric": metric, "labels": labels, "value": value.into() }));
    }

    /// Calls in flight at the end, where others of the kind came and went.
    pub(crate) fn active(&mut self, operation: &str, provider: &str, calls: i64) {
        let mut labels = json!({ "gen_ai.operation.name": operation });
        if !provider.is_empty() {
            labels["gen_ai.provider.name"] = provider.into();
        }
        self.measured("genai_otel.active_calls", &labels, calls);
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "process": { "pid": std::process::id(), "version": env!("CARGO_PKG_VERSION") },
            "scope": definitions::scope(),
            "spans": self.spans.iter().map(|span| self.span_json(span)).collect::<Vec<_>>(),
            "metrics": definitions::metrics(),
            "points": self.points,
        })
    }

    fn span_json(&self, span: &Span) -> Value {
        let (trace, id) = &self.ids[span.key];
        json!({
            "trace_id": trace,
            "span_id": id,
            "parent_span_id": span.parent.map_or("", |parent| self.ids[parent].1.as_str()),
            "name": span.name,
            "kind": span.kind,
            "error": span.error,
            "start_unix_nano": EPOCH_NANOS + span.from * NANOS_PER_MILLI,
            "end_unix_nano": EPOCH_NANOS + span.until * NANOS_PER_MILLI,
            "attributes": span.attributes,
        })
    }
}

/// All fields of several objects in one.
///
/// # Panics
///
/// When a field is in two of them, or one is no object: the story is wrong then.
pub(crate) fn all<const N: usize>(parts: [&Value; N]) -> Value {
    let mut whole = Map::new();
    for part in parts {
        let Value::Object(fields) = part else { panic!("not an object: {part}") };
        for (key, value) in fields {
            assert!(whole.insert(key.clone(), value.clone()).is_none(), "`{key}` is said twice");
        }
    }
    Value::Object(whole)
}

/// 2026-01-01T00:00:00Z, where the test clock starts.
const EPOCH_NANOS: u64 = 1_767_225_600_000_000_000;
const NANOS_PER_MILLI: u64 = 1_000_000;

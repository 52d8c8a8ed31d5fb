//! What the console exporters print, letter by letter.

mod forest;
mod hostile;
mod lines;
mod metrics;
mod pipeline;

use std::{
    future::Future,
    io::{self, Write},
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime},
};

use genai_otel_otlp::ConsoleSpanExporter;
use opentelemetry::{
    InstrumentationScope, KeyValue, SpanId, StringValue, TraceFlags, TraceId, Value,
    trace::{SpanContext, SpanKind, Status, TraceState},
};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{SpanData, SpanEvents, SpanExporter as _, SpanLinks},
};

/// A writer to look at.
#[derive(Clone, Debug, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Screen {
    /// What was written since the last look.
    fn look(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn console() -> (Screen, ConsoleSpanExporter) {
    let screen = Screen::default();
    (screen.clone(), ConsoleSpanExporter::new().writer(screen))
}

fn export(exporter: &ConsoleSpanExporter, spans: impl Into<Vec<SpanData>>) {
    try_export(exporter, spans).unwrap();
}

/// The exporters never wait, so one look at their future is enough.
fn try_export(exporter: &ConsoleSpanExporter, spans: impl Into<Vec<SpanData>>) -> OTelSdkResult {
    let mut export = pin!(exporter.export(spans.into()));
    match export.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it waits"),
    }
}

/// A span of trace 1 that begins at `start` and takes `took` milliseconds; the parent 0 is none.
fn span(id: u64, parent: u64, name: &'static str, start: u64, took: u64) -> SpanData {
    let start_time = SystemTime::UNIX_EPOCH + Duration::from_millis(start);
    SpanData {
        span_context: context(1, id),
        parent_span_id: SpanId::from(parent),
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name: name.into(),
        start_time,
        end_time: start_time + Duration::from_millis(took),
        attributes: Vec::new(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: InstrumentationScope::default(),
    }
}

fn context(trace: u128, span: u64) -> SpanContext {
    let (trace, span) = (TraceId::from(trace), SpanId::from(span));
    SpanContext::new(trace, span, TraceFlags::SAMPLED, false, TraceState::default())
}

fn of_trace(trace: u128, mut span: SpanData) -> SpanData {
    let id = span.span_context.span_id();
    span.span_context = context(trace, u64::from_be_bytes(id.to_bytes()));
    span
}

fn with<const N: usize>(mut span: SpanData, attributes: [(&'static str, Value); N]) -> SpanData {
    span.attributes.extend(attributes.map(|(key, value)| KeyValue::new(key, value)));
    span
}

/// A call as this project's own instrumentation tells it.
fn call(operation: &'static str, span: SpanData) -> SpanData {
    with(span, [("gen_ai.operation.name", operation.into())])
}

fn texts(texts: &[&'static str]) -> Value {
    Value::Array(texts.iter().map(|text| StringValue::from(*text)).collect::<Vec<_>>().into())
}

const TRACE_1: &str = "trace 00000000000000000000000000000001";

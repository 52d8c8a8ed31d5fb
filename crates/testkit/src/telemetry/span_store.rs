use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};

use crate::collector::{CollectedSpan, read_spans};
use crate::lock::lock;
use crate::recording::Recording;

/// Keeps finished spans and counts those that are not finished.
#[derive(Clone, Debug, Default)]
pub(super) struct SpanStore {
    shelf: Arc<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    /// As the SDK hands them over: translating them is slow and often not needed.
    finished: Mutex<Recording<SpanData>>,
    live: AtomicUsize,
}

impl SpanStore {
    /// What an exporter would have sent, in the order of the ends.
    pub(super) fn spans(&self) -> Vec<CollectedSpan> {
        let finished = lock(&self.shelf.finished).iter().cloned().collect();
        let resource = ResourceAttributesWithSchema::default();
        let translate = |span| {
            let resource_spans = group_spans_by_resource_and_scope(vec![span], &resource);
            read_spans(ExportTraceServiceRequest { resource_spans }).unwrap_or_default()
        };
        // One by one: grouping would put them in the order of their scopes.
        let finished: Vec<SpanData> = finished;
        finished.into_iter().flat_map(translate).collect()
    }

    pub(super) fn live(&self) -> usize {
        self.shelf.live.load(Ordering::SeqCst)
    }

    pub(super) fn clear(&self) {
        lock(&self.shelf.finished).clear();
    }
}

impl SpanProcessor for SpanStore {
    fn on_start(&self, _span: &mut Span, _context: &Context) {
        self.shelf.live.fetch_add(1, Ordering::SeqCst);
    }

    fn on_end(&self, span: SpanData) {
        self.shelf.live.fetch_sub(1, Ordering::SeqCst);
        // Exporters get sampled spans only; a sampler may also ask for recording alone.
        if span.span_context.is_sampled() {
            lock(&self.shelf.finished).push(span, SPAN_WEIGHT);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// A rough size of a span; the memory limit needs no more.
const SPAN_WEIGHT: usize = 1_024;

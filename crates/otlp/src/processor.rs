use std::{sync::Arc, time::Duration};

use opentelemetry::Context;
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{BatchSpanProcessor, Span, SpanData, SpanProcessor},
};

use crate::delivery::Delivery;

/// The SDK's batch processor, shared between its provider and the guard.
///
/// The guard needs it directly: the provider reports a flush that ran out of time and one that failed
/// in the same words.
#[derive(Clone, Debug)]
pub(crate) struct SharedProcessor {
    batch: Arc<BatchSpanProcessor>,
    delivery: Arc<Delivery>,
}

impl SharedProcessor {
    /// The resource has to come now: a shared processor cannot be told one later.
    pub(crate) fn new(
        mut batch: BatchSpanProcessor,
        resource: &Resource,
        delivery: Arc<Delivery>,
    ) -> Self {
        batch.set_resource(resource);
        Self { batch: Arc::new(batch), delivery }
    }

    pub(crate) fn delivery(&self) -> Arc<Delivery> {
        Arc::clone(&self.delivery)
    }
}

impl SpanProcessor for SharedProcessor {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.batch.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        // A sampler may record a span for other processors only; the specification keeps it from exporters.
        if span.span_context.is_sampled() && self.delivery.admit() {
            self.batch.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.batch.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.batch.shutdown_with_timeout(timeout)
    }
}

/// Hands every span to each of several processors.
#[derive(Debug)]
pub(crate) struct EachProcessor(Vec<Box<dyn SpanProcessor>>);

impl EachProcessor {
    pub(crate) fn new(processors: Vec<Box<dyn SpanProcessor>>) -> Self {
        Self(processors)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Asks all of them, also after one that failed; the first failure is the result.
    fn all(&self, ask: impl Fn(&dyn SpanProcessor) -> OTelSdkResult) -> OTelSdkResult {
        let results = self.0.iter().map(|processor| ask(&**processor));
        results.fold(Ok(()), |whole, result| whole.and(result))
    }
}

impl SpanProcessor for EachProcessor {
    fn on_start(&self, span: &mut Span, context: &Context) {
        for processor in &self.0 {
            processor.on_start(span, context);
        }
    }

    fn on_end(&self, span: SpanData) {
        let Some((last, others)) = self.0.split_last() else { return };
        for processor in others {
            processor.on_end(span.clone());
        }
        last.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.all(|processor| processor.force_flush())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.all(|processor| processor.shutdown_with_timeout(timeout))
    }
}

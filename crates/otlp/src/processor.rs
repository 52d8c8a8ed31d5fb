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

    /// Asks all of them, also after one that failed; the first failure is the result.
    fn all(&self, ask: impl Fn(&dyn SpanProcessor) -> OTelSdkResult) -> OTelSdkResult {
        let mut result = Ok(());
        for processor in &self.0 {
            result = result.and(ask(&**processor));
        }
        result
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use opentelemetry::trace::{Tracer as _, TracerProvider as _};
    use opentelemetry_sdk::{error::OTelSdkError, trace::SdkTracerProvider};

    use super::*;

    #[test]
    fn each_processor_hears_of_everything_and_the_first_failure_is_told() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hear = |name, result: fn() -> OTelSdkResult| -> Box<dyn SpanProcessor> {
            Box::new(Hearing { name, heard: Arc::clone(&heard), result })
        };
        let failing = || Err(OTelSdkError::InternalFailure("the first".to_owned()));
        let each = EachProcessor::new(vec![hear("one", failing), hear("other", || Ok(()))]);
        let provider = SdkTracerProvider::builder().with_span_processor(each).build();
        provider.tracer("test").in_span("chat", |_| {});
        let flushed = provider.force_flush().map_err(|error| error.to_string());
        assert!(flushed.is_err_and(|error| error.contains("the first")));
        let expected = ["one starts", "other starts", "one ends chat", "other ends chat"];
        let flushes = ["one is flushed", "other is flushed"];
        assert_eq!(*heard.lock().unwrap(), [&expected[..], &flushes].concat());
    }

    #[derive(Debug)]
    struct Hearing {
        name: &'static str,
        heard: Arc<Mutex<Vec<String>>>,
        result: fn() -> OTelSdkResult,
    }

    impl Hearing {
        fn note(&self, what: &str) {
            self.heard.lock().unwrap().push(format!("{} {what}", self.name));
        }
    }

    impl SpanProcessor for Hearing {
        fn on_start(&self, _: &mut Span, _: &Context) {
            self.note("starts");
        }

        fn on_end(&self, span: SpanData) {
            self.note(&format!("ends {}", span.name));
        }

        fn force_flush(&self) -> OTelSdkResult {
            self.note("is flushed");
            (self.result)()
        }

        fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
            Ok(())
        }
    }
}

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use genai_otel_core::{Adoption, FinishedSpan, Instrumentation, SCOPE_NAME, mend_attributes};
use opentelemetry::{
    Context,
    trace::{Span as _, SpanId},
};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{Span, SpanData, SpanProcessor},
};

/// Mends the `gen_ai` spans of other libraries and counts them like calls of ours, before the processor
/// that it wraps receives them. An [`OtlpPipeline`](crate::OtlpPipeline) has one unless told
/// [otherwise](crate::OtlpPipeline::without_mending).
///
/// ```text
///   foreign span ends ──► names and types ──► does a call of ours count it? ──► CallRecord ──► metrics, sinks
///                                │                     yes: nothing                no
///                                └────────────────────────────────────────────────────────► wrapped processor
/// ```
///
/// Clients that trace themselves through `tracing` cannot write an unsigned number or a list: both become text. Others
/// keep names that the conventions have left behind. [`mend_attributes`] says what is put right. From a span that names
/// its operation (`gen_ai.operation.name`) a record follows, which reaches the metrics and the sinks of an
/// [`Instrumentation`], once whatever stands around and inside; [`Adoption`] says when.
///
/// It has to wrap: registered beside another processor it would mend a copy of its own.
///
/// ```
/// use genai_otel_otlp::{ConsoleSpanExporter, MendingProcessor};
/// use opentelemetry_sdk::trace::{BatchSpanProcessor, SdkTracerProvider};
///
/// // Any other processor would do.
/// let batch = BatchSpanProcessor::builder(ConsoleSpanExporter::new()).build();
/// let provider =
///     SdkTracerProvider::builder().with_span_processor(MendingProcessor::new(batch)).build();
/// # drop(provider);
/// ```
///
/// # Limits
///
/// - It sees the spans that a sampler keeps: what is dropped there is neither in the metrics nor in the sinks.
/// - Attributes past the SDK's limit on attributes of a span are gone before it sees them.
/// - The record has what the span says: no attempts, no stream timing but `gen_ai.response.time_to_first_chunk`, no
///   content.
#[derive(Debug)]
pub struct MendingProcessor<P> {
    inner: P,
    adoption: Adoption,
    counter: Counter,
}

impl<P> MendingProcessor<P> {
    /// Wraps a processor. Calls are counted by [`Instrumentation::global`], as it is when a span ends.
    pub fn new(inner: P) -> Self {
        Self { inner, adoption: Adoption::new(), counter: Counter::default() }
    }

    /// Counts calls by this instrumentation in place of the global. It is let go at the shutdown.
    #[must_use]
    pub fn counted_by(self, instrumentation: Instrumentation) -> Self {
        self.counter.set(instrumentation);
        self
    }

    /// Wraps a processor for somebody who names the instrumentation later.
    pub(crate) fn shared(inner: P, counter: &Counter) -> Self {
        Self { counter: counter.clone(), ..Self::new(inner) }
    }

    fn mend(&self, span: &mut SpanData) {
        let is_own = span.instrumentation_scope.name() == SCOPE_NAME;
        if !is_own {
            mend_attributes(&mut span.attributes);
        }
        let has_local_parent =
            span.parent_span_id != SpanId::INVALID && !span.parent_span_is_remote;
        let finished = FinishedSpan {
            trace_id: span.span_context.trace_id(),
            span_id: span.span_context.span_id(),
            local_parent: has_local_parent.then_some(span.parent_span_id),
            attributes: &span.attributes,
            status: &span.status,
            started_at: span.start_time,
            ended_at: span.end_time,
        };
        if is_own {
            return self.adoption.ended_own(&finished);
        }
        self.adoption.ended(&finished, || self.counter.get());
    }
}

impl<P: SpanProcessor> SpanProcessor for MendingProcessor<P> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.adoption.started(span.span_context().span_id(), context);
        self.inner.on_start(span, context);
    }

    fn on_end(&self, mut span: SpanData) {
        self.mend(&mut span);
        self.inner.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.counter.stop();
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

/// Who counts the calls of others, shared by the processor and whoever names the instrumentation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counter(Arc<RwLock<Who>>);

#[derive(Debug, Default)]
enum Who {
    #[default]
    Global,
    This(Instrumentation),
    /// The end has come.
    Nobody,
}

impl Counter {
    /// Names one, until the end.
    pub(crate) fn set(&self, instrumentation: Instrumentation) {
        self.replace(|who| {
            if matches!(who, Who::Nobody) { Who::Nobody } else { Who::This(instrumentation) }
        });
    }

    /// Nothing counts any more. An instrumentation is let go, which may hold the provider that holds this.
    pub(crate) fn stop(&self) {
        self.replace(|_| Who::Nobody);
    }

    fn get(&self) -> Option<Instrumentation> {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Who::Global => Some(Instrumentation::global()),
            Who::This(instrumentation) => Some(instrumentation.clone()),
            Who::Nobody => None,
        }
    }

    fn replace(&self, next: impl FnOnce(&Who) -> Who) {
        let replaced = {
            let mut who = self.0.write().unwrap_or_else(PoisonError::into_inner);
            let next = next(&who);
            std::mem::replace(&mut *who, next)
        };
        // May be the last of its kind, whose end is other people's code.
        drop(replaced);
    }
}

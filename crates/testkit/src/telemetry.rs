mod builder;
mod metric_store;
mod span_store;

use std::fmt;
use std::sync::Arc;

use genai_otel_core::{CallRecord, Instrumentation};
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

pub use self::builder::TestTelemetryBuilder;
use self::metric_store::MetricStore;
use self::span_store::SpanStore;
use crate::collector::{CollectedMetric, CollectedSpan};
use crate::fake_clock::FakeClock;
use crate::recording_sink::RecordingSink;
use crate::render::{MetricList, TraceTree};

/// An [`Instrumentation`] whose spans, metrics and records stay in memory, to be looked at.
///
/// It runs the real SDK, and shows what an exporter would send. Nothing in it is global: as many as you like run side
/// by side in the threads of one test binary. Time stands still unless the test moves its [`clock`](Self::clock).
///
/// ```
/// use std::time::Duration;
///
/// use genai_otel_testkit::TestTelemetry;
///
/// let telemetry = TestTelemetry::new();
/// let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
/// telemetry.clock().advance(Duration::from_millis(250));
/// call.set_token_usage(12, 5);
/// call.finish();
///
/// assert_eq!(
///     telemetry.render_trace(),
///     "\
/// trace · 1 span · 250 ms
/// └─ chat gpt-4o · client · 250 ms
///      gen_ai.operation.name                chat
///      gen_ai.provider.name                 openai
///      gen_ai.request.model                 gpt-4o
///      gen_ai.usage.input_tokens            12
///      gen_ai.usage.output_tokens           5
///      genai_otel.output_tokens_per_second  20.0"
/// );
/// assert_eq!(telemetry.only_record().usage.total(), Some(17));
/// assert_eq!(telemetry.live_spans(), 0);
/// ```
pub struct TestTelemetry {
    instrumentation: Instrumentation,
    tracer_provider: SdkTracerProvider,
    meter_provider: SdkMeterProvider,
    spans: SpanStore,
    metrics: MetricStore,
    sink: RecordingSink,
    clock: FakeClock,
}

impl TestTelemetry {
    /// Telemetry with every setting at its default.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Telemetry with other settings.
    pub fn builder() -> TestTelemetryBuilder {
        TestTelemetryBuilder::new()
    }

    /// What the code under test makes its calls with.
    #[must_use]
    pub const fn instrumentation(&self) -> &Instrumentation {
        &self.instrumentation
    }

    /// The clock that spans, metrics and records get their times from.
    #[must_use]
    pub const fn clock(&self) -> &FakeClock {
        &self.clock
    }

    /// A tracer whose spans end up beside those of the calls, for spans of the application's own.
    ///
    /// Their times come from the operating system unless they are given.
    #[must_use]
    pub fn tracer(&self, name: &'static str) -> SdkTracer {
        self.tracer_provider.tracer(name)
    }

    /// The provider behind the spans.
    #[must_use]
    pub const fn tracer_provider(&self) -> &SdkTracerProvider {
        &self.tracer_provider
    }

    /// The provider behind the metrics.
    #[must_use]
    pub const fn meter_provider(&self) -> &SdkMeterProvider {
        &self.meter_provider
    }

    /// Finished, sampled spans in the order in which they ended, the latest 100,000 of them.
    #[must_use]
    pub fn spans(&self) -> Vec<CollectedSpan> {
        self.spans.spans()
    }

    /// How many recording spans were started and have not ended.
    #[must_use]
    pub fn live_spans(&self) -> usize {
        self.spans.live()
    }

    /// All metrics since the start, sorted by name, their points by attributes.
    ///
    /// # Panics
    ///
    /// When the SDK cannot collect them, such as after the meter provider was shut down.
    #[must_use]
    #[track_caller]
    pub fn metrics(&self) -> Vec<CollectedMetric> {
        if let Err(error) = self.meter_provider.force_flush() {
            panic!("metrics cannot be collected: {error}");
        }
        self.metrics.metrics()
    }

    /// The records of finished calls in the order in which they ended, the latest 100,000 of them.
    #[must_use]
    pub fn records(&self) -> Vec<Arc<CallRecord>> {
        self.sink.records()
    }

    /// The sink behind the records.
    #[must_use]
    pub const fn sink(&self) -> &RecordingSink {
        &self.sink
    }

    /// The one span there is.
    ///
    /// # Panics
    ///
    /// When there is none or more than one; the message shows them.
    #[must_use]
    #[track_caller]
    pub fn only_span(&self) -> CollectedSpan {
        match <[_; 1]>::try_from(self.spans()) {
            Ok([span]) => span,
            Err(spans) => panic!("expected one span, found:\n{}", TraceTree::new().render(&spans)),
        }
    }

    /// The one span with this name.
    ///
    /// # Panics
    ///
    /// When there is none or more than one; the message shows all spans.
    #[must_use]
    #[track_caller]
    pub fn span_named(&self, name: &str) -> CollectedSpan {
        let spans = self.spans();
        let mut named = spans.iter().filter(|span| span.name == name);
        match (named.next(), named.next()) {
            (Some(span), None) => span.clone(),
            _ => {
                panic!("expected one span `{name}` in:\n{}", TraceTree::new().render(&spans))
            }
        }
    }

    /// The one record there is.
    ///
    /// # Panics
    ///
    /// When there is none or more than one; the message lists them.
    #[must_use]
    #[track_caller]
    pub fn only_record(&self) -> Arc<CallRecord> {
        self.sink.only()
    }

    /// All spans as trees, by the defaults of [`TraceTree`].
    #[must_use]
    pub fn render_trace(&self) -> String {
        TraceTree::new().render(&self.spans())
    }

    /// All metrics as a list, by the defaults of [`MetricList`].
    ///
    /// # Panics
    ///
    /// As [`metrics`](Self::metrics).
    #[must_use]
    #[track_caller]
    pub fn render_metrics(&self) -> String {
        MetricList::new().render(&self.metrics())
    }

    /// Forgets finished spans and records. Metrics go on counting, and live spans stay alive.
    pub fn clear(&self) {
        self.spans.clear();
        self.sink.clear();
    }
}

impl Default for TestTelemetry {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TestTelemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestTelemetry")
            .field("spans", &self.spans)
            .field("sink", &self.sink)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

use std::fmt;
use std::time::Duration;

use genai_otel_core::{Gate, Instrumentation, InstrumentationBuilder, RecordSink};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, ShouldSample, SpanLimits};

use super::TestTelemetry;
use super::metric_store::MetricStore;
use super::span_store::SpanStore;
use crate::fake_clock::FakeClock;
use crate::recording_sink::RecordingSink;

/// Builds a [`TestTelemetry`]. Every setting has a default.
#[must_use = "call `build` to get telemetry"]
pub struct TestTelemetryBuilder {
    instrumentation: InstrumentationBuilder,
    sampler: Box<dyn ShouldSample>,
    clock: FakeClock,
    uses_fake_clock: bool,
    sink: RecordingSink,
}

impl TestTelemetryBuilder {
    pub(super) fn new() -> Self {
        let sink = RecordingSink::new();
        Self {
            instrumentation: Instrumentation::builder().sink(sink.clone()),
            // Not the SDK's default, which an environment variable could change.
            sampler: Box::new(Sampler::ParentBased(Box::new(Sampler::AlwaysOn))),
            clock: FakeClock::new(),
            uses_fake_clock: true,
            sink,
        }
    }

    /// Which spans are kept. Defaults to all, unless a parent was not sampled. Records and metrics are kept
    /// whatever it says.
    pub fn sampler(mut self, sampler: impl ShouldSample + 'static) -> Self {
        self.sampler = Box::new(sampler);
        self
    }

    /// Adds a sink. It comes after the recording one.
    pub fn sink(self, sink: impl RecordSink + 'static) -> Self {
        self.configure(|builder| builder.sink(sink))
    }

    /// Adds a gate.
    pub fn gate(self, gate: impl Gate + 'static) -> Self {
        self.configure(|builder| builder.gate(gate))
    }

    /// Keeps the text of errors. Off by default, as in production.
    pub fn error_messages(self, keep: bool) -> Self {
        self.configure(|builder| builder.error_messages(keep))
    }

    /// Takes these attributes from incoming W3C baggage. None by default.
    pub fn baggage_keys<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.configure(|builder| builder.baggage_keys(names))
    }

    /// Reads time from this clock, which several telemetries may share. Defaults to one of its own.
    pub fn clock(mut self, clock: FakeClock) -> Self {
        self.clock = clock;
        self
    }

    /// Reads time from the operating system instead of a [`FakeClock`].
    pub fn system_clock(mut self) -> Self {
        self.uses_fake_clock = false;
        self
    }

    /// Changes any other setting of the instrumentation: classifiers, conventions.
    ///
    /// Providers and clock set here are replaced by the testing ones.
    ///
    /// ```
    /// use genai_otel_core::ErrorClass;
    /// use genai_otel_testkit::TestTelemetry;
    ///
    /// let telemetry = TestTelemetry::builder()
    ///     .configure(|instrumentation| {
    ///         instrumentation.classify_with(|_: &std::fmt::Error| Some(ErrorClass::from_static("unprintable")))
    ///     })
    ///     .build();
    /// telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().fail(&std::fmt::Error);
    /// assert_eq!(telemetry.only_record().error_type.as_deref(), Some("unprintable"));
    /// ```
    pub fn configure(
        mut self,
        configure: impl FnOnce(InstrumentationBuilder) -> InstrumentationBuilder,
    ) -> Self {
        self.instrumentation = configure(self.instrumentation);
        self
    }

    /// Builds it. Starts one thread, which collects metrics when asked to.
    #[must_use]
    pub fn build(self) -> TestTelemetry {
        let spans = SpanStore::default();
        let metrics = MetricStore::default();
        let tracer_provider = SdkTracerProvider::builder()
            .with_resource(Resource::builder_empty().build())
            .with_sampler(self.sampler)
            // Said here, or the SDK reads them from the environment of whoever runs the test.
            .with_span_limits(SpanLimits::default())
            .with_span_processor(spans.clone())
            .build();
        let reader = PeriodicReader::builder(metrics.clone()).with_interval(ON_DEMAND_ONLY).build();
        let meter_provider = SdkMeterProvider::builder()
            .with_resource(Resource::builder_empty().build())
            .with_reader(reader)
            .build();
        let mut instrumentation = self
            .instrumentation
            .tracer_provider(tracer_provider.clone())
            .meter_provider(meter_provider.clone());
        if self.uses_fake_clock {
            instrumentation = instrumentation.clock(self.clock.clone());
        }
        TestTelemetry {
            instrumentation: instrumentation.build(),
            tracer_provider,
            meter_provider,
            spans,
            metrics,
            sink: self.sink,
            clock: self.clock,
        }
    }
}

impl fmt::Debug for TestTelemetryBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestTelemetryBuilder")
            .field("instrumentation", &self.instrumentation)
            .field("sampler", &self.sampler)
            .finish_non_exhaustive()
    }
}

/// Longer than any test: metrics are collected when a test looks at them.
const ON_DEMAND_ONLY: Duration = Duration::from_secs(365 * 24 * 60 * 60);

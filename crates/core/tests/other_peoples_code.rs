//! Exits that panic, and sinks and gates that make calls themselves.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use genai_otel_core::{
    Admission, Attribution, CallHandle, CallRecord, Gate, Instrumentation, Outcome, RecordSink,
    Refusal, Trouble, set_token_usage,
};
use genai_otel_testkit::{RecordingSink, TestTelemetry};
use opentelemetry::metrics::{
    InstrumentBuilder, InstrumentProvider, Meter, MeterProvider, SyncInstrument, UpDownCounter,
};
use opentelemetry::trace::{TraceContextExt, Tracer};
use opentelemetry::{Context, InstrumentationScope, KeyValue};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, Span, SpanData, SpanProcessor};

/// Makes calls on the instrumentation that it is part of.
#[derive(Clone, Default)]
struct Caller {
    instrumentation: Arc<OnceLock<Instrumentation>>,
    asked: Arc<AtomicUsize>,
}

impl Caller {
    fn call(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if let Some(instrumentation) = self.instrumentation.get() {
            instrumentation.track_llm_call("openai", "judge").start().finish();
        }
    }
}

impl RecordSink for Caller {
    fn record(&self, _record: &Arc<CallRecord>) {
        self.call();
    }
}

impl Gate for Caller {
    fn name(&self) -> &'static str {
        "caller"
    }

    fn admit(&self, _admission: &Admission<'_>) -> Result<(), Refusal> {
        self.call();
        Ok(())
    }
}

#[test]
fn a_sink_that_makes_calls_is_told_of_them_and_of_no_further_ones() {
    let caller = Caller::default();
    let telemetry = TestTelemetry::builder().sink(caller.clone()).build();
    caller.instrumentation.set(telemetry.instrumentation().clone()).expect("set once");
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!(caller.asked.load(Ordering::Relaxed), 2);
    assert_eq!(telemetry.instrumentation().health().count(Trouble::Reentered), 1);
    assert_eq!(telemetry.spans().len(), 3, "the span of a call is made all the same");
}

#[test]
fn a_gate_that_makes_calls_is_not_asked_about_them() {
    let caller = Caller::default();
    let telemetry = TestTelemetry::builder().gate(caller.clone()).build();
    caller.instrumentation.set(telemetry.instrumentation().clone()).expect("set once");
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!(caller.asked.load(Ordering::Relaxed), 1);
    assert_eq!(telemetry.instrumentation().health().count(Trouble::Reentered), 1);
    assert_eq!(telemetry.records().len(), 2);
}

#[derive(Debug)]
struct Panicking {
    at_start: bool,
}

impl SpanProcessor for Panicking {
    fn on_start(&self, _span: &mut Span, _context: &Context) {
        assert!(!self.at_start, "at the start");
    }

    fn on_end(&self, _span: SpanData) {
        assert!(self.at_start, "at the end");
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[test]
fn a_span_processor_that_panics_takes_neither_the_application_nor_the_record_with_it() {
    for at_start in [true, false] {
        let sink = RecordingSink::new();
        let provider = SdkTracerProvider::builder()
            .with_sampler(Sampler::AlwaysOn) // not what the environment says
            .with_span_processor(Panicking { at_start })
            .build();
        let instrumentation =
            Instrumentation::builder().tracer_provider(provider).sink(sink.clone()).build();
        let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
        call.set_token_usage(12, 5);
        call.finish();
        let record = sink.only();
        assert_eq!((record.outcome, record.usage.total()), (Outcome::Completed, Some(17)));
        assert_eq!(instrumentation.health().count(Trouble::ExitPanic), 1, "at_start: {at_start}");
    }
}

/// A meter whose counters of calls in flight panic.
#[derive(Debug)]
struct PanickingMeter;

impl MeterProvider for PanickingMeter {
    fn meter_with_scope(&self, _scope: InstrumentationScope) -> Meter {
        Meter::new(Arc::new(Self))
    }
}

impl InstrumentProvider for PanickingMeter {
    fn i64_up_down_counter(
        &self,
        _builder: InstrumentBuilder<'_, UpDownCounter<i64>>,
    ) -> UpDownCounter<i64> {
        UpDownCounter::new(Arc::new(Self))
    }
}

impl SyncInstrument<i64> for PanickingMeter {
    fn measure(&self, by: i64, _labels: &[KeyValue]) {
        panic!("counting {by}");
    }
}

#[test]
fn a_meter_that_panics_takes_no_span_with_it() {
    let telemetry = TestTelemetry::new();
    let sink = RecordingSink::new();
    let instrumentation = Instrumentation::builder()
        .tracer_provider(telemetry.tracer_provider().clone())
        .meter_provider(PanickingMeter)
        .sink(sink.clone())
        .build();
    let outer = Context::current_with_span(telemetry.tracer("application").start("outer"));
    let attached = outer.clone().attach();
    let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(12, 5);
    call.finish();
    drop(attached);
    assert!(outer.span().is_recording(), "the application's span goes on");
    outer.span().end();

    let names: Vec<_> = telemetry.spans().into_iter().map(|span| span.name).collect();
    assert_eq!(names, ["chat gpt-4o", "outer"]);
    let outer = telemetry.span_named("outer");
    assert!(outer.attributes.is_empty(), "{:?}", outer.attributes);
    assert_eq!(sink.only().usage.total(), Some(17));
    assert_eq!(instrumentation.health().count(Trouble::ExitPanic), 2);
}

#[test]
fn calls_in_the_destructor_of_a_thread_local_value_abort_nothing() {
    struct Last(std::cell::OnceCell<Instrumentation>);
    impl Drop for Last {
        fn drop(&mut self) {
            let Some(instrumentation) = self.0.get() else { return };
            let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
            call.run_sync_value(|| set_token_usage(3, 1));
            drop(CallHandle::current());
            Attribution::new().user_id("u-1").in_scope(|| call.finish());
        }
    }
    thread_local!(static LAST: Last = const { Last(std::cell::OnceCell::new()) });

    let telemetry = TestTelemetry::new();
    let instrumentation = telemetry.instrumentation().clone();
    let ended = std::thread::spawn(move || {
        // Before the first call, so that it goes after what calls leave on a thread.
        LAST.with(|last| last.0.set(instrumentation.clone()).unwrap());
        instrumentation.track_llm_call("openai", "gpt-4o").start().run_sync_value(|| {});
    });
    ended.join().unwrap();
    assert_eq!(telemetry.records().len(), 2);
}

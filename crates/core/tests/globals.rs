//! OpenTelemetry's globals: followed also when they are set late, shut down or replaced. One test, alone in its binary,
//! because there is one set of globals in a process.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use genai_otel_core::{
    CacheSize, CallHandle, Instrumentation, ToolResult, set_token_usage, track_llm_call,
    track_tool_call,
};
use genai_otel_testkit::{PointValue, RecordingSink, TestTelemetry};
use opentelemetry::global::{set_meter_provider, set_tracer_provider};
use opentelemetry::trace::noop::NoopTracerProvider;

#[test]
fn the_globals_are_followed_wherever_they_go() {
    // Nobody has set anything.
    let early = Instrumentation::builder().build();
    let before = track_llm_call("openai", "before").start();
    assert_eq!(before.id(), None);
    assert!(!CallHandle::current().is_active());
    assert!(!early.track_llm_call("openai", "before").start().is_active());
    early.set_cache_size("acme", CacheSize::new().entries(3));

    // A tracer provider alone, late.
    let first = TestTelemetry::new();
    set_tracer_provider(first.tracer_provider().clone());
    track_llm_call("openai", "traced").start().finish();
    early.track_llm_call("openai", "traced early").start().finish();
    assert_eq!(names(&first), ["chat traced", "chat traced early"]);
    assert_eq!(first.render_metrics(), "(no metrics)");
    before.set_token_usage(1, 1);
    before.finish();
    assert_eq!(first.spans().len(), 0);

    // The meter provider later still. A call in flight stays where it began.
    let inflight = track_llm_call("openai", "in flight").start();
    set_meter_provider(first.meter_provider().clone());
    track_llm_call("openai", "measured").start().finish();
    assert_eq!(names(&first), ["chat measured"]);
    assert_eq!(measured(&first), 1);
    inflight.finish();
    assert_eq!(names(&first), ["chat in flight"]);
    assert_eq!(measured(&first), 1);

    // Both are replaced while they live.
    let second = TestTelemetry::new();
    let inflight = track_llm_call("openai", "in flight").start();
    set_tracer_provider(second.tracer_provider().clone());
    set_meter_provider(second.meter_provider().clone());
    early.track_tool_call("search").start().set_result(ToolResult::success());
    inflight.finish();
    assert_eq!(
        (names(&first), names(&second)),
        (vec!["chat in flight".into()], vec!["execute_tool search".into()])
    );
    assert_eq!((measured(&first), measured(&second)), (2, 1));
    // What was said of a cache before is shown, too.
    assert_eq!((cached(&first), cached(&second)), (None, Some(3)));

    // The tracer provider is shut down: metrics go on. Then another one is set, and calls are traced again.
    second.tracer_provider().shutdown_with_timeout(Duration::from_secs(1)).unwrap();
    track_llm_call("openai", "untraced").start().finish();
    assert_eq!((second.spans().len(), measured(&second)), (0, 2));
    let third = TestTelemetry::new();
    set_tracer_provider(third.tracer_provider().clone());
    track_llm_call("openai", "traced again").start().finish();
    early.track_llm_call("openai", "noticed").start().finish();
    early.track_llm_call("openai", "traced again early").start().finish();
    // Each instrumentation notices a shutdown by the one span that it did not get.
    assert_eq!(names(&third), ["chat traced again", "chat traced again early"]);
    assert_eq!(measured(&second), 5);

    // A meter provider alone.
    set_tracer_provider(NoopTracerProvider::new());
    let fourth = TestTelemetry::new();
    set_meter_provider(fourth.meter_provider().clone());
    track_llm_call("openai", "only measured").start().finish();
    assert_eq!((third.spans().len(), measured(&fourth)), (0, 1));
    assert_eq!(cached(&fourth), None);
    early.set_cache_size("acme", CacheSize::new().entries(4));
    assert_eq!((cached(&second), cached(&fourth)), (Some(4), Some(4)));

    // An installed instrumentation is what the global functions use, and what helpers find.
    let sink = RecordingSink::new();
    Instrumentation::builder().sink(sink.clone()).install_global();
    let call = track_tool_call("search").start();
    call.run_sync_value(|| set_token_usage(3, 4));
    call.finish();
    assert_eq!(sink.only().usage.total(), Some(7));
    assert_eq!(measured(&fourth), 2);
    Instrumentation::builder().install_global();
    track_tool_call("search").start().finish();
    assert_eq!(sink.count(), 1);
    assert!(early.health().is_sound());
}

/// The names of the spans since the last look, in the order of their ends.
fn names(telemetry: &TestTelemetry) -> Vec<String> {
    let names = telemetry.spans().into_iter().map(|span| span.name).collect();
    telemetry.clear();
    names
}

/// How many durations of calls were measured.
fn measured(telemetry: &TestTelemetry) -> u64 {
    let metrics = telemetry.metrics();
    let durations = metrics.iter().filter(|metric| metric.name.ends_with(".duration"));
    durations
        .flat_map(|metric| &metric.points)
        .map(|point| match &point.value {
            PointValue::Histogram(histogram) => histogram.count,
            other => panic!("{other:?}"),
        })
        .sum()
}

/// How many answers the cache of the only tenant is shown to have.
fn cached(telemetry: &TestTelemetry) -> Option<i64> {
    let metrics = telemetry.metrics();
    let entries = metrics.iter().find(|metric| metric.name == "genai_otel.cache.entries")?;
    match entries.points[0].value {
        PointValue::Int(number) => Some(number),
        ref other => panic!("{other:?}"),
    }
}

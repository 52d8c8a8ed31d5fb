//! Sampling decides whether a span is exported, and nothing else; without an SDK the sinks are complete.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/block_on.rs"]
mod block_on;

use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use genai_otel_core::{
    Attribution, CallHandle, CallRecord, Instrumentation, Outcome, ToolResult, set_llm_attributes,
    set_token_usage,
};
use genai_otel_testkit::{FakeClock, RecordingSink, TestTelemetry};
use opentelemetry::trace::{
    Link, SpanContext, SpanId, SpanKind, TraceContextExt, TraceFlags, TraceId, TraceState, Tracer,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{Sampler, SamplingDecision, SamplingResult, ShouldSample};

use block_on::block_on;

#[test]
fn unsampled_calls_are_measured_and_recorded_as_sampled_ones() {
    let sampled = TestTelemetry::new();
    let unsampled = TestTelemetry::builder().sampler(Sampler::AlwaysOff).build();
    for telemetry in [&sampled, &unsampled] {
        work(telemetry.instrumentation(), telemetry.clock());
    }
    assert_eq!((sampled.spans().len(), unsampled.spans().len()), (4, 0));
    assert_eq!(unsampled.live_spans(), 0);
    assert_eq!(unsampled.render_metrics(), sampled.render_metrics());
    assert_eq!(without_ids(&unsampled.records()), without_ids(&sampled.records()));
    assert_eq!(unsampled.records().len(), 4);
}

#[test]
fn unsampled_calls_still_stand_in_one_trace() {
    let telemetry = TestTelemetry::builder().sampler(Sampler::AlwaysOff).build();
    let agent = telemetry.instrumentation().track_agent("guide").start();
    let inside = agent.run_sync_value(|| {
        telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
        current_span()
    });
    agent.finish();
    let records = telemetry.records();
    let [chat, agent] = records.as_slice() else { panic!("{records:?}") };
    let (trace, span) = agent.trace.unwrap();
    assert_eq!((inside.trace_id(), inside.span_id()), (trace, span));
    assert!(!inside.is_sampled());
    assert_eq!(chat.trace.unwrap().0, trace);
    assert_ne!(chat.trace.unwrap().1, span);
}

#[test]
fn spans_that_are_recorded_but_not_sampled_end_too() {
    let telemetry = TestTelemetry::builder().sampler(Fixed(SamplingDecision::RecordOnly)).build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    assert_eq!(telemetry.live_spans(), 1);
    call.finish();
    assert_eq!((telemetry.live_spans(), telemetry.spans().len()), (0, 0));
    assert_eq!(telemetry.records().len(), 1);
}

#[test]
fn a_sampler_sees_all_that_is_known_at_the_start() {
    let seen = Seen::default();
    let telemetry = TestTelemetry::builder().sampler(seen.clone()).build();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").stream(true);
    let builder = builder.server_address("api.example").server_port(443).user_id("u-1");
    let call = builder.temperature(0.5).start();
    call.set_token_usage(1, 1);
    call.finish();
    assert_eq!(
        seen.0.lock().unwrap().join("\n"),
        "\
chat gpt-4o · Client
gen_ai.operation.name chat
gen_ai.provider.name openai
gen_ai.request.model gpt-4o
gen_ai.request.stream true
gen_ai.request.temperature 0.5
server.address api.example
server.port 443
user.id u-1"
    );
}

#[test]
fn without_an_sdk_sinks_get_complete_records() {
    let telemetry = TestTelemetry::new();
    work(telemetry.instrumentation(), telemetry.clock());
    let sink = RecordingSink::new();
    let clock = FakeClock::new();
    let instrumentation =
        Instrumentation::builder().sink(sink.clone()).clock(clock.clone()).build();
    work(&instrumentation, &clock);
    assert_eq!(without_ids(&sink.records()), without_ids(&telemetry.records()));
    assert!(sink.records().iter().all(|record| record.trace.is_none()));
}

#[test]
fn without_an_sdk_the_span_around_a_call_stays_current_inside() {
    let instrumentation = Instrumentation::builder().sink(()).build();
    let remote = SpanContext::new(
        TraceId::from(7_u128),
        SpanId::from(9_u64),
        TraceFlags::SAMPLED,
        true,
        TraceState::NONE,
    );
    let _attached = Context::new().with_remote_span_context(remote.clone()).attach();
    let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
    assert_eq!(call.run_sync_value(current_span), remote);
    call.finish();
    assert_eq!(current_span(), remote);
}

#[test]
fn where_nothing_is_installed_everything_is_inert() {
    let instrumentation = Instrumentation::builder().build();
    let call = instrumentation
        .track_llm_call("openai", "gpt-4o")
        .temperature(f64::NAN)
        .add_metadata("gen_ai.reserved", true)
        .start();
    assert_eq!((call.id(), call.is_active()), (None, false));
    call.set_token_usage(10, 100);
    set_token_usage(1, 1);
    set_llm_attributes("openai", "gpt-4o", "chat".into());
    let answer = block_on(call.run(async {
        assert_eq!(CallHandle::current().id(), None);
        assert!(!current_span().is_valid());
        Ok::<_, String>(7)
    }));
    assert_eq!(answer, Ok(7));
    assert_eq!(call.run_sync(|| Err::<(), _>("no")), Err("no"));
    let attempt = call.attempt();
    assert_eq!(attempt.run_sync_value(|| 8), 8);
    attempt.finish();
    call.finish();
    call_of_a_tool(&instrumentation).set_result(ToolResult::success());
    assert!(instrumentation.track_agent("guide").admit().is_ok());
    let scope = instrumentation.track_workflow("w").scope(|_| ready(Ok::<_, String>(9)));
    assert_eq!(block_on(scope), Ok(9));
    let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
    let items = block_on(call.stream_values(stream::iter([1, 2, 3])).collect::<Vec<_>>());
    assert_eq!(items, [1, 2, 3]);
    assert!(instrumentation.health().is_sound());
}

#[test]
fn attribution_travels_also_where_nobody_listens() {
    let silent = Instrumentation::builder().build();
    let telemetry = TestTelemetry::new();
    Attribution::new().user_id("u-1").in_scope(|| {
        silent.track_agent("guide").start().run_sync_value(|| {
            telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
        });
    });
    assert_eq!(telemetry.only_span().attributes["user.id"], "u-1".into());
}

#[test]
fn suppressed_telemetry_makes_no_span_and_leaves_the_one_around_alone() {
    let telemetry = TestTelemetry::new();
    let own = telemetry.tracer("shop").start("GET /answer");
    let around = Context::new().with_span(own);
    let attached = around.with_telemetry_suppressed().attach();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(1, 1);
    assert_eq!(&call.run_sync_value(current_span), around.span().span_context());
    call.finish();
    drop(attached);
    assert_eq!((telemetry.live_spans(), telemetry.spans().len()), (1, 0));
    assert_eq!(telemetry.only_record().trace, None);

    // The next call, outside, has its span as before.
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!(telemetry.only_span().name, "chat gpt-4o");
    around.span().end();
    assert_eq!(telemetry.span_named("GET /answer").attributes, [].into());
}

#[test]
fn a_tracer_alone_makes_spans_and_a_meter_alone_measures() {
    let telemetry = TestTelemetry::new();
    let traced = Instrumentation::builder().tracer_provider(telemetry.tracer_provider().clone());
    traced.build().track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!(telemetry.spans().len(), 1);
    assert_eq!(telemetry.render_metrics(), "(no metrics)");

    telemetry.clear();
    let measured = Instrumentation::builder().meter_provider(telemetry.meter_provider().clone());
    measured.build().track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!(telemetry.spans().len(), 0);
    let names: Vec<_> = telemetry.metrics().into_iter().map(|metric| metric.name).collect();
    let expected =
        ["gen_ai.client.operation.duration", "genai_otel.active_calls", "genai_otel.attempts"];
    assert_eq!(names, expected);
}

#[test]
fn providers_that_were_shut_down_leave_the_sinks_complete() {
    let telemetry = TestTelemetry::new();
    let inflight = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    telemetry.tracer_provider().shutdown().unwrap();
    telemetry.meter_provider().shutdown().unwrap();
    inflight.finish();
    telemetry.instrumentation().track_llm_call("openai", "o3").start().finish();
    let outcomes: Vec<_> = telemetry.records().iter().map(|record| record.outcome).collect();
    assert_eq!(outcomes, [Outcome::Completed, Outcome::Completed]);
}

/// An agent that calls a model twice and a tool once, each by another way in.
fn work(instrumentation: &Instrumentation, clock: &FakeClock) {
    let agent = instrumentation.track_agent("guide").user_id("u-1").start();
    agent.run_sync_value(|| {
        let call = instrumentation.track_llm_call("openai", "gpt-4o").temperature(0.5).start();
        clock.advance(Duration::from_millis(100));
        call.set_response_model("gpt-4o-2024-08-06");
        call.set_token_usage(120, 30);
        call.finish();
        clock.advance(Duration::from_millis(10));
        // The agent's own, whether it has a span or not.
        set_token_usage(120, 30);
        call_of_a_tool(instrumentation).fail(&std::fmt::Error);
        let call = instrumentation.track_llm_call("anthropic", "opus").start();
        let mut stream = call.stream_values(stream::iter([1, 2, 3]));
        clock.advance(Duration::from_millis(10));
        assert_eq!(block_on(stream.next()), Some(1));
        assert_eq!(block_on(stream.next()), Some(2));
    });
    agent.finish();
}

fn call_of_a_tool(instrumentation: &Instrumentation) -> genai_otel_core::ToolExecution {
    instrumentation.track_tool_call("search").tool_call_id("call_1").start()
}

fn current_span() -> SpanContext {
    Context::map_current(|context| context.span().span_context().clone())
}

/// Records without what differs from run to run.
fn without_ids(records: &[Arc<CallRecord>]) -> Vec<CallRecord> {
    let strip = |record: &Arc<CallRecord>| {
        let mut record = CallRecord::clone(record);
        record.id = Default::default();
        record.trace = None;
        record
    };
    records.iter().map(strip).collect()
}

/// A sampler that always decides the same.
#[derive(Clone, Debug)]
struct Fixed(SamplingDecision);

impl ShouldSample for Fixed {
    fn should_sample(
        &self,
        _parent: Option<&Context>,
        _trace_id: TraceId,
        _name: &str,
        _kind: &SpanKind,
        _attributes: &[KeyValue],
        _links: &[Link],
    ) -> SamplingResult {
        SamplingResult {
            decision: self.0.clone(),
            attributes: Vec::new(),
            trace_state: TraceState::NONE,
        }
    }
}

/// A sampler that notes what it is asked about.
#[derive(Clone, Debug, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl ShouldSample for Seen {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace_id: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let mut lines: Vec<_> =
            attributes.iter().map(|a| format!("{} {}", a.key, a.value)).collect();
        lines.sort();
        lines.insert(0, format!("{name} · {kind:?}"));
        *self.0.lock().unwrap() = lines;
        let always = Fixed(SamplingDecision::RecordAndSample);
        always.should_sample(parent, trace_id, name, kind, attributes, links)
    }
}

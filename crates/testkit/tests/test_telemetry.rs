//! Telemetry that stays in memory.

use std::time::Duration;

use genai_otel_core::Outcome;
use genai_otel_testkit::{MetricList, TestTelemetry};
use opentelemetry::Context;
use opentelemetry::trace::{Span as _, TraceContextExt as _, Tracer as _};
use opentelemetry_sdk::trace::Sampler;

#[test]
fn spans_metrics_and_records_of_a_call_are_kept() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    assert_eq!(telemetry.live_spans(), 1);
    assert_eq!(telemetry.spans(), []);
    telemetry.clock().advance(Duration::from_millis(250));
    call.set_token_usage(12, 5);
    call.finish();

    assert_eq!(telemetry.live_spans(), 0);
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 1 span · 250 ms
└─ chat gpt-4o · client · 250 ms
     gen_ai.operation.name                chat
     gen_ai.provider.name                 openai
     gen_ai.request.model                 gpt-4o
     gen_ai.usage.input_tokens            12
     gen_ai.usage.output_tokens           5
     genai_otel.output_tokens_per_second  20.0"
    );
    assert_eq!(
        MetricList::new()
            .hide_attributes(["gen_ai.provider.name", "gen_ai.request.model"])
            .render(&telemetry.metrics()),
        "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0.25 · min 0.25 · max 0.25  {gen_ai.operation.name: chat}
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 1 · sum 12 · min 12 · max 12  {gen_ai.operation.name: chat, gen_ai.token.type: input}
└─ count 1 · sum 5 · min 5 · max 5     {gen_ai.operation.name: chat, gen_ai.token.type: output}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: chat}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 1  {gen_ai.operation.name: chat}"
    );
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.duration), (Outcome::Completed, Duration::from_millis(250)));
    let span = telemetry.only_span();
    assert_eq!((span.scope.name.as_str(), span.duration()), ("genai-otel", record.duration));
}

#[test]
fn looking_at_metrics_twice_shows_what_came_in_between() {
    let telemetry = TestTelemetry::new();
    assert_eq!(telemetry.render_metrics(), "(no metrics)");
    for expected in [1, 2] {
        telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
        let metrics = telemetry.metrics();
        assert_eq!(
            MetricList::new().only_attributes([""; 0]).render(&metrics),
            format!(
                "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count {expected} · sum 0 · min 0 · max 0
genai_otel.active_calls · up-down counter · {{call}} · cumulative
└─ 0
genai_otel.attempts · counter · {{attempt}} · cumulative
└─ {expected}"
            )
        );
    }
}

#[test]
fn telemetries_do_not_see_each_other() {
    let (one, other) = (TestTelemetry::new(), TestTelemetry::new());
    one.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!((one.spans().len(), one.records().len()), (1, 1));
    assert_eq!((other.spans().len(), other.records().len()), (0, 0));
    assert_eq!(other.render_metrics(), "(no metrics)");
}

#[test]
fn own_spans_stand_beside_those_of_calls() {
    let telemetry = TestTelemetry::new();
    let context = Context::new().with_span(telemetry.tracer("shop").start("GET /answer"));
    let attached = context.clone().attach();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    drop(attached);
    assert_eq!(telemetry.live_spans(), 1);
    context.span().end();
    let (own, call) = (telemetry.span_named("GET /answer"), telemetry.span_named("chat gpt-4o"));
    assert_eq!(own.scope.name, "shop");
    assert_eq!(call.parent_span_id, Some(own.span_id));
    assert_eq!(telemetry.live_spans(), 0);
}

#[test]
fn unsampled_spans_are_not_kept_and_records_are() {
    let telemetry = TestTelemetry::builder().sampler(Sampler::AlwaysOff).build();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!((telemetry.spans().len(), telemetry.records().len()), (0, 1));
}

#[test]
fn clearing_forgets_what_is_finished() {
    let telemetry = TestTelemetry::new();
    let mut live = telemetry.tracer("shop").start("live");
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    telemetry.clear();
    assert_eq!((telemetry.spans().len(), telemetry.records().len()), (0, 0));
    assert_eq!((telemetry.live_spans(), telemetry.sink().count()), (1, 0));
    live.end();
    assert_eq!(telemetry.only_span().name, "live");
}

#[test]
#[should_panic(
    expected = "expected one record, found 2\n  chat gpt-4o: completed\n  chat gpt-5: abandoned"
)]
fn asking_for_the_only_record_of_two_lists_both() {
    let telemetry = TestTelemetry::new();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    drop(telemetry.instrumentation().track_llm_call("openai", "gpt-5").start());
    drop(telemetry.only_record());
}

#[test]
#[should_panic(expected = "expected one span, found:\n(no spans)")]
fn asking_for_the_only_span_of_none_says_so() {
    drop(TestTelemetry::new().only_span());
}

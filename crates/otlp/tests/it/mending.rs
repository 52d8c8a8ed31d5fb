//! Calls of other libraries on their way through the pipeline: mended, and counted once.

mod work;

use std::collections::BTreeMap;
use std::time::Duration;

use genai_otel_core::{Attribute, Instrumentation, Outcome};
use genai_otel_otlp::MendingProcessor;
use genai_otel_testkit::{CollectedSpan, FakeCollector, RecordingSink};
use opentelemetry::{
    Context, KeyValue,
    trace::{Span as _, Status, Tracer as _, TracerProvider as _},
};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{Sampler, SdkTracerProvider, Span, SpanData, SpanProcessor},
};
use proptest::prelude::*;

use self::work::{Counted, Work, ours, theirs, works};
use crate::{AMPLE, OtlpPipeline, Telemetry, pipeline};

/// A pipeline, and a sink of the instrumentation that counts what passes it.
struct Bench {
    telemetry: Telemetry,
    sink: RecordingSink,
}

impl Bench {
    fn of(pipeline: OtlpPipeline) -> Self {
        let telemetry = pipeline.build().unwrap();
        let sink = RecordingSink::new();
        let instrumentation = Instrumentation::builder()
            .tracer_provider(telemetry.tracer_provider().clone())
            .meter_provider(telemetry.meter_provider().clone())
            .sink(sink.clone())
            .build();
        telemetry.count_by(instrumentation);
        Self { telemetry, sink }
    }

    fn span(&self, attributes: Vec<KeyValue>, status: Status) {
        let mut span = self.telemetry.tracer_provider().tracer("their library").start("theirs");
        span.set_attributes(attributes);
        span.set_status(status);
        span.end();
    }
}

/// What a sink receives of this work.
fn counted(work: &Work) -> Vec<Counted> {
    let sink = RecordingSink::new();
    let counter = Instrumentation::builder().sink(sink.clone()).build();
    let mending = MendingProcessor::new(Unheard).counted_by(counter);
    let provider = SdkTracerProvider::builder().with_span_processor(mending).build();
    let instrumentation =
        Instrumentation::builder().tracer_provider(provider.clone()).sink(sink.clone()).build();
    work.run(&instrumentation, &provider.tracer("their library"));
    sink.records().iter().map(|record| Counted::of(record)).collect()
}

/// Whoever would receive the spans.
#[derive(Debug)]
struct Unheard;

impl SpanProcessor for Unheard {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, _: SpanData) {}

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

fn attributes(span: &CollectedSpan) -> BTreeMap<String, String> {
    span.attributes.iter().map(|(key, value)| (key.clone(), format!("{value:?}"))).collect()
}

fn chat() -> Vec<KeyValue> {
    vec![
        KeyValue::new("gen_ai.operation.name", "chat"),
        KeyValue::new("gen_ai.system", "mistral"),
        KeyValue::new("gen_ai.request.model", "mistral-large"),
        KeyValue::new("gen_ai.response.model", "mistral-large-2411"),
        KeyValue::new("gen_ai.usage.prompt_tokens", "12"),
        KeyValue::new("gen_ai.usage.completion_tokens", "4"),
        KeyValue::new("gen_ai.response.finish_reasons", r#"["stop"]"#),
        KeyValue::new("user.id", "u-1"),
    ]
}

#[test]
fn span_of_another_library_leaves_mended_and_reaches_metrics_and_sinks() {
    let collector = FakeCollector::start().unwrap();
    let bench = Bench::of(pipeline(&collector));
    bench.span(chat(), Status::Unset);
    bench.telemetry.shutdown(AMPLE).unwrap();
    let expected = [
        ("gen_ai.operation.name", r#"String("chat")"#),
        ("gen_ai.provider.name", r#"String("mistral_ai")"#),
        ("gen_ai.request.model", r#"String("mistral-large")"#),
        ("gen_ai.response.finish_reasons", r#"Array([String("stop")])"#),
        ("gen_ai.response.model", r#"String("mistral-large-2411")"#),
        ("gen_ai.usage.input_tokens", "Int(12)"),
        ("gen_ai.usage.output_tokens", "Int(4)"),
        ("user.id", r#"String("u-1")"#),
    ];
    assert_eq!(
        attributes(&collector.spans()[0]),
        expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    );
    let metrics = collector.render_metrics();
    for wanted in ["gen_ai.client.token.usage", "gen_ai.client.operation.duration", "mistral_ai"] {
        assert!(metrics.contains(wanted), "{wanted}: {metrics}");
    }
    let record = bench.sink.only();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert_eq!(record.request.model.as_deref(), Some("mistral-large"));
    assert_eq!(record.response.model.as_deref(), Some("mistral-large-2411"));
    assert_eq!(record.outcome, Outcome::Completed);
    assert_eq!(record.attribution.as_ref().and_then(|who| who.get(Attribute::UserId)), Some("u-1"));
}

#[test]
fn failure_of_another_library_is_a_failed_call_without_its_message() {
    let collector = FakeCollector::start().unwrap();
    let bench = Bench::of(pipeline(&collector));
    let mut failed = chat();
    failed.push(KeyValue::new("error.type", "rate_limit_exceeded"));
    bench.span(failed, Status::error("the prompt was: tell me a secret"));
    bench.span(chat(), Status::error("no class"));
    let told: Vec<_> = bench
        .sink
        .records()
        .iter()
        .map(|record| {
            (
                record.outcome,
                record.error_type.as_deref().map(str::to_owned),
                record.error_message.clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Outcome::Error, Some("rate_limit_exceeded".to_owned()), None),
            (Outcome::Error, Some("_OTHER".to_owned()), None),
        ]
    );
}

#[test]
fn without_mending_spans_leave_as_they_are_and_count_nothing() {
    let collector = FakeCollector::start().unwrap();
    let bench = Bench::of(pipeline(&collector).without_mending());
    let shown = bench.telemetry.config().to_string();
    assert!(shown.contains("\n  gen_ai spans of other libraries as they are\n"), "{shown}");
    bench.span(chat(), Status::Unset);
    bench.telemetry.shutdown(AMPLE).unwrap();
    let sent = attributes(&collector.spans()[0]);
    assert_eq!(sent["gen_ai.usage.prompt_tokens"], r#"String("12")"#);
    assert_eq!(sent["gen_ai.system"], r#"String("mistral")"#);
    assert_eq!((collector.metrics().len(), bench.sink.count()), (0, 0));
}

#[test]
fn calls_of_others_count_where_no_span_is_exported() {
    let collector = FakeCollector::start().unwrap();
    let bench = Bench::of(pipeline(&collector).without_traces());
    bench.span(chat(), Status::Unset);
    bench.telemetry.shutdown(AMPLE).unwrap();
    assert_eq!((collector.spans().len(), bench.sink.count()), (0, 1));
    assert!(collector.render_metrics().contains("gen_ai.client.token.usage"));
}

#[test]
fn what_the_sampler_drops_is_not_counted() {
    let collector = FakeCollector::start().unwrap();
    let bench = Bench::of(pipeline(&collector).sampler(Sampler::AlwaysOff));
    bench.span(chat(), Status::Unset);
    assert_eq!(bench.sink.count(), 0);
}

#[test]
fn pipeline_that_mends_lets_go_of_the_instrumentation_at_its_end() {
    let collector = FakeCollector::start().unwrap();
    let bench = Bench::of(pipeline(&collector));
    let watched = RecordingSink::new();
    let counts_by = Instrumentation::builder().sink(watched.clone()).build();
    bench.telemetry.count_by(counts_by);
    bench.span(chat(), Status::Unset);
    assert_eq!((watched.count(), bench.sink.count()), (1, 0));
    bench.telemetry.shutdown(AMPLE).unwrap();
    bench.span(chat(), Status::Unset);
    assert_eq!(watched.count(), 1);
}

#[test]
fn a_call_counts_once_whoever_stands_around_and_inside() {
    let cases: Vec<(&str, Work, Vec<Counted>)> = vec![
        ("alone", theirs("chat", 5), vec![Counted::new("chat", 5)]),
        (
            "theirs inside ours, which knows its usage",
            ours("chat", 7).around([theirs("chat", 5)]),
            vec![Counted::new("chat", 7)],
        ),
        (
            "theirs inside ours, which knows nothing",
            ours("chat", 0).around([theirs("chat", 5)]),
            vec![Counted::new("chat", 5)],
        ),
        (
            "two of theirs inside ours",
            ours("chat", 0).around([theirs("chat", 5), theirs("chat", 6)]),
            vec![Counted::new("chat", 11)],
        ),
        (
            "ours inside theirs",
            theirs("chat", 5).around([ours("chat", 5)]),
            vec![Counted::new("chat", 5)],
        ),
        (
            "ours inside theirs, a plain span between",
            theirs("chat", 5).around([theirs("", 0).around([ours("chat", 4)])]),
            vec![Counted::new("chat", 4)],
        ),
        (
            "theirs inside theirs",
            theirs("chat", 5).around([theirs("chat", 5)]),
            vec![Counted::new("chat", 5)],
        ),
        (
            "theirs inside ours inside theirs",
            theirs("chat", 5).around([ours("chat", 0).around([theirs("chat", 5)])]),
            vec![Counted::new("chat", 5)],
        ),
        (
            "their agent is counted beside the calls inside it, without their tokens",
            theirs("invoke_agent", 9).around([theirs("chat", 4), ours("chat", 5)]),
            vec![Counted::new("chat", 4), Counted::new("chat", 5), Counted::new("invoke_agent", 0)],
        ),
        (
            "theirs inside an agent of ours",
            ours("invoke_agent", 0).around([theirs("chat", 4)]),
            vec![Counted::new("chat", 4), Counted::new("invoke_agent", 0)],
        ),
        (
            "a tool of theirs around one of ours",
            theirs("execute_tool", 0).around([ours("execute_tool", 0)]),
            vec![Counted::new("execute_tool", 0)],
        ),
        (
            "a tool of theirs inside one of ours",
            ours("execute_tool", 0).around([theirs("execute_tool", 0)]),
            vec![Counted::new("execute_tool", 0)],
        ),
        (
            "a tool of theirs that asks a model of ours",
            theirs("execute_tool", 0).around([ours("chat", 3)]),
            vec![Counted::new("chat", 3), Counted::new("execute_tool", 0)],
        ),
        (
            "another exchange inside a tool of theirs",
            theirs("chat", 1).around([theirs("execute_tool", 0).around([ours("chat", 7)])]),
            vec![Counted::new("chat", 7), Counted::new("execute_tool", 0), Counted::new("chat", 1)],
        ),
        (
            "another exchange inside a tool of ours",
            theirs("chat", 1).around([ours("execute_tool", 0).around([theirs("chat", 7)])]),
            vec![Counted::new("chat", 7), Counted::new("execute_tool", 0), Counted::new("chat", 1)],
        ),
        (
            "an embedding of ours inside their chat",
            theirs("chat", 1).around([ours("embeddings", 5)]),
            vec![Counted::new("embeddings", 5), Counted::new("chat", 1)],
        ),
        (
            "their embedding inside a chat of ours",
            ours("chat", 0).around([theirs("embeddings", 5)]),
            vec![Counted::new("embeddings", 5), Counted::new("chat", 0)],
        ),
        ("no call at all", theirs("", 0), vec![]),
    ];
    for (what, work, expected) in cases {
        assert_eq!(counted(&work), expected, "{what}");
    }
}

proptest! {
    #[test]
    fn every_tree_counts_what_the_rule_says(work in works()) {
        prop_assert_eq!(counted(&work), work.expected());
    }
}

//! Rig writes spans of its own, for whoever collects `tracing`. Alone in its process: what `tracing` remembers of a
//! place in the code is for all threads.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use genai_otel_client_bench::Bench;
use genai_otel_core::Instrumentation;
use genai_otel_http::Tap;
use genai_otel_otlp::OtlpPipeline;
use genai_otel_testkit::{FakeCollector, RecordingSink, Reply, TokenCounts};
use genai_otel_with_rig::tapped;
use opentelemetry::trace::TracerProvider as _;
use rig_core::completion::CompletionRequest;
use rig_core::providers::openai::OpenAIConfig;
use tracing_subscriber::prelude::*;

#[tokio::test]
async fn a_span_of_rig_around_a_call_of_the_tap_is_no_second_call() {
    let bench = Bench::new([Reply::text("hello").usage(TokenCounts::new(12, 4))]);
    let collector = FakeCollector::start().unwrap();
    let telemetry = OtlpPipeline::from_pairs([]).endpoint(collector.url()).build().unwrap();
    let sink = RecordingSink::new();
    let instrumentation = Instrumentation::builder()
        .tracer_provider(telemetry.tracer_provider().clone())
        .meter_provider(telemetry.meter_provider().clone())
        .sink(sink.clone())
        .build();
    telemetry.count_by(instrumentation.clone());
    let tracer = telemetry.tracer_provider().tracer("app");
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    let subscriber = tracing_subscriber::registry().with(layer).set_default();

    let tap = Tap::builder().instrumentation(instrumentation).build();
    let config = OpenAIConfig::new("secret").with_base_url(bench.url("/v1"));
    let model = config.connect(tapped(tap)).chat("gpt-4o");
    model.call(CompletionRequest::new("hello?")).await.unwrap();
    drop(subscriber);
    telemetry.shutdown(Duration::from_secs(60)).unwrap();

    let record = sink.only();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    let spans = collector.spans();
    let names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["chat gpt-4o", "chat"]);
    assert_eq!(spans[0].parent_span_id.as_ref(), Some(&spans[1].span_id));
}

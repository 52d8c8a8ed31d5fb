//! Whatever strings and numbers come in, what goes out can be read: by the collector's decoder, by people, and within
//! the documented limits.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::cell::Cell;
use std::time::Duration;

use genai_otel::{
    Attribution, FinishReason, Instrumentation, MAX_TEXT_BYTES, ModelOperation, OtlpPipeline,
    Telemetry, Trouble, Usage,
};
use genai_otel_testkit::{AttributeValue, Attributes, FakeCollector, PointValue};
use proptest::prelude::*;

#[test]
fn control_characters_megabyte_names_and_nan_arrive_decodable() {
    let (collector, telemetry, instrumentation) = set_up();
    let nasty = "a\0b\u{1b}[2J\r\nc\u{85}\u{7f}\u{202e}\u{feff}d".to_owned();
    let megabyte = "é".repeat(1 << 19);
    let texts = [nasty, megabyte, "\u{10ffff}".repeat(300), " ".repeat(5_000), String::new()];
    let numbers = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -0.0];
    for text in &texts {
        for number in numbers {
            call(&instrumentation, text, number, u32::MAX.into());
        }
    }
    telemetry.shutdown(PATIENCE).unwrap();
    assert_readable(&collector, texts.len() * numbers.len() * SPANS_PER_CALL);
}

#[test]
fn any_text_and_number_arrive_decodable() {
    let (collector, telemetry, instrumentation) = set_up();
    let calls = Cell::new(0);
    let mut runner = proptest::test_runner::TestRunner::default();
    // Characters of every plane, and runs of them long enough to be cut.
    let text = prop_oneof![
        any::<String>(),
        (any::<char>(), 0_usize..2_000).prop_map(|(c, times)| c.to_string().repeat(times)),
    ];
    runner
        .run(&(text, any::<f64>(), any::<u32>().prop_map(u64::from)), |(text, number, count)| {
            call(&instrumentation, &text, number, count);
            calls.set(calls.get() + 1);
            Ok(())
        })
        .unwrap();
    telemetry.shutdown(PATIENCE).unwrap();
    assert_readable(&collector, calls.get() * SPANS_PER_CALL);
}

#[test]
fn replaced_characters_do_not_carry_a_text_over_its_limit() {
    let (collector, telemetry, instrumentation) = set_up();
    call(&instrumentation, &format!("a{}", "\0".repeat(MAX_TEXT_BYTES)), 0.5, 1);
    telemetry.shutdown(PATIENCE).unwrap();
    assert_readable(&collector, SPANS_PER_CALL);
}

#[test]
fn absurd_counts_are_left_out_of_metrics_and_counted() {
    let (collector, telemetry, instrumentation) = set_up();
    for count in [u64::MAX, u64::MAX, 1 << 63, 3] {
        call(&instrumentation, "m", 0.5, count);
    }
    telemetry.shutdown(PATIENCE).unwrap();
    assert_readable(&collector, 4 * SPANS_PER_CALL);
    let metrics = collector.metrics();
    let tokens = metrics.iter().find(|metric| metric.name == "gen_ai.client.token.usage").unwrap();
    for point in &tokens.points {
        let PointValue::Histogram(histogram) = &point.value else { panic!("{point:?}") };
        assert_eq!((histogram.max, histogram.sum), (Some(3.0), Some(3.0)), "{histogram:?}");
    }
    assert!(instrumentation.health().count(Trouble::InvalidValue) >= 3);
}

/// Puts the same text and numbers wherever one can.
fn call(instrumentation: &Instrumentation, text: &str, number: f64, count: u64) {
    let whose = Attribution::new().user_id(text).team(text).key(text, number).key("key", text);
    whose.in_scope(|| {
        let workflow = instrumentation.track_workflow(text).start();
        workflow.run_sync_value(|| {
            let call = instrumentation
                .track_llm_call(text, text)
                .operation(ModelOperation::from(text))
                .server_address(text)
                .stop_sequences([text, text])
                .temperature(number)
                .top_p(number)
                .top_k(count)
                .max_tokens(count)
                .add_metadata(text, text)
                .add_metadata("number", number)
                .start();
            call.set_response_model(text);
            call.set_response_id(text);
            call.set_finish_reasons([FinishReason::new(text)]);
            call.set_usage(&Usage::tokens(count, count).cache_read(count).reasoning(count));
            call.record_error(&text.to_owned());
        });
        instrumentation.track_tool_call(text).description(text).start().finish();
        workflow.finish();
    });
}

/// The workflow, the model, the tool.
const SPANS_PER_CALL: usize = 3;

fn set_up() -> (FakeCollector, Telemetry, Instrumentation) {
    let collector = FakeCollector::start().unwrap();
    let telemetry = OtlpPipeline::from_pairs([])
        .endpoint(collector.url())
        // Room for everything: a dropped span would be no proof.
        .batch(genai_otel::otlp::Batch::default().max_queue_size(QUEUE))
        .build()
        .unwrap();
    let instrumentation = Instrumentation::builder()
        .tracer_provider(telemetry.tracer_provider().clone())
        .meter_provider(telemetry.meter_provider().clone())
        .error_messages(true)
        .build();
    (collector, telemetry, instrumentation)
}

#[track_caller]
fn assert_readable(collector: &FakeCollector, spans: usize) {
    for request in collector.requests() {
        assert_eq!((request.status, &request.malformed), (200, &None), "{request:?}");
    }
    let collected = collector.spans();
    assert_eq!(collected.len(), spans);
    for span in collected {
        assert_text(&span.name);
        if let genai_otel_testkit::SpanStatus::Error(description) = &span.status {
            assert_text(description);
        }
        assert_eq!(span.duplicate_keys, [""; 0], "{}", span.name);
        assert_eq!(span.dropped_attributes, 0, "{}", span.name);
        assert_attributes(&span.attributes);
    }
    let metrics = collector.metrics();
    assert!(!metrics.is_empty(), "metrics arrive too");
    for point in metrics.iter().flat_map(|metric| &metric.points) {
        assert_eq!(point.duplicate_keys, [""; 0]);
        assert_attributes(&point.attributes);
        if let PointValue::Histogram(histogram) = &point.value {
            assert_eq!(histogram.bucket_counts.iter().sum::<u64>(), histogram.count);
            assert!(histogram.sum.is_some_and(f64::is_finite), "{histogram:?}");
        }
    }
}

#[track_caller]
fn assert_attributes(attributes: &Attributes) {
    for (key, value) in attributes {
        assert_text(key);
        match value {
            // Line breaks and tabs are what generations are stopped by.
            AttributeValue::Array(passages) if key == "gen_ai.request.stop_sequences" => {
                for passage in passages {
                    let Some(text) = passage.as_str() else { panic!("no text: {passage:?}") };
                    assert_text(&text.replace(['\n', '\r', '\t'], " "));
                }
            }
            value => assert_value(value),
        }
    }
}

#[track_caller]
fn assert_value(value: &AttributeValue) {
    match value {
        AttributeValue::String(text) => assert_text(text),
        AttributeValue::Double(number) => assert!(number.is_finite(), "{number}"),
        AttributeValue::Array(values) => values.iter().for_each(assert_value),
        AttributeValue::Int(_) | AttributeValue::Bool(_) => {}
        other => panic!("a value of no type of ours: {other:?}"),
    }
}

/// A name of a span has the operation in front of it.
#[track_caller]
fn assert_text(text: &str) {
    assert!(text.len() <= 2 * MAX_TEXT_BYTES + 1, "{} bytes", text.len());
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

const QUEUE: usize = 10_000;
const PATIENCE: Duration = Duration::from_secs(60);

//! Absurd values never panic, never break an export, and are counted.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use genai_otel_core::{
    Attribution, CallRecord, Currency, ErrorClass, MAX_METADATA, MAX_TEXT_BYTES, Measured,
    MetadataValue, ModelOperation, Money, Observation, Observe, OutputType, Provider, Trouble,
    Usage,
};
use genai_otel_testkit::{
    AttributeValue, CollectedMetric, CollectedSpan, PointValue, SpanStatus, TestTelemetry,
};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn numbers_that_are_none_are_left_out_and_counted() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder
        .temperature(f64::NAN)
        .top_p(f64::INFINITY)
        .frequency_penalty(f64::NEG_INFINITY)
        .presence_penalty(f64::MAX)
        .start();
    call.update_request(|request| request.top_p = Some(f64::NAN));
    call.finish();
    assert_eq!(
        attributes(&telemetry.only_span()),
        "\
gen_ai.operation.name chat
gen_ai.provider.name openai
gen_ai.request.model gpt-4o
gen_ai.request.presence_penalty 1.7976931348623157e308"
    );
    let request = &telemetry.only_record().request;
    assert_eq!((request.temperature, request.top_p, request.frequency_penalty), (None, None, None));
    assert_eq!(troubles(&telemetry), [(Trouble::InvalidValue, 4)]);
}

#[test]
fn counts_beyond_the_wire_are_kept_and_exported_as_the_greatest_there_is() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder.max_tokens(u64::MAX).top_k(u64::MAX).seed(i64::MIN).choice_count(0).start();
    call.set_usage(&Usage::tokens(u64::MAX, u64::MAX).duration(Duration::MAX));
    call.finish();
    assert_eq!(
        attributes(&telemetry.only_span()),
        "\
gen_ai.operation.name chat
gen_ai.provider.name openai
gen_ai.request.choice.count 0
gen_ai.request.max_tokens 9223372036854775807
gen_ai.request.model gpt-4o
gen_ai.request.seed -9223372036854775808
gen_ai.request.top_k 9.223372036854776e18
gen_ai.usage.input_tokens 9223372036854775807
gen_ai.usage.output_tokens 9223372036854775807
genai_otel.usage.seconds 1.8446744073709552e19"
    );
    let usage = &telemetry.only_record().usage;
    assert_eq!((usage.input, usage.total()), (Measured::Reported(u64::MAX), Some(u64::MAX)));
}

#[test]
fn absurd_counts_never_make_a_sum_of_metrics_overflow() {
    let telemetry = TestTelemetry::new();
    for count in [u64::MAX, u64::MAX, 1 << 63, 12] {
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        call.set_token_usage(count, count);
        call.finish();
    }
    let tokens = telemetry.metrics().into_iter().find(|m| m.name == "gen_ai.client.token.usage");
    for point in tokens.unwrap().points {
        let PointValue::Histogram(histogram) = point.value else { panic!() };
        assert_eq!((histogram.count, histogram.sum), (1, Some(12.0)));
    }
    assert_eq!(troubles(&telemetry), [(Trouble::InvalidValue, 6)]);
}

#[test]
fn sums_over_attempts_do_not_wrap() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    for _ in 0..2 {
        let attempt = call.attempt();
        attempt.set_usage(&Usage::tokens(u64::MAX, 1).duration(Duration::MAX));
        attempt.set_cost(Money::from_pico(i128::MAX, Currency::USD));
        attempt.finish();
    }
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(record.usage, Usage::tokens(u64::MAX, 2).duration(Duration::MAX));
    assert_eq!(record.cost.as_ref().unwrap().amount.pico(), i128::MAX);
}

#[test]
fn long_names_are_cut_and_counted() {
    let telemetry = TestTelemetry::new();
    let megabyte = "é".repeat(1 << 19);
    let builder = telemetry.instrumentation().track_llm_call("openai", &megabyte);
    let call = builder.user_id(&megabyte).add_metadata("note", megabyte.as_str()).start();
    call.set_response_id(&megabyte);
    call.finish();
    let cut = "é".repeat(MAX_TEXT_BYTES / 2);
    let span = telemetry.only_span();
    assert_eq!(span.name, format!("chat {cut}"));
    for key in ["gen_ai.request.model", "user.id", "note", "gen_ai.response.id"] {
        assert_eq!(span.attributes[key].as_str(), Some(&*cut), "{key}");
    }
    let health = telemetry.instrumentation().health();
    assert_eq!(health.count(Trouble::TruncatedText), 4);
}

#[test]
fn control_characters_are_replaced_everywhere_but_line_breaks_that_end_a_generation() {
    let telemetry = TestTelemetry::new();
    let nasty = "a\0b\u{1b}[2J\r\nc\u{85}\u{7f}d";
    let clean = "a\u{fffd}b\u{fffd}[2J\u{fffd}\u{fffd}c\u{fffd}\u{fffd}d";
    let builder = telemetry.instrumentation().track_llm_call("openai", nasty);
    let call = builder
        .user_id(nasty)
        .stop_sequences([nasty])
        .service_tier(nasty)
        .output_type(OutputType::from(nasty))
        .add_metadata("note", nasty)
        .start();
    call.set_finish_reasons([nasty]);
    call.fail_as(ErrorClass::new(nasty));
    let span = telemetry.only_span();
    assert_eq!(span.name, format!("chat {clean}"));
    let list = AttributeValue::Array(vec![clean.into()]);
    assert_eq!(span.attributes["gen_ai.response.finish_reasons"], list);
    let passage = "a\u{fffd}b\u{fffd}[2J\r\nc\u{fffd}\u{fffd}d";
    let list = AttributeValue::Array(vec![passage.into()]);
    assert_eq!(span.attributes["gen_ai.request.stop_sequences"], list);
    for key in ["user.id", "openai.request.service_tier", "note", "error.type"] {
        assert_eq!(span.attributes[key].as_str(), Some(clean), "{key}");
    }
    assert_readable_span(&span);
}

#[test]
fn texts_of_a_late_request_are_cleaned_too() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_operation("chat").start();
    call.update_request(|request| {
        request.model = Some("m\n".into());
        request.prompt_name = Some(" ".into());
        request.server_address = Some("é".repeat(MAX_TEXT_BYTES).into());
        request.stop_sequences = Some(vec!["a\0".into(); 100].into());
    });
    call.finish();
    let span = telemetry.only_span();
    assert_readable_span(&span);
    assert_eq!(span.name, "chat m");
    assert_eq!(span.attributes.get("gen_ai.prompt.name"), None);
    let list = AttributeValue::Array(vec!["a\u{fffd}".into(); 64]);
    assert_eq!(span.attributes["gen_ai.request.stop_sequences"], list);
    // The address is also too long for a label.
    let expected = [(Trouble::TruncatedText, 1), (Trouble::CardinalityOverflow, 1)];
    assert_eq!(troubles(&telemetry), expected);
}

#[test]
fn a_text_of_control_characters_stays_within_its_limit() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    builder.user_id(&format!("a{}b", "\0".repeat(MAX_TEXT_BYTES))).start().finish();
    assert_readable_span(&telemetry.only_span());
}

#[test]
fn reserved_empty_long_and_surplus_metadata_is_refused_and_counted() {
    let telemetry = TestTelemetry::new();
    let long = "k".repeat(MAX_TEXT_BYTES + 1);
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder.add_metadata("gen_ai.request.model", "cheaper").start();
    for key in ["", " ", "error.type", "user.id", "genai_otel.outcome", "openai.x", long.as_str()] {
        call.add_metadata(key, 1);
    }
    call.add_metadata("nan", f64::NAN);
    for number in 0..MAX_METADATA + 2 {
        call.add_metadata(&format!("k{number}"), true);
    }
    call.finish();
    let span = telemetry.only_span();
    assert_eq!(span.attributes["gen_ai.request.model"], "gpt-4o".into());
    assert_eq!(span.attributes.len(), 3 + MAX_METADATA);
    assert_eq!(telemetry.only_record().metadata.iter().len(), MAX_METADATA);
    assert_eq!(troubles(&telemetry), [(Trouble::RefusedMetadata, 11)]);
}

#[test]
fn names_that_are_none_become_the_conventions_word_for_others() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("", "");
    builder.operation(ModelOperation::from(" \n")).start().finish();
    telemetry.instrumentation().track_tool_call("").start().finish();
    telemetry.instrumentation().track_agent(" ").start().finish();
    telemetry.instrumentation().track_workflow("\0").start().finish();
    let told: Vec<_> = telemetry
        .spans()
        .iter()
        .map(|span| format!("{}\n{}\n", span.name, attributes(span)))
        .collect();
    assert_eq!(
        told.join("\n"),
        "\
_OTHER
gen_ai.operation.name _OTHER
gen_ai.provider.name _OTHER

execute_tool
gen_ai.operation.name execute_tool

invoke_agent
gen_ai.operation.name invoke_agent

invoke_workflow �
gen_ai.operation.name invoke_workflow
gen_ai.workflow.name �
"
    );
}

#[test]
fn absurd_counts_in_a_response_are_left_out_and_counted() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.record_response(&json!({
        "object": "chat.completion",
        "usage": {"prompt_tokens": -5, "completion_tokens": 1.5, "total_tokens": "many"},
    }));
    call.finish();
    assert_eq!(telemetry.only_record().usage, Usage::new());
    let health = telemetry.instrumentation().health();
    assert_eq!(health.count(Trouble::InvalidValue), 3);
}

#[test]
fn lists_and_choices_are_bounded() {
    let telemetry = TestTelemetry::new();
    let many: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder.stop_sequences(many.iter().map(String::as_str)).start();
    call.set_finish_reasons(many.iter().map(String::as_str));
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(record.request.stop_sequences.as_ref().map(|list| list.len()), Some(64));
    assert_eq!(record.response.finish_reasons.len(), 128);
}

#[test]
fn updates_after_the_end_are_dropped_and_counted() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let handle = call.handle().clone();
    let attempt_of = telemetry.instrumentation().track_llm_call("openai", "o3").start();
    let open = attempt_of.attempt().handle().clone();
    attempt_of.finish();
    call.finish();
    let before = telemetry.records();
    handle.set_token_usage(1, 1);
    handle.record_success();
    handle.set_cache_hit(true);
    handle.update_request(|request| request.seed = Some(1));
    handle.update_attribution(Attribution::new().user_id("late"));
    handle.observe(&Late);
    open.set_token_usage(1, 1);
    assert_eq!(telemetry.records(), before);
    assert_eq!(telemetry.spans().len(), 2);
    assert_eq!(troubles(&telemetry), [(Trouble::LateUpdate, 7)]);
}

#[test]
fn a_clock_that_jumps_breaks_nothing() {
    let telemetry = TestTelemetry::new();
    for time in [SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH - Duration::from_secs(1)] {
        telemetry.clock().set(time);
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        telemetry.clock().advance(Duration::from_secs(5));
        call.finish();
        assert_eq!(telemetry.only_record().duration, Duration::from_secs(5));
        telemetry.clear();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_what_goes_out_can_be_read(
        texts in prop::collection::vec(text(), 8),
        numbers in prop::collection::vec(any::<f64>(), 4),
        counts in prop::collection::vec(prop_oneof![any::<u64>(), 0..100_u64, Just(u64::MAX)], 8),
        flags in any::<(bool, bool, i64, u16, u32)>(),
    ) {
        let telemetry = TestTelemetry::builder().error_messages(true).build();
        absurd(&telemetry, &texts, &numbers, &counts, flags);
        let spans = telemetry.spans();
        prop_assert_eq!((spans.len(), telemetry.records().len(), telemetry.live_spans()), (5, 5, 0));
        spans.iter().for_each(assert_readable_span);
        telemetry.metrics().iter().for_each(assert_readable_metric);
        telemetry.records().iter().for_each(assert_bounded_record);
    }
}

/// One call of each shape, with everything that was drawn put wherever it fits.
fn absurd(
    telemetry: &TestTelemetry,
    texts: &[String],
    numbers: &[f64],
    counts: &[u64],
    (stream, hit, seed, port, attempt): (bool, bool, i64, u16, u32),
) {
    let instrumentation = telemetry.instrumentation();
    let t = |index: usize| texts[index].as_str();
    let mut usage = Usage::tokens(counts[0], counts[1]).cache_read(counts[2]).reasoning(counts[3]);
    usage.total = Measured::Estimated(counts[4]);
    let scope = Attribution::new().user_id(t(0)).team(t(1)).key(t(2), t(3)).propagate([t(0), t(2)]);
    let call = scope.in_scope(|| {
        instrumentation
            .track_llm_call(t(0), t(1))
            .operation(ModelOperation::from(t(2)))
            .temperature(numbers[0])
            .top_p(numbers[1])
            .frequency_penalty(numbers[2])
            .presence_penalty(numbers[3])
            .top_k(counts[0])
            .max_tokens(counts[1])
            .choice_count(counts[2])
            .seed(seed)
            .stream(stream)
            .server_port(port)
            .server_address(t(3))
            .reasoning_level(t(4))
            .service_tier(t(5))
            .prompt_name(t(6))
            .client_request_id(t(7))
            .stop_sequences(texts.iter().map(String::as_str))
            .output_type(OutputType::from(t(0)))
            .agent(t(1))
            .session_id(t(2))
            .conversation_id(t(3))
            .attempt(attempt)
            .cache_hit(hit)
            .add_metadata(t(4), t(5))
            .add_metadata("number", numbers[0])
            .start()
    });
    for number in 0..3 {
        let attempt = call.attempt_on(t(number), t(number + 1));
        attempt.set_usage(&usage);
        attempt.set_cost(Money::from_pico(i128::from(seed) << 63, Currency::USD));
        attempt.set_response_model(t(5));
        attempt.set_http_status(port);
        attempt.record_error(&texts[6]);
    }
    call.set_finish_reasons(texts.iter().map(String::as_str));
    call.add_metadata(t(6), counts[0] as f64);
    call.fail_as(ErrorClass::new(t(7)));

    let response = json!({
        "id": t(0), "model": t(1), "object": "chat.completion", t(2): t(3),
        "choices": [{"finish_reason": t(4), "message": {"tool_calls": [{"id": t(5), "function": {"name": t(6)}}]}}],
        "usage": {"prompt_tokens": counts[5], "completion_tokens": numbers[0], t(7): counts[6]},
    });
    let call = instrumentation.track_embedding(t(4), t(5)).text_count(counts[7]).start();
    call.record_response(&response);
    drop(call);
    instrumentation.track_tool_call(t(6)).tool_call_id(t(7)).description(t(0)).start().finish();
    instrumentation.track_agent(t(1)).agent_id(t(2)).version(t(3)).start().finish();
    instrumentation.track_operation(t(4)).provider(Provider::from(t(5))).start().finish();
}

/// Short and long texts of characters of all kinds.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        Just(String::new()),
        (any::<char>(), 0..3_000_usize).prop_map(|(c, times)| c.to_string().repeat(times)),
    ]
}

#[track_caller]
fn assert_readable_span(span: &CollectedSpan) {
    // The operation and what it is about.
    assert_readable(&span.name, 2 * MAX_TEXT_BYTES);
    assert_eq!(span.duplicate_keys, [""; 0]);
    assert_eq!(span.dropped_attributes, 0);
    for (key, value) in &span.attributes {
        assert!(!key.is_empty());
        assert_readable(key, MAX_TEXT_BYTES);
        match value {
            AttributeValue::Array(texts) if key == "gen_ai.request.stop_sequences" => {
                texts.iter().for_each(assert_readable_passage);
            }
            value => assert_readable_value(value),
        }
    }
    if let SpanStatus::Error(description) = &span.status {
        assert_readable(description, MAX_TEXT_BYTES);
    }
}

#[track_caller]
fn assert_readable_value(value: &AttributeValue) {
    match value {
        AttributeValue::String(text) => assert_readable(text, MAX_TEXT_BYTES),
        AttributeValue::Double(number) => assert!(number.is_finite(), "{number}"),
        AttributeValue::Array(values) => values.iter().for_each(assert_readable_value),
        AttributeValue::Int(_) | AttributeValue::Bool(_) => {}
        other => panic!("{other:?}"),
    }
}

/// A piece of text, whose line breaks and tabs mean themselves.
#[track_caller]
fn assert_readable_passage(value: &AttributeValue) {
    let text = value.as_str().unwrap();
    assert_readable(&text.replace(['\n', '\r', '\t'], " "), MAX_TEXT_BYTES);
}

#[track_caller]
fn assert_readable(text: &str, limit: usize) {
    assert!(text.len() <= limit, "{} bytes: {text:?}", text.len());
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

fn assert_readable_metric(metric: &CollectedMetric) {
    for point in &metric.points {
        assert_eq!(point.duplicate_keys, [""; 0]);
        for value in point.attributes.values() {
            assert_readable_value(value);
        }
        if let PointValue::Histogram(histogram) = &point.value {
            let numbers = [histogram.sum, histogram.min, histogram.max];
            assert!(numbers.into_iter().flatten().all(f64::is_finite), "{histogram:?}");
        }
    }
}

fn assert_bounded_record(record: &Arc<CallRecord>) {
    for (key, value) in record.metadata.iter() {
        assert!(key.len() <= MAX_TEXT_BYTES);
        if let MetadataValue::Text(text) = value {
            assert!(text.len() <= MAX_TEXT_BYTES);
        }
    }
    let texts =
        [&record.request.model, &record.response.id, &record.error_type, &record.error_message];
    assert!(texts.into_iter().flatten().all(|text| text.len() <= MAX_TEXT_BYTES), "{record:?}");
}

fn attributes(span: &CollectedSpan) -> String {
    let lines: Vec<_> =
        span.attributes.iter().map(|(key, value)| format!("{key} {value}")).collect();
    lines.join("\n")
}

fn troubles(telemetry: &TestTelemetry) -> Vec<(Trouble, u64)> {
    telemetry.instrumentation().health().troubles().collect()
}

/// A response that says something.
struct Late;

impl Observe for Late {
    fn observe(&self, into: &mut Observation) {
        into.model("late");
    }
}

//! One number, one place: span, metrics, record and event of a call say the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/events.rs"]
mod events;

use std::time::Duration;

use genai_otel_core::wire::ResponseHeaders;
use genai_otel_core::{
    Attribute, CallRecord, Contradiction, Cost, CostOrigin, ErrorClass, Measured, Money, Outcome,
    TracingEvents, Trouble, Usage,
};
use genai_otel_testkit::{
    AttributeValue, CollectedMetric, CollectedSpan, PointValue, TestTelemetry,
};
use proptest::prelude::*;
use tracing::subscriber::with_default;
use tracing_subscriber::prelude::*;

use events::{Events, Fields};

#[test]
fn every_exit_tells_the_same_of_a_call_that_completed() {
    let told = told(|telemetry| {
        let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
        let call = builder.user_id("u-1").session_id("s-9").start();
        telemetry.clock().advance(Duration::from_millis(250));
        call.set_response_model("gpt-4o-2024-08-06");
        call.set_usage(&Usage::tokens(120, 30).cache_read(64));
        call.set_cost("0.0042".parse::<Money>().unwrap());
        call.finish();
    });
    assert_eq!(
        told,
        "\
operation chat: record, span, metrics, event
provider openai: record, span, metrics, event
model gpt-4o: record, span, metrics, event
response model gpt-4o-2024-08-06: record, span, metrics, event
outcome completed: record, span, event
seconds 0.25: record, span, metrics, event
input tokens 120: record, span, metrics, event
output tokens 30: record, span, metrics, event
cost 0.0042: record, span, event
user u-1: record, span, event
session s-9: record, span, event"
    );
}

#[test]
fn every_exit_tells_the_same_of_a_call_that_failed() {
    let told = told(|telemetry| {
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        telemetry.clock().advance(Duration::from_millis(30));
        call.fail_as(ErrorClass::new("rate_limit_exceeded"));
    });
    assert_eq!(
        told,
        "\
operation chat: record, span, metrics, event
provider openai: record, span, metrics, event
model gpt-4o: record, span, metrics, event
outcome error: record, span, event
error type rate_limit_exceeded: record, span, metrics, event
seconds 0.03: record, span, metrics, event"
    );
}

#[test]
fn every_exit_tells_the_sum_over_attempts() {
    let told = told(|telemetry| {
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        for (input, output, cost) in [(10, 1, "0.1"), (20, 2, "0.02"), (30, 3, "0.003")] {
            let attempt = call.attempt();
            telemetry.clock().advance(Duration::from_secs(1));
            attempt.set_token_usage(input, output);
            attempt.set_cost(cost.parse::<Money>().unwrap());
            attempt.finish();
        }
        call.finish();
    });
    assert_eq!(
        told,
        "\
operation chat: record, span, metrics, event
provider openai: record, span, metrics, event
model gpt-4o: record, span, metrics, event
outcome completed: record, span, event
seconds 3: record, span, metrics, event
input tokens 60: record, span, metrics, event
output tokens 6: record, span, metrics, event
cost 0.123: record, span, event"
    );
}

#[test]
fn every_exit_keeps_silent_about_what_nobody_reported() {
    let told = told(|telemetry| {
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        call.set_usage(&Usage::input_tokens(0));
        call.finish();
    });
    assert_eq!(
        told,
        "\
operation chat: record, span, metrics, event
provider openai: record, span, metrics, event
model gpt-4o: record, span, metrics, event
outcome completed: record, span, event
seconds 0: record, span, metrics, event
input tokens 0: record, span, metrics, event"
    );
}

#[test]
fn each_attempt_keeps_its_own_numbers() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let attempt = call.attempt();
    telemetry.clock().advance(Duration::from_millis(10));
    attempt.set_usage(&Usage::tokens(10, 1).cache_read(8));
    attempt.set_http_status(500);
    drop(attempt);
    telemetry.clock().advance(Duration::from_secs(2)); // waits before it tries again
    let attempt = call.attempt_on("anthropic", "opus");
    telemetry.clock().advance(Duration::from_millis(20));
    attempt.set_usage(&Usage::estimated(20, 2));
    attempt.set_response_id("msg_1");
    attempt.finish();
    call.finish();

    let record = telemetry.only_record();
    let attempts: Vec<_> = record
        .attempts
        .iter()
        .map(|attempt| {
            format!(
                "{:?} {:?} {:?} {} {:?} {:?} {:?}",
                attempt.provider.as_ref().map(|provider| provider.as_str()),
                attempt.model,
                attempt.duration,
                attempt.outcome,
                attempt.error_type,
                attempt.usage.input,
                attempt.response.id,
            )
        })
        .collect();
    assert_eq!(
        attempts.join("\n"),
        "\
None None 10ms error Some(\"500\") Reported(10) None
Some(\"anthropic\") Some(\"opus\") 20ms completed None Estimated(20) Some(\"msg_1\")"
    );
    assert_eq!(record.usage, {
        let mut sum = Usage::estimated(30, 3);
        sum.cache_read = Measured::Reported(8);
        sum
    });
    assert_eq!(record.duration, Duration::from_millis(2_030));
    assert_eq!((record.outcome, record.error_type.as_deref()), (Outcome::Completed, None));
    let span = telemetry.only_span();
    assert_eq!(span.attributes["genai_otel.attempts"], 2.into());
    assert_eq!(span.attributes["genai_otel.usage.estimated"], true.into());
    assert_eq!(span.attributes.get("http.response.status_code"), None);
}

#[test]
fn the_response_is_the_last_answer_with_what_the_last_refusal_says_of_itself() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let answered = call.attempt();
    answered.set_response_id("resp_1");
    answered.set_provider_request_id("req_1");
    answered.set_http_status(200);
    drop(answered);
    let refused = call.attempt();
    refused.set_provider_request_id("req_2");
    refused.set_http_status(429);
    drop(refused);
    drop(call);
    let response = &telemetry.only_record().response;
    assert_eq!(response.id.as_deref(), Some("resp_1"));
    assert_eq!(response.provider_request_id.as_deref(), Some("req_2"));
    assert_eq!(response.http_status, Some(429));

    telemetry.clear();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let refused = call.attempt();
    refused.set_provider_request_id("req_1");
    refused.set_http_status(429);
    drop(refused);
    call.attempt().record_error_class(ErrorClass::timeout());
    drop(call);
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.error_type.as_deref()), (Outcome::Timeout, Some("timeout")));
    assert_eq!(record.response.http_status, None);
    assert_eq!(record.response.provider_request_id, None);
}

#[test]
fn headers_say_what_they_say_and_are_no_answer() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("bedrock", "nova").start();
    let refused = call.attempt();
    refused.set_http_status(429);
    refused.record_response_headers(&headers(&[
        ("x-amzn-requestid", "req_1"),
        ("x-amzn-errortype", "ThrottlingException:http://internal/"),
        ("x-ratelimit-remaining-requests", "0"),
        ("retry-after", "2"),
    ]));
    drop(refused);
    let answered = call.attempt();
    answered.record_response_headers(&headers(&[
        ("x-amzn-requestid", "req_2"),
        ("x-amzn-bedrock-input-token-count", "7"),
        ("x-amzn-bedrock-output-token-count", "one"),
        ("x-amzn-bedrock-invocation-latency", "430"),
    ]));
    answered.set_http_status(200);
    answered.set_response_id("resp_1");
    drop(answered);
    drop(call);
    let record = telemetry.only_record();
    let attempts: Vec<_> = record
        .attempts
        .iter()
        .map(|attempt| {
            (
                attempt.outcome,
                attempt.error_type.as_deref(),
                attempt.response.provider_request_id.as_deref(),
                attempt.response.retry_after,
            )
        })
        .collect();
    let throttled = Some("ThrottlingException");
    assert_eq!(
        attempts,
        [
            (Outcome::Error, throttled, Some("req_1"), Some(Duration::from_secs(2))),
            (Outcome::Completed, None, Some("req_2"), None),
        ]
    );
    assert_eq!(record.response.remaining_requests, None);
    assert_eq!(record.response.processing_time, Some(Duration::from_millis(430)));
    assert_eq!(record.usage.input, Measured::Reported(7));
    assert_eq!(record.usage.output, Measured::Missing);
    assert_eq!(telemetry.instrumentation().health().count(Trouble::InvalidValue), 1);

    telemetry.clear();
    let call = telemetry.instrumentation().track_llm_call("bedrock", "nova").start();
    call.record_response_headers(&headers(&[("x-request-id", "req_3")]));
    drop(call);
    assert_eq!(telemetry.only_record().outcome, Outcome::Abandoned);
}

fn headers(headers: &[(&str, &str)]) -> ResponseHeaders {
    ResponseHeaders::read(headers.iter().map(|(name, value)| (*name, value.as_bytes())))
}

#[test]
fn what_is_recorded_on_the_call_itself_adds_to_its_attempts() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let attempt = call.attempt();
    attempt.set_token_usage(10, 1);
    attempt.finish();
    call.set_token_usage(5, 5);
    call.finish();
    assert_eq!(telemetry.only_record().usage, Usage::tokens(15, 6));
}

#[test]
fn attempts_past_the_limit_lose_no_usage() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    for _ in 0..100 {
        let attempt = call.attempt();
        attempt.set_token_usage(10, 1);
        attempt.set_cost("0.5".parse::<Money>().unwrap());
        attempt.finish();
    }
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(record.usage, Usage::tokens(1_000, 100));
    assert_eq!(record.cost, Some("50".parse::<Money>().unwrap().into()));
    assert_eq!(record.attempts.len(), 64);
}

#[test]
fn costs_in_several_currencies_keep_the_first_and_are_counted() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    for cost in ["1.5 EUR", "2 USD", "0.25 EUR"] {
        let attempt = call.attempt();
        attempt.set_cost(cost.parse::<Money>().unwrap());
        attempt.finish();
    }
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(record.cost.as_ref().unwrap().amount.to_string(), "1.75 EUR");
    let costs: Vec<_> =
        record.attempts.iter().map(|a| a.cost.as_ref().unwrap().amount.to_string()).collect();
    assert_eq!(costs, ["1.5 EUR", "2 USD", "0.25 EUR"]);
    let health = telemetry.instrumentation().health();
    assert_eq!(health.troubles().collect::<Vec<_>>(), [(Trouble::MixedCurrencies, 1)]);
}

#[test]
fn what_the_caller_says_is_the_callers_whatever_it_was_made_of() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let money = "0.5".parse::<Money>().unwrap();
    for cost in [Cost::from_provider(money), Cost::from_caller(money)] {
        let attempt = call.attempt();
        attempt.set_cost(cost);
        attempt.finish();
    }
    call.finish();
    let cost = telemetry.only_record().cost.clone().unwrap();
    assert_eq!((cost.amount.to_string().as_str(), cost.origin), ("1 USD", CostOrigin::Caller));
}

#[test]
fn contradictory_usage_is_kept_flagged_and_counted() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let usage = Usage::tokens(10, 5).cache_read(64);
    call.set_usage(&usage);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(record.usage, usage);
    assert_eq!(record.usage.contradiction(), Some(Contradiction::CacheExceedsInput));
    let span = telemetry.only_span();
    let number = |key: &str| span.attributes[key].as_int();
    assert_eq!(number("gen_ai.usage.input_tokens"), Some(10));
    assert_eq!(number("gen_ai.usage.cache_read.input_tokens"), Some(64));
    assert_eq!(span.attributes["genai_otel.usage.contradictory"], true.into());
    let health = telemetry.instrumentation().health();
    assert_eq!(health.troubles().collect::<Vec<_>>(), [(Trouble::ContradictoryUsage, 1)]);
}

#[test]
fn an_estimate_is_flagged_and_gives_way_to_a_report() {
    let telemetry = TestTelemetry::new();
    let flag = "genai_otel.usage.estimated";
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_usage(&Usage::estimated(100, 10));
    call.finish();
    assert_eq!(telemetry.only_span().attributes.get(flag), Some(&true.into()));
    assert_eq!(telemetry.only_record().usage, Usage::estimated(100, 10));

    telemetry.clear();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_usage(&Usage::estimated(100, 10));
    call.set_token_usage(120, 12);
    call.set_usage(&Usage::estimated(1, 1));
    call.finish();
    assert_eq!(telemetry.only_span().attributes.get(flag), None);
    assert_eq!(telemetry.only_record().usage, Usage::tokens(120, 12));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn every_exit_tells_the_same_of_any_call(
        attempts in prop::collection::vec(
            (prop::option::of(0..1_u64 << 40), prop::option::of(0..1_u64 << 40), 0..10_000_u64, any::<(bool, bool)>()),
            0..5,
        ),
        nanos in 0..100_000_000_000_u64,
    ) {
        told(|telemetry| {
            let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
            for (input, output, millis, (succeeds, elsewhere)) in attempts {
                let attempt =
                    if elsewhere { call.attempt_on("anthropic", "opus") } else { call.attempt() };
                telemetry.clock().advance(Duration::from_millis(millis));
                let mut usage = Usage::new();
                usage.input = input.into();
                usage.output = output.into();
                attempt.set_usage(&usage);
                if succeeds {
                    attempt.finish();
                } else {
                    attempt.record_error_class(ErrorClass::from_static("overloaded"));
                }
            }
            telemetry.clock().advance(Duration::from_nanos(nanos));
        });
    }
}

/// Runs one call and says what each exit told of it, one fact a line: `-` where an exit has no such fact. Checks that
/// none tells otherwise than the record.
fn told(run: impl FnOnce(&TestTelemetry)) -> String {
    let telemetry = TestTelemetry::builder().sink(TracingEvents).build();
    let events = Events::with_target("genai_otel::call");
    with_default(tracing_subscriber::registry().with(events.clone()), || run(&telemetry));
    let [event] = <[_; 1]>::try_from(events.take()).unwrap();
    let exits = [
        ("record", by_record(&telemetry.only_record())),
        ("span", by_span(&telemetry.only_span())),
        ("metrics", by_metrics(&telemetry.metrics())),
        ("event", by_event(&event)),
    ];
    let mut lines = Vec::new();
    for (place, fact) in FACTS.into_iter().enumerate() {
        let told: Vec<_> = exits
            .iter()
            .filter_map(|(exit, facts)| Some((exit, facts[place].as_deref()?)))
            .collect();
        let Some((_, first)) = told.first() else { continue };
        assert!(told.iter().all(|(_, value)| value == first), "{fact}: {told:?}");
        let exits: Vec<_> = told.iter().map(|(exit, _)| **exit).collect();
        lines.push(format!("{fact} {first}: {}", exits.join(", ")));
    }
    lines.join("\n")
}

const FACTS: [&str; 12] = [
    "operation",
    "provider",
    "model",
    "response model",
    "outcome",
    "error type",
    "seconds",
    "input tokens",
    "output tokens",
    "cost",
    "user",
    "session",
];

type Facts = [Option<String>; FACTS.len()];

fn by_record(record: &CallRecord) -> Facts {
    let who = |attribute| Some(record.attribution.as_ref()?.get(attribute)?.to_owned());
    [
        Some(record.operation.to_string()),
        record.provider.as_ref().map(ToString::to_string),
        record.request.model.as_deref().map(ToOwned::to_owned),
        record.response.model.as_deref().map(ToOwned::to_owned),
        Some(record.outcome.to_string()),
        record.error_type.as_deref().map(ToOwned::to_owned),
        Some(record.duration.as_secs_f64().to_string()),
        record.usage.input.value().map(|tokens| tokens.to_string()),
        record.usage.output.value().map(|tokens| tokens.to_string()),
        record.cost.as_ref().map(|cost| cost.amount.to_f64().to_string()),
        who(Attribute::UserId),
        who(Attribute::SessionId),
    ]
}

fn by_span(span: &CollectedSpan) -> Facts {
    let text = |key: &str| match span.attributes.get(key)? {
        AttributeValue::String(text) => Some(text.clone()),
        AttributeValue::Int(number) => Some(number.to_string()),
        AttributeValue::Double(number) => Some(number.to_string()),
        other => panic!("{key}: {other:?}"),
    };
    [
        text("gen_ai.operation.name"),
        text("gen_ai.provider.name"),
        text("gen_ai.request.model"),
        text("gen_ai.response.model"),
        Some(text("genai_otel.outcome").unwrap_or_else(|| "completed".to_owned())),
        text("error.type"),
        Some(span.duration().as_secs_f64().to_string()),
        text("gen_ai.usage.input_tokens"),
        text("gen_ai.usage.output_tokens"),
        text("gen_ai.usage.cost"),
        text("user.id"),
        text("session.id"),
    ]
}

fn by_metrics(metrics: &[CollectedMetric]) -> Facts {
    let points = |name: &str| {
        let name = name.to_owned();
        metrics.iter().filter(move |metric| metric.name == name).flat_map(|metric| &metric.points)
    };
    let sum = |value: &PointValue| match value {
        PointValue::Histogram(histogram) => histogram.sum.unwrap(),
        other => panic!("{other:?}"),
    };
    // Attempts elsewhere have points of their own.
    let tokens = |kind: &str| {
        let points = points("gen_ai.client.token.usage");
        let of_kind = points.filter(|p| p.attributes["gen_ai.token.type"].as_str() == Some(kind));
        of_kind.map(|point| sum(&point.value)).reduce(|a, b| a + b).map(|sum| sum.to_string())
    };
    let durations: Vec<_> = points("gen_ai.client.operation.duration").collect();
    let [duration] = durations[..] else { panic!("{durations:?}") };
    let label = |key: &str| Some(duration.attributes.get(key)?.as_str().unwrap().to_owned());
    [
        label("gen_ai.operation.name"),
        label("gen_ai.provider.name"),
        label("gen_ai.request.model"),
        label("gen_ai.response.model"),
        None,
        label("error.type"),
        Some(sum(&duration.value).to_string()),
        tokens("input"),
        tokens("output"),
        None,
        None,
        None,
    ]
}

fn by_event(event: &Fields) -> Facts {
    let field = |name: &str| event.get(name).cloned();
    let outcome = field("outcome");
    let failed = matches!(outcome.as_deref(), Some("error" | "timeout" | "panicked"));
    assert_eq!(event["level"], if failed { "WARN" } else { "INFO" });
    [
        field("operation"),
        field("provider"),
        field("model"),
        field("response_model"),
        outcome,
        field("error_type"),
        field("duration_seconds").map(|seconds| seconds.parse::<f64>().unwrap().to_string()),
        field("input_tokens"),
        field("output_tokens"),
        field("cost").map(|cost| cost.strip_suffix(" USD").unwrap().to_owned()),
        field("user_id"),
        field("session_id"),
    ]
}

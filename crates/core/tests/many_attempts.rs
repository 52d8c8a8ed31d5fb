//! Attempts past what a record keeps apart.

use genai_otel_core::Usage;
use genai_otel_testkit::{MetricList, TestTelemetry};

#[test]
fn attempts_past_the_limit_keep_their_usage_and_their_number() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    for _ in 0..64 {
        let attempt = call.attempt();
        attempt.set_token_usage(1, 0);
        attempt.finish();
    }
    let (a, b) = (call.attempt(), call.attempt());
    a.set_token_usage(100, 0);
    b.set_token_usage(1_000, 0);
    a.set_token_usage(200, 0); // cumulative: replaces what this attempt said before
    drop(a);
    b.set_token_usage(3_000, 7); // still open
    drop(b);
    for _ in 0..1_000 {
        let attempt = call.attempt();
        attempt.set_token_usage(1, 0);
        attempt.finish();
    }
    call.finish();

    let record = telemetry.only_record();
    assert_eq!(record.usage, Usage::tokens(64 + 200 + 3_000 + 1_000, 7));
    assert_eq!(
        (record.attempts.len(), record.more_attempts, record.attempt_count()),
        (64, 1_002, 1_066)
    );
    let attempts: Vec<_> = telemetry
        .metrics()
        .into_iter()
        .filter(|metric| metric.name == "genai_otel.attempts")
        .collect();
    assert_eq!(
        MetricList::new().render(&attempts),
        "\
genai_otel.attempts · counter · {attempt} · cumulative
└─ 1066  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}"
    );
}

#[test]
fn very_many_open_attempts_count_into_the_call() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let open: Vec<_> = (0..1_100).map(|_| call.attempt()).collect();
    drop(open);
    call.finish();
    assert_eq!(telemetry.only_record().attempt_count(), 1_100);
}

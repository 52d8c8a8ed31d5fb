//! Tokens of an attempt that went elsewhere count where they were spent.

use genai_otel_core::ErrorClass;
use genai_otel_testkit::{MetricList, TestTelemetry};

#[test]
fn tokens_of_a_fallback_count_under_the_provider_and_model_that_took_them() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let attempt = call.attempt();
    attempt.set_token_usage(100, 3); // a billed bad answer
    attempt.record_error_class(ErrorClass::from_static("bad_answer"));
    drop(attempt);
    let attempt = call.attempt_on("anthropic", "claude-opus-4");
    attempt.set_response_model("claude-opus-4-1");
    attempt.set_token_usage(120, 30);
    attempt.finish();
    call.set_token_usage(7, 1); // beside the attempts
    call.finish();

    let record = telemetry.only_record();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(227), Some(34)));
    let tokens: Vec<_> = telemetry
        .metrics()
        .into_iter()
        .filter(|metric| metric.name == "gen_ai.client.token.usage")
        .collect();
    assert_eq!(
        MetricList::new().hide_attributes(["gen_ai.operation.name"]).render(&tokens),
        "\
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 1 · sum 120 · min 120 · max 120  {gen_ai.provider.name: anthropic, gen_ai.request.model: claude-opus-4, gen_ai.response.model: claude-opus-4-1, gen_ai.token.type: input}
├─ count 1 · sum 30 · min 30 · max 30     {gen_ai.provider.name: anthropic, gen_ai.request.model: claude-opus-4, gen_ai.response.model: claude-opus-4-1, gen_ai.token.type: output}
├─ count 1 · sum 7 · min 7 · max 7        {gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: claude-opus-4-1, gen_ai.token.type: input}
├─ count 1 · sum 1 · min 1 · max 1        {gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: claude-opus-4-1, gen_ai.token.type: output}
├─ count 1 · sum 100 · min 100 · max 100  {gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.token.type: input}
└─ count 1 · sum 3 · min 3 · max 3        {gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.token.type: output}"
    );
}

//! What is measured, by kind of call: whole lists of metrics.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/block_on.rs"]
mod block_on;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use genai_otel_core::{
    Attribution, CacheSize, CallHandle, Chunk, ErrorClass, Instrumentation, MAX_METRIC_NAMES,
    ModelOperation, ToolResult, ToolType, Trouble, Usage,
};
use genai_otel_testkit::{MetricList, PointValue, TestTelemetry};
use opentelemetry::metrics::{
    Counter, Histogram, HistogramBuilder, InstrumentBuilder, InstrumentProvider, Meter,
    MeterProvider, SyncInstrument, UpDownCounter,
};
use opentelemetry::{InstrumentationScope, KeyValue};

use block_on::block_on;

#[test]
fn a_chat_is_measured_with_all_its_labels() {
    let telemetry = TestTelemetry::new();
    let call = telemetry
        .instrumentation()
        .track_llm_call("openai", "gpt-4o")
        .server_address("api.example")
        .server_port(8_443)
        .agent("guide")
        .team("search")
        .user_id("u-1")
        .session_id("s-9")
        .start();
    call.set_response_model("gpt-4o-2024-08-06");
    call.set_token_usage(120, 30);
    telemetry.clock().advance(Duration::from_millis(250));
    call.finish();
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0.25 · min 0.25 · max 0.25  {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2024-08-06, genai_otel.team.id: search, server.address: api.example, server.port: 8443}
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 1 · sum 120 · min 120 · max 120  {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2024-08-06, gen_ai.token.type: input, genai_otel.team.id: search, server.address: api.example, server.port: 8443}
└─ count 1 · sum 30 · min 30 · max 30     {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2024-08-06, gen_ai.token.type: output, genai_otel.team.id: search, server.address: api.example, server.port: 8443}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 1  {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, genai_otel.team.id: search}");
}

#[test]
fn durations_and_tokens_fall_into_the_conventions_buckets() {
    let telemetry = TestTelemetry::new();
    for (millis, tokens) in [(5, 1), (10, 4), (11, 5), (90_000, 100_000_000)] {
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        call.set_token_usage(tokens, tokens);
        telemetry.clock().advance(Duration::from_millis(millis));
        call.finish();
    }
    assert_eq!(
        MetricList::new()
            .with_buckets()
            .only_attributes(["gen_ai.token.type"])
            .render(&telemetry.metrics()),
        "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 4 · sum 90.026 · min 0.005 · max 90 · ≤0.01: 2 · ≤0.02: 1 · >81.92: 1
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 4 · sum 100000010 · min 1 · max 100000000 · ≤1: 1 · ≤4: 1 · ≤16: 1 · >67108864: 1  {gen_ai.token.type: input}
└─ count 4 · sum 100000010 · min 1 · max 100000000 · ≤1: 1 · ≤4: 1 · ≤16: 1 · >67108864: 1  {gen_ai.token.type: output}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0
genai_otel.attempts · counter · {attempt} · cumulative
└─ 4"
    );
}

#[test]
fn a_failed_call_is_counted_under_its_kind_of_error_and_used_tokens_are_not() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(120, 0);
    call.fail_as(ErrorClass::new("rate_limit_exceeded"));
    drop(telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start());
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
├─ count 1 · sum 0 · min 0 · max 0  {error.type: rate_limit_exceeded, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
└─ count 1 · sum 0 · min 0 · max 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 1 · sum 120 · min 120 · max 120  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.token.type: input}
└─ count 1 · sum 0 · min 0 · max 0        {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.token.type: output}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
genai_otel.attempts · counter · {attempt} · cumulative
├─ 1  {error.type: rate_limit_exceeded, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
└─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}");
}

#[test]
fn an_embedding_has_no_output_tokens() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_embedding("openai", "small").start();
    call.set_token_usage(9, 0);
    call.finish();
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0 · min 0 · max 0  {gen_ai.operation.name: embeddings, gen_ai.provider.name: openai, gen_ai.request.model: small}
gen_ai.client.token.usage · histogram · {token} · cumulative
└─ count 1 · sum 9 · min 9 · max 9  {gen_ai.operation.name: embeddings, gen_ai.provider.name: openai, gen_ai.request.model: small, gen_ai.token.type: input}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: embeddings, gen_ai.provider.name: openai}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 1  {gen_ai.operation.name: embeddings, gen_ai.provider.name: openai, gen_ai.request.model: small}");
}

#[test]
fn what_nobody_counted_is_not_measured_as_zero() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_usage(&Usage::input_tokens(0));
    call.finish();
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0 · min 0 · max 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
gen_ai.client.token.usage · histogram · {token} · cumulative
└─ count 1 · sum 0 · min 0 · max 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.token.type: input}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}");
}

#[test]
fn a_tool_is_measured_by_name_and_type() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_tool_call("search").team("search");
    let call = builder.tool_type(ToolType::Function).tool_call_id("call_1").agent("guide").start();
    telemetry.clock().advance(Duration::from_millis(40));
    call.set_result(ToolResult::success().items_returned(3));
    drop(call);
    let call = telemetry.instrumentation().track_tool_call("search").start();
    call.set_result(ToolResult::failure(ErrorClass::from_static("not_found")));
    drop(call);
    assert_eq!(telemetry.render_metrics(), "\
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: execute_tool}
genai_otel.execute_tool.duration · histogram · s · cumulative
├─ count 1 · sum 0 · min 0 · max 0           {error.type: not_found, gen_ai.tool.name: search}
└─ count 1 · sum 0.04 · min 0.04 · max 0.04  {gen_ai.agent.name: guide, gen_ai.tool.name: search, gen_ai.tool.type: function, genai_otel.team.id: search}");
}

#[test]
fn an_agent_and_what_it_does_are_measured_under_its_name() {
    let telemetry = TestTelemetry::new();
    let agent = telemetry.instrumentation().track_agent("guide").provider("openai").start();
    agent.run_sync_value(|| {
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        call.set_token_usage(12, 3);
        telemetry.clock().advance(Duration::from_millis(100));
        call.finish();
    });
    agent.set_token_usage(12, 3);
    agent.finish();
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0.1 · min 0.1 · max 0.1  {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 1 · sum 12 · min 12 · max 12  {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.token.type: input}
└─ count 1 · sum 3 · min 3 · max 3     {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.token.type: output}
genai_otel.active_calls · up-down counter · {call} · cumulative
├─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
└─ 0  {gen_ai.operation.name: invoke_agent, gen_ai.provider.name: openai}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 1  {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
genai_otel.invoke_agent.duration · histogram · s · cumulative
└─ count 1 · sum 0.1 · min 0.1 · max 0.1  {gen_ai.agent.name: guide, gen_ai.provider.name: openai}");
}

#[test]
fn a_workflow_is_measured_by_name() {
    let telemetry = TestTelemetry::new();
    let workflow = telemetry.instrumentation().track_workflow("onboarding").team("hr").start();
    telemetry.clock().advance(Duration::from_secs(12));
    workflow.finish();
    assert_eq!(
        telemetry.render_metrics(),
        "\
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: invoke_workflow}
genai_otel.invoke_workflow.duration · histogram · s · cumulative
└─ count 1 · sum 12 · min 12 · max 12  {gen_ai.workflow.name: onboarding, genai_otel.team.id: hr}"
    );
}

#[test]
fn internal_work_is_only_counted_while_it_runs() {
    let telemetry = TestTelemetry::new();
    telemetry.instrumentation().track_operation(ModelOperation::Plan).start().finish();
    assert_eq!(
        telemetry.render_metrics(),
        "\
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: plan}"
    );
}

#[test]
fn a_stream_is_measured_to_its_first_chunk_and_from_chunk_to_chunk() {
    let telemetry = TestTelemetry::new();
    let call =
        telemetry.instrumentation().track_llm_call("openai", "gpt-4o").team("search").start();
    let clock = telemetry.clock().clone();
    // A keep-alive, three words, and the usage.
    let events = stream::iter([(50, ""), (150, "It"), (20, "is"), (30, "warm"), (40, "")]);
    let events = events.map(move |(millis, text)| {
        clock.advance(Duration::from_millis(millis));
        text
    });
    let read = |text: &&str, call: &CallHandle| {
        call.set_response_model("gpt-4o-2024-08-06");
        if text.is_empty() { Chunk::Silent } else { Chunk::Output }
    };
    let mut stream = call.stream_values_with(events, read);
    block_on(async {
        while let Some(text) = stream.next().await {
            if text == "warm" {
                stream.call().set_token_usage(12, 3);
            }
        }
    });
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0.29 · min 0.29 · max 0.29  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2024-08-06, genai_otel.team.id: search}
gen_ai.client.operation.time_per_output_chunk · histogram · s · cumulative
└─ count 2 · sum 0.05 · min 0.02 · max 0.03  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2024-08-06, genai_otel.team.id: search}
gen_ai.client.operation.time_to_first_chunk · histogram · s · cumulative
└─ count 1 · sum 0.2 · min 0.2 · max 0.2  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2024-08-06, genai_otel.team.id: search}
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 1 · sum 12 · min 12 · max 12  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2024-08-06, gen_ai.token.type: input, genai_otel.team.id: search}
└─ count 1 · sum 3 · min 3 · max 3     {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2024-08-06, gen_ai.token.type: output, genai_otel.team.id: search}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, genai_otel.team.id: search}");
    let record = telemetry.only_record();
    assert_eq!(
        (record.time_to_first_chunk, record.chunk_count, record.duration),
        (Some(Duration::from_millis(200)), Some(3), Duration::from_millis(290))
    );
}

#[test]
fn every_attempt_is_counted_where_it_went_and_as_it_ended() {
    let telemetry = TestTelemetry::new();
    let call =
        telemetry.instrumentation().track_llm_call("openai", "gpt-4o").team("search").start();
    let attempt = call.attempt();
    attempt.record_error_class(ErrorClass::new("rate_limit_exceeded"));
    drop(attempt);
    let attempt = call.attempt();
    attempt.set_http_status(500);
    drop(attempt);
    let attempt = call.attempt_on("anthropic", "opus");
    attempt.set_response_model("opus-1");
    attempt.set_token_usage(12, 3);
    attempt.finish();
    call.finish();
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0 · min 0 · max 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: opus-1, genai_otel.team.id: search}
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 1 · sum 12 · min 12 · max 12  {gen_ai.operation.name: chat, gen_ai.provider.name: anthropic, gen_ai.request.model: opus, gen_ai.response.model: opus-1, gen_ai.token.type: input, genai_otel.team.id: search}
└─ count 1 · sum 3 · min 3 · max 3     {gen_ai.operation.name: chat, gen_ai.provider.name: anthropic, gen_ai.request.model: opus, gen_ai.response.model: opus-1, gen_ai.token.type: output, genai_otel.team.id: search}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
genai_otel.attempts · counter · {attempt} · cumulative
├─ 1  {error.type: '500', gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, genai_otel.team.id: search}
├─ 1  {error.type: rate_limit_exceeded, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, genai_otel.team.id: search}
└─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: anthropic, gen_ai.request.model: opus, genai_otel.team.id: search}");
}

#[test]
fn an_attempt_elsewhere_does_not_claim_the_calls_server() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder.server_address("api.openai.example").server_port(443).start();
    call.attempt().set_token_usage(10, 1);
    call.attempt_on("anthropic", "opus").set_token_usage(20, 2);
    call.finish();
    let metrics = telemetry.metrics();
    let tokens = metrics.iter().find(|metric| metric.name == "gen_ai.client.token.usage").unwrap();
    let keys = ["gen_ai.provider.name", "gen_ai.token.type", "server.address", "server.port"];
    assert_eq!(
        MetricList::new().only_attributes(keys).render(std::slice::from_ref(tokens)),
        "\
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 1 · sum 20 · min 20 · max 20  {gen_ai.provider.name: anthropic, gen_ai.token.type: input}
├─ count 1 · sum 2 · min 2 · max 2     {gen_ai.provider.name: anthropic, gen_ai.token.type: output}
├─ count 1 · sum 10 · min 10 · max 10  {gen_ai.provider.name: openai, gen_ai.token.type: input, server.address: api.openai.example, server.port: 443}
└─ count 1 · sum 1 · min 1 · max 1     {gen_ai.provider.name: openai, gen_ai.token.type: output, server.address: api.openai.example, server.port: 443}"
    );
}

#[test]
fn a_caller_who_numbers_his_tries_counts_one_attempt_a_call() {
    let telemetry = TestTelemetry::new();
    for number in 1..=2 {
        let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
        builder.attempt(number).start().finish();
    }
    assert_eq!(
        MetricList::new().only_attributes(NO_LABELS).render(&telemetry.metrics()),
        "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 2 · sum 0 · min 0 · max 0
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0
genai_otel.attempts · counter · {attempt} · cumulative
└─ 2"
    );
}

#[test]
fn questions_to_a_cache_are_counted_by_their_answer() {
    let telemetry = TestTelemetry::new();
    for hit in [true, false, true] {
        let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
        builder.cache_hit(hit).start().finish();
    }
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 4 · sum 0 · min 0 · max 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 4  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
genai_otel.cache.lookups · counter · {lookup} · cumulative
├─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, genai_otel.cache.hit: false}
└─ 2  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, genai_otel.cache.hit: true}");
}

#[test]
fn lookups_in_a_cache_are_counted_by_tenant() {
    let telemetry = TestTelemetry::new();
    for (tenant, hit) in [("acme", true), ("acme", false), ("other", true)] {
        let who = Attribution::new().tenant(tenant);
        let call = || telemetry.instrumentation().track_llm_call("openai", "gpt-4o").cache_hit(hit);
        who.in_scope(|| call().start().finish());
    }
    let list = MetricList::new().only_attributes(["genai_otel.tenant.id", "genai_otel.cache.hit"]);
    assert_eq!(
        list.render(&telemetry.metrics()),
        "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 3 · sum 0 · min 0 · max 0
genai_otel.active_calls · up-down counter · {call} · cumulative
└─ 0
genai_otel.attempts · counter · {attempt} · cumulative
└─ 3
genai_otel.cache.lookups · counter · {lookup} · cumulative
├─ 1  {genai_otel.cache.hit: false, genai_otel.tenant.id: acme}
├─ 1  {genai_otel.cache.hit: true, genai_otel.tenant.id: acme}
└─ 1  {genai_otel.cache.hit: true, genai_otel.tenant.id: other}"
    );
}

#[test]
fn the_size_of_a_cache_is_what_was_said_last() {
    let telemetry = TestTelemetry::new();
    let instrumentation = telemetry.instrumentation();
    assert_eq!(telemetry.render_metrics(), "(no metrics)");
    instrumentation.set_cache_size("", CacheSize::new().entries(9));
    instrumentation.set_cache_size("acme", CacheSize::new().entries(3).bytes(4_096));
    instrumentation.set_cache_size("other", CacheSize::new().bytes(0));
    assert_eq!(
        telemetry.render_metrics(),
        "\
genai_otel.cache.entries · gauge · {entry}
├─ 9
└─ 3  {genai_otel.tenant.id: acme}
genai_otel.cache.size · gauge · By
├─ 4096  {genai_otel.tenant.id: acme}
└─ 0     {genai_otel.tenant.id: other}"
    );
    instrumentation.set_cache_size("", CacheSize::new());
    instrumentation.set_cache_size("acme", CacheSize::new().entries(2));
    instrumentation.set_cache_size("other", CacheSize::new());
    assert_eq!(
        telemetry.render_metrics(),
        "\
genai_otel.cache.entries · gauge · {entry}
└─ 2  {genai_otel.tenant.id: acme}"
    );
}

#[test]
fn caches_of_too_many_tenants_are_not_shown() {
    let telemetry = TestTelemetry::new();
    let instrumentation = telemetry.instrumentation();
    for tenant in 0..=MAX_METRIC_NAMES {
        instrumentation.set_cache_size(&tenant.to_string(), CacheSize::new().entries(1));
    }
    instrumentation.set_cache_size("0", CacheSize::new().entries(2));
    instrumentation.set_cache_size(&"x".repeat(300), CacheSize::new().entries(2));
    assert_eq!(telemetry.metrics()[0].points.len(), MAX_METRIC_NAMES);
    assert_eq!(instrumentation.health().count(Trouble::CardinalityOverflow), 2);
}

#[test]
fn calls_in_flight_go_up_and_down() {
    let telemetry = TestTelemetry::new();
    let instrumentation = telemetry.instrumentation();
    let active = || {
        let metrics = telemetry.metrics();
        let mut metrics = metrics.into_iter();
        let metric = metrics.find(|metric| metric.name == "genai_otel.active_calls").unwrap();
        MetricList::new().render(&[metric])
    };
    let chat = instrumentation.track_llm_call("openai", "gpt-4o").start();
    let other = instrumentation.track_llm_call("openai", "o3").start();
    let tool = instrumentation.track_tool_call("search").start();
    // What becomes known later must not move a call to another series.
    chat.update_request(|request| request.server_port = Some(1));
    assert_eq!(
        active(),
        "\
genai_otel.active_calls · up-down counter · {call} · cumulative
├─ 2  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
└─ 1  {gen_ai.operation.name: execute_tool}"
    );
    drop(other);
    chat.finish();
    tool.fail_as(ErrorClass::timeout());
    assert_eq!(
        active(),
        "\
genai_otel.active_calls · up-down counter · {call} · cumulative
├─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
└─ 0  {gen_ai.operation.name: execute_tool}"
    );
}

#[test]
fn every_call_gives_its_duration_once_whatever_its_operation() {
    let mut lines = Vec::new();
    for operation in ModelOperation::KNOWN {
        let telemetry = TestTelemetry::new();
        telemetry.instrumentation().track_operation(operation.clone()).start().finish();
        let names: Vec<_> = telemetry.metrics().into_iter().map(|metric| metric.name).collect();
        lines.push(format!("{operation}: {}", names.join(", ")));
    }
    assert_eq!(
        lines.join("\n"),
        "\
chat: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
generate_content: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
text_completion: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
embeddings: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
retrieval: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
fetch_response: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
create_agent: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
invoke_agent: genai_otel.active_calls, genai_otel.invoke_agent.duration
execute_tool: genai_otel.active_calls, genai_otel.execute_tool.duration
invoke_workflow: genai_otel.active_calls, genai_otel.invoke_workflow.duration
plan: genai_otel.active_calls
search_memory: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
create_memory: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
update_memory: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
upsert_memory: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
delete_memory: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
create_memory_store: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
delete_memory_store: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
rerank: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
image_generation: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
speech_to_text: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
text_to_speech: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
translation: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
ocr: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
moderation: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts
search: gen_ai.client.operation.duration, genai_otel.active_calls, genai_otel.attempts"
    );
}

#[test]
fn model_names_past_the_cap_are_folded_and_counted() {
    let telemetry = TestTelemetry::new();
    for number in 0..MAX_METRIC_NAMES + 3 {
        let model = format!("model-{number}");
        telemetry.instrumentation().track_llm_call("openai", &model).start().finish();
    }
    // A name that was there before the cap keeps its series, and agents have a cap of their own.
    let builder = telemetry.instrumentation().track_llm_call("openai", "model-0");
    builder.agent("guide").start().finish();

    let metrics = telemetry.metrics();
    let durations = metrics.iter().find(|m| m.name == "gen_ai.client.operation.duration").unwrap();
    let count = |model: &str| -> Vec<u64> {
        let points = durations
            .points
            .iter()
            .filter(|point| point.attributes["gen_ai.request.model"].as_str() == Some(model));
        points
            .map(|point| match &point.value {
                PointValue::Histogram(histogram) => histogram.count,
                other => panic!("{other:?}"),
            })
            .collect()
    };
    assert_eq!(durations.points.len(), MAX_METRIC_NAMES + 2);
    assert_eq!((count("_OTHER"), count("model-0")), (vec![3], vec![1, 1]));
    let health = telemetry.instrumentation().health();
    assert_eq!(health.troubles().collect::<Vec<_>>(), [(Trouble::CardinalityOverflow, 3)]);
    // Spans and records keep the name.
    assert!(telemetry.spans().iter().any(|span| span.name == "chat model-202"));
    assert_eq!(telemetry.records()[202].request.model.as_deref(), Some("model-202"));
}

#[test]
fn users_and_sessions_are_no_labels() {
    let telemetry = TestTelemetry::new();
    let who = Attribution::new()
        .user_id("u")
        .session_id("s")
        .organization_id("o")
        .tenant("t")
        .customer("c")
        .agent_id("i")
        .run("r")
        .step("s")
        .conversation_id("v")
        .source_id("d")
        .key("k", "v");
    let _attached = who.attach();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    telemetry.instrumentation().track_tool_call("search").start().finish();
    telemetry.instrumentation().track_workflow("onboarding").start().finish();
    assert_eq!(telemetry.render_metrics(), "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0 · min 0 · max 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
genai_otel.active_calls · up-down counter · {call} · cumulative
├─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
├─ 0  {gen_ai.operation.name: execute_tool}
└─ 0  {gen_ai.operation.name: invoke_workflow}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o}
genai_otel.execute_tool.duration · histogram · s · cumulative
└─ count 1 · sum 0 · min 0 · max 0  {gen_ai.tool.name: search}
genai_otel.invoke_workflow.duration · histogram · s · cumulative
└─ count 1 · sum 0 · min 0 · max 0  {gen_ai.workflow.name: onboarding}");
}

#[test]
fn span_metric_and_record_give_the_same_duration() {
    let telemetry = TestTelemetry::builder().system_clock().build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.finish();
    let metrics = telemetry.metrics();
    let durations = metrics.iter().find(|m| m.name == "gen_ai.client.operation.duration").unwrap();
    let PointValue::Histogram(histogram) = &durations.points[0].value else { panic!() };
    let duration = telemetry.only_record().duration;
    assert_eq!(histogram.sum, Some(duration.as_secs_f64()));
    assert_eq!(telemetry.only_span().duration(), duration);
}

#[test]
fn labels_are_handed_over_sorted_and_each_once() {
    let points = Points::default();
    let instrumentation = Instrumentation::builder().meter_provider(points.clone()).build();
    let builder = instrumentation.track_llm_call("openai", "gpt-4o").server_address("a");
    let call = builder.server_port(1).agent("guide").team("search").cache_hit(true).start();
    call.set_response_model("gpt-4o-2024-08-06");
    call.set_token_usage(1, 1);
    let stream = call.stream_values(stream::iter([1, 2]));
    assert_eq!(block_on(stream.count()), 2);
    let call = instrumentation.track_llm_call("openai", "gpt-4o").team("search").start();
    call.attempt_on("anthropic", "opus").record_error_class(ErrorClass::timeout());
    drop(call);
    let builder = instrumentation.track_tool_call("search").agent("guide").team("search");
    builder.tool_type(ToolType::Function).start().fail_as(ErrorClass::timeout());

    let points = points.0.lock().unwrap();
    for (name, keys) in &*points {
        assert!(keys.is_sorted_by(|a, b| a < b), "{name}: {keys:?}");
    }
    let names: BTreeSet<_> = points.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>().join("\n"),
        "\
gen_ai.client.operation.duration
gen_ai.client.operation.time_per_output_chunk
gen_ai.client.operation.time_to_first_chunk
gen_ai.client.token.usage
genai_otel.active_calls
genai_otel.attempts
genai_otel.cache.lookups
genai_otel.execute_tool.duration"
    );
}

const NO_LABELS: [&str; 0] = [];

/// A meter provider that notes the name of the metric and the keys of the labels of every point.
#[derive(Clone, Debug, Default)]
struct Points(Arc<Mutex<Vec<Point>>>);

/// The metric's name and the labels' keys.
type Point = (String, Vec<String>);

impl MeterProvider for Points {
    fn meter_with_scope(&self, _scope: InstrumentationScope) -> Meter {
        Meter::new(Arc::new(self.clone()))
    }
}

impl InstrumentProvider for Points {
    fn f64_histogram(&self, builder: HistogramBuilder<'_, Histogram<f64>>) -> Histogram<f64> {
        Histogram::new(self.named(&builder.name))
    }

    fn u64_histogram(&self, builder: HistogramBuilder<'_, Histogram<u64>>) -> Histogram<u64> {
        Histogram::new(self.named(&builder.name))
    }

    fn u64_counter(&self, builder: InstrumentBuilder<'_, Counter<u64>>) -> Counter<u64> {
        Counter::new(self.named(&builder.name))
    }

    fn i64_up_down_counter(
        &self,
        builder: InstrumentBuilder<'_, UpDownCounter<i64>>,
    ) -> UpDownCounter<i64> {
        UpDownCounter::new(self.named(&builder.name))
    }
}

impl Points {
    fn named(&self, name: &str) -> Arc<NotedInstrument> {
        Arc::new(NotedInstrument { name: name.to_owned(), points: self.clone() })
    }
}

struct NotedInstrument {
    name: String,
    points: Points,
}

impl<T> SyncInstrument<T> for NotedInstrument {
    fn measure(&self, _measurement: T, attributes: &[KeyValue]) {
        let keys = attributes.iter().map(|attribute| attribute.key.to_string()).collect();
        self.points.0.lock().unwrap().push((self.name.clone(), keys));
    }
}

//! The energy that calls take: asked of a model by attempt, and told alike by every exit.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/energies.rs"]
mod energies;
#[path = "support/prices.rs"]
mod prices;

use std::time::{Duration, SystemTime};

use genai_otel_core::opentelemetry::KeyValue;
use genai_otel_core::opentelemetry::trace::{SpanId, Status, TraceId};
use genai_otel_core::{
    CallRecord, Energy, EnergyModel, EnergyQuestion, FinishedSpan, Instrumentation, Joules, Money,
    Trouble, UnknownEnergy, Usage,
};
use genai_otel_testkit::{MetricList, TestTelemetry};

use crate::energies::Energies;
use crate::prices::Prices;

#[test]
fn each_attempt_is_asked_about_by_its_own_model_and_length() {
    let (telemetry, energies) = measured();
    let call = telemetry
        .instrumentation()
        .track_llm_call("openai", "gpt-4o")
        .server_address("api.openai.com")
        .start();
    call.attempt().set_http_status(429);
    telemetry.clock().advance(Duration::from_secs(1));
    let bad = call.attempt();
    bad.set_token_usage(10, 5);
    bad.set_response_model("gpt-4o-2026-01-01");
    telemetry.clock().advance(Duration::from_secs(2));
    bad.finish();
    let elsewhere = call.attempt_on("anthropic", "haiku");
    elsewhere.set_token_usage(100, 4);
    telemetry.clock().advance(Duration::from_secs(3));
    elsewhere.finish();
    call.finish();
    assert_eq!(
        energies.asked(),
        ["chat openai api.openai.com gpt-4o-2026-01-01/gpt-4o 2s", "chat anthropic - -/haiku 3s",]
    );
    let record = telemetry.only_record();
    let attempts = record.attempts.iter().map(|a| said(a.energy.as_deref(), a.energy_unknown));
    assert_eq!(
        attempts.collect::<Vec<_>>(),
        ["-", "7.5 J to 30 J, 15 g to 60 g at 384 g by fake 1", "26 J to 26 J by fake 2"]
    );
    assert_eq!(of(&record), "33.5 J to 56 J by mixed mixed");
    assert_eq!(
        points(&telemetry, "genai_otel.energy.high"),
        "\
genai_otel.energy.high · counter · J · cumulative
├─ 26  {gen_ai.operation.name: chat, gen_ai.provider.name: anthropic, gen_ai.request.model: haiku, \
         genai_otel.energy.method: fake, genai_otel.energy.method_version: '2'}
└─ 30  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, \
         gen_ai.response.model: gpt-4o-2026-01-01, genai_otel.energy.method: fake, \
         genai_otel.energy.method_version: '1'}"
    );
}

#[test]
fn every_exit_tells_the_same_energy_with_its_method() {
    let (telemetry, _) = measured();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_usage(&Usage::estimated(10, 5));
    call.finish();
    assert_eq!(
        of(&telemetry.only_record()),
        "7.5 J to 30 J, 15 g to 60 g at 384 g by fake 1 estimated"
    );
    assert_eq!(
        span_energies(&telemetry),
        "\
genai_otel.energy.carbon.grid 384.0
genai_otel.energy.carbon.high 60.0
genai_otel.energy.carbon.low 15.0
genai_otel.energy.estimated true
genai_otel.energy.high 30.0
genai_otel.energy.low 7.5
genai_otel.energy.method fake
genai_otel.energy.method_version '1'"
    );
    let labels = "{gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, \
                  genai_otel.energy.method: fake, genai_otel.energy.method_version: '1'}";
    assert_eq!(
        points(&telemetry, "genai_otel.energy"),
        format!(
            "\
genai_otel.energy.carbon.high · counter · g · cumulative
└─ 60  {labels}
genai_otel.energy.carbon.low · counter · g · cumulative
└─ 15  {labels}
genai_otel.energy.high · counter · J · cumulative
└─ 30  {labels}
genai_otel.energy.low · counter · J · cumulative
└─ 7.5  {labels}"
        )
    );
}

#[test]
fn without_an_energy_model_nothing_says_anything_of_energy() {
    let telemetry =
        TestTelemetry::builder().configure(|builder| builder.pricing(Prices::new().0)).build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(10, 5);
    call.finish();
    assert_eq!(of(&telemetry.only_record()), "-");
    assert_eq!(span_energies(&telemetry), "");
    assert!(!telemetry.render_metrics().contains("energy"));
}

#[test]
fn what_is_not_known_has_a_reason_and_is_counted_and_never_zero() {
    let (telemetry, _) = measured();
    let call = |model: &str| telemetry.instrumentation().track_llm_call("openai", model).start();
    call("new").set_token_usage(10, 5);
    call("gpt-4o").finish();
    let partly = call("gpt-4o");
    partly.attempt().set_token_usage(10, 5);
    partly.attempt_on("openai", "new").set_token_usage(1, 1);
    partly.finish();
    let told: Vec<_> = telemetry.records().iter().map(|record| of(record)).collect();
    assert_eq!(
        told,
        [
            "- unknown_model",
            "- no_usage",
            "7.5 J to 30 J, 15 g to 60 g at 384 g by fake 1 incomplete unknown_model"
        ]
    );
    assert_eq!(
        points(&telemetry, "genai_otel.energy.unknown"),
        "\
genai_otel.energy.unknown · counter · {call} · cumulative
├─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, \
         genai_otel.energy.unknown_reason: no_usage}
└─ 2  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: new, \
         genai_otel.energy.unknown_reason: unknown_model}"
    );
    let told = telemetry.spans().into_iter().map(|span| {
        span.attributes.get("genai_otel.energy.unknown_reason").map(ToString::to_string)
    });
    assert_eq!(told.flatten().collect::<Vec<_>>(), ["unknown_model", "no_usage", "unknown_model"]);
}

#[test]
fn neither_caches_nor_agents_nor_refusals_are_asked_about() {
    let (telemetry, energies) = measured();
    let cached = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    cached.set_token_usage(10, 5);
    cached.set_cache_hit(true);
    cached.finish();
    let agent = telemetry.instrumentation().track_agent("guide").start();
    agent.set_token_usage(10, 5);
    agent.finish();
    let refused = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    refused.set_http_status(429);
    drop(refused);
    let told: Vec<_> = telemetry.records().iter().map(|record| of(record)).collect();
    assert_eq!(told, ["-", "-", "-"]);
    assert!(energies.asked().is_empty());
}

#[test]
fn an_answer_that_was_cut_took_at_least_what_is_known() {
    let (telemetry, _) = measured();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o-mini").start();
    call.set_token_usage(10, 5);
    call.record_error_class(genai_otel_core::ErrorClass::from_static("reset"));
    call.update_request(|request| request.stream = Some(true));
    drop(call);
    assert_eq!(
        of(&telemetry.only_record()),
        "0.015 J to 0.015 J, 0.03 g to 0.03 g at 384 g by fake 1 incomplete"
    );
}

#[test]
fn what_the_caller_says_of_the_cost_says_nothing_of_the_energy() {
    let (model, energies) = Energies::new();
    let telemetry = TestTelemetry::builder()
        .configure(|builder| builder.energy(model).pricing(Prices::new().0))
        .build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o-mini").start();
    call.set_cost("1".parse::<Money>().unwrap());
    call.attempt().set_token_usage(1_000, 0);
    call.set_token_usage(1, 0);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(of(&record), "1.001 J to 1.001 J, 2.002 g to 2.002 g at 384 g by fake 1");
    assert_eq!(record.cost.as_ref().unwrap().amount.to_string(), "1 USD");
    assert_eq!(energies.asked().len(), 2);
}

#[test]
fn attempts_that_are_not_kept_apart_are_in_the_sum() {
    for priced in [false, true] {
        let (model, energies) = Energies::new();
        let (pricing, prices) = Prices::new();
        let telemetry = TestTelemetry::builder()
            .configure(|builder| {
                let builder = builder.energy(model);
                if priced { builder.pricing(pricing) } else { builder }
            })
            .build();
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        for number in 0..100 {
            let attempt = call.attempt();
            attempt.set_token_usage(1_000, 0);
            if number == 80 {
                attempt.set_cost("1".parse::<Money>().unwrap());
            }
            attempt.finish();
        }
        call.set_token_usage(1, 0);
        call.finish();
        let record = telemetry.only_record();
        assert_eq!((record.attempts.len(), record.more_attempts), (64, 36));
        assert_eq!(of(&record), "50000.5 J to 200002 J, 100001 g to 400004 g at 384 g by fake 1");
        let cost = record.cost.as_ref().map(|cost| (cost.amount.to_string(), cost.incomplete));
        let expected = if priced { "1.2475025 USD" } else { "1 USD" };
        assert_eq!(cost, Some((expected.to_owned(), false)));
        assert_eq!(energies.asked().len(), 101);
        // Not about the one whose cost was said.
        assert_eq!(prices.asked().len(), if priced { 100 } else { 0 });
    }
}

#[test]
fn an_energy_model_that_panics_leaves_a_reason_and_is_counted() {
    struct Broken;
    impl EnergyModel for Broken {
        fn energy(&self, _: &EnergyQuestion<'_>) -> Result<Energy, UnknownEnergy> {
            panic!("no power today");
        }
    }
    let telemetry = TestTelemetry::builder().configure(|builder| builder.energy(Broken)).build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(3, 7);
    call.finish();
    assert_eq!(of(&telemetry.only_record()), "- panicked");
    let health = telemetry.instrumentation().health();
    assert_eq!(health.troubles().collect::<Vec<_>>(), [(Trouble::EnergyPanic, 1)]);
}

#[test]
fn calls_that_an_energy_model_makes_are_not_asked_about() {
    struct Asking(Instrumentation);
    impl EnergyModel for Asking {
        fn energy(&self, _: &EnergyQuestion<'_>) -> Result<Energy, UnknownEnergy> {
            self.0.track_llm_call("openai", "gpt-4o").start().set_token_usage(1, 1);
            Ok(Energy::new(("a\nb", "1"), [Joules::from_micro(2), Joules::from_micro(1)]))
        }
    }
    let (inner, energies) = measured();
    let asking = Asking(inner.instrumentation().clone());
    let telemetry = TestTelemetry::builder().configure(|builder| builder.energy(asking)).build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(3, 7);
    call.finish();
    assert_eq!(of(&telemetry.only_record()), "0.000001 J to 0.000002 J by a\u{fffd}b 1");
    assert_eq!(of(&inner.only_record()), "-");
    assert_eq!(energies.asked(), <[String; 0]>::default());
    assert_eq!(inner.instrumentation().health().count(Trouble::Reentered), 1);
}

#[test]
fn calls_of_other_libraries_are_asked_about_alike() {
    let (telemetry, energies) = measured();
    telemetry.instrumentation().adopt(&FinishedSpan {
        trace_id: TraceId::from_bytes([1; 16]),
        span_id: SpanId::from_bytes([1; 8]),
        local_parent: None,
        attributes: &[
            KeyValue::new("gen_ai.operation.name", "chat"),
            KeyValue::new("gen_ai.request.model", "gpt-4o-mini"),
            KeyValue::new("gen_ai.usage.input_tokens", 10),
        ],
        status: &Status::Unset,
        started_at: SystemTime::UNIX_EPOCH,
        ended_at: SystemTime::UNIX_EPOCH + Duration::from_secs(2),
    });
    assert_eq!(energies.asked(), ["chat - - -/gpt-4o-mini 2s"]);
    assert_eq!(
        of(&telemetry.only_record()),
        "0.01 J to 0.01 J, 0.02 g to 0.02 g at 384 g by fake 1"
    );
}

/// Telemetry with an energy model, and a look at what that is asked.
fn measured() -> (TestTelemetry, Energies) {
    let (model, energies) = Energies::new();
    let telemetry = TestTelemetry::builder().configure(|builder| builder.energy(model)).build();
    (telemetry, energies)
}

fn of(record: &CallRecord) -> String {
    said(record.energy.as_deref(), record.energy_unknown)
}

fn said(energy: Option<&Energy>, unknown: Option<UnknownEnergy>) -> String {
    let energy = energy.map_or("-".to_owned(), |energy| {
        let carbon = energy.carbon.map_or(String::new(), |carbon| {
            let grid = carbon.grid.map_or(String::new(), |grid| format!(" at {grid}"));
            format!(", {} to {}{grid}", carbon.low, carbon.high)
        });
        let flags = [(energy.estimated, " estimated"), (energy.incomplete, " incomplete")];
        let flags: String = flags.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        let method = format!("{} {}", energy.method, energy.method_version);
        format!("{} to {}{carbon} by {method}{flags}", energy.low, energy.high)
    });
    let unknown = unknown.map_or(String::new(), |unknown| format!(" {}", unknown.reason()));
    format!("{energy}{unknown}")
}

fn span_energies(telemetry: &TestTelemetry) -> String {
    let span = telemetry.only_span();
    let energies = span.attributes.iter().filter(|(key, _)| key.contains("energy"));
    energies.map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>().join("\n")
}

fn points(telemetry: &TestTelemetry, prefix: &str) -> String {
    let metrics = telemetry.metrics().into_iter();
    let metrics: Vec<_> = metrics.filter(|metric| metric.name.starts_with(prefix)).collect();
    MetricList::new().render(&metrics)
}

//! What calls cost: asked of a pricing by attempt, and told alike by every exit.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/prices.rs"]
mod prices;

use std::time::{Duration, SystemTime};

use genai_otel_core::opentelemetry::trace::{SpanId, Status, TraceId};
use genai_otel_core::opentelemetry::{KeyValue, Value};
use genai_otel_core::{
    CallRecord, ConfigError, Cost, CostNames, ErrorClass, FinishedSpan, Instrumentation, Money,
    PriceQuestion, Pricing, Trouble, Unpriced, Usage,
};
use genai_otel_testkit::{AttributeValue, MetricList, PointValue, TestTelemetry};
use serde_json::json;

use crate::prices::Prices;

#[test]
fn each_attempt_is_priced_by_its_own_model_and_time() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let call = telemetry
        .instrumentation()
        .track_llm_call("openai", "gpt-4o")
        .service_tier("flex")
        .server_address("api.openai.com")
        .start();
    telemetry.clock().advance(Duration::from_secs(1));
    call.attempt().set_http_status(429);
    telemetry.clock().advance(Duration::from_secs(1));
    let bad = call.attempt();
    bad.set_token_usage(10, 5);
    bad.set_response_model("gpt-4o-2026-01-01");
    bad.set_response_service_tier("default");
    bad.record_error_class(ErrorClass::from_static("bad_answer"));
    drop(bad);
    telemetry.clock().advance(Duration::from_secs(2));
    let elsewhere = call.attempt_on("anthropic", "haiku");
    elsewhere.set_token_usage(100, 1);
    telemetry.clock().advance(Duration::from_secs(3));
    elsewhere.finish();
    call.finish();
    assert_eq!(
        prices.asked(),
        [
            "chat openai api.openai.com gpt-4o-2026-01-01/gpt-4o default +2s: 10/5",
            "chat anthropic - -/haiku - +4s: 100/1",
        ]
    );
    let record = telemetry.only_record();
    assert_eq!(costs(&record), ["-", "0.000075 USD computed", "0.000105 USD computed"]);
    assert_eq!(said(&record), "0.00018 USD computed");
    assert_eq!(record.unpriced, None);
    let after: Vec<_> = record.attempts.iter().map(|attempt| attempt.started_after).collect();
    assert_eq!(after, [1, 2, 4].map(Duration::from_secs));
    assert_eq!(
        points(&telemetry, "genai_otel.cost"),
        "\
genai_otel.cost · counter · {currency} · cumulative
├─ 0.000105  {gen_ai.operation.name: chat, gen_ai.provider.name: anthropic, gen_ai.request.model: haiku, \
         genai_otel.cost.currency: USD, genai_otel.cost.origin: computed}
└─ 0.000075  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, \
         gen_ai.response.model: gpt-4o-2026-01-01, genai_otel.cost.currency: USD, genai_otel.cost.origin: computed}"
    );
}

#[test]
fn every_exit_tells_the_same_cost_with_its_price() {
    let all = "gen_ai,openinference,logfire,mlflow".parse().unwrap();
    let (telemetry, _) = priced(all);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(1_000, 100);
    call.finish();
    assert_eq!(said(&telemetry.only_record()), "0.0035 USD computed");
    assert_eq!(
        span_costs(&telemetry),
        "\
gen_ai.usage.cost 0.0035
genai_otel.cost.book 2026-01-01+abc
genai_otel.cost.model openai/gpt-4o
genai_otel.cost.origin computed
llm.cost.completion 0.001
llm.cost.prompt 0.0025
llm.cost.total 0.0035
mlflow.llm.cost {\"input_cost\":0.0025,\"output_cost\":0.001,\"total_cost\":0.0035}
operation.cost 0.0035"
    );
    for name in ["gen_ai.usage.cost", "operation.cost", "genai_otel.cost"] {
        assert_eq!(sum(&telemetry, name), [("USD".to_owned(), 0.0035)], "{name}");
    }
}

#[test]
fn without_names_records_alone_have_costs() {
    let (telemetry, _) = priced(CostNames::NONE);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(1_000, 100);
    call.finish();
    telemetry.instrumentation().track_llm_call("openai", "new").start().set_token_usage(1, 1);
    assert_eq!(said(&telemetry.records()[0]), "0.0035 USD computed");
    assert_eq!(telemetry.records()[1].unpriced, Some(Unpriced::UnknownModel));
    for span in telemetry.spans() {
        assert!(
            !span.attributes.keys().any(|key| key.contains("cost") || key.contains("unpriced"))
        );
    }
    assert!(!telemetry.render_metrics().contains("cost"));
    assert!(!telemetry.render_metrics().contains("unpriced"));
}

#[test]
fn without_a_pricing_nothing_is_priced_and_nothing_is_unpriced() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(1_000, 100);
    call.set_cache_hit(true);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!((&record.cost, &record.unpriced), (&None, &None));
}

#[test]
fn what_the_caller_says_wins_and_is_marked() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_cost(Cost::from_provider("0.5".parse().unwrap()));
    call.set_token_usage(1_000, 100);
    call.finish();
    assert_eq!(said(&telemetry.only_record()), "0.5 USD caller");
    assert!(prices.asked().is_empty());
    assert_eq!(span_costs(&telemetry), "gen_ai.usage.cost 0.5\ngenai_otel.cost.origin caller");
}

/// When the caller says what the whole call cost.
const MOMENTS: [&str; 3] = ["before", "between", "after"];

#[test]
fn what_the_caller_says_of_the_call_is_all_that_it_cost_whenever_it_is_said() {
    for moment in MOMENTS {
        let (telemetry, _) = priced(CostNames::GEN_AI);
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        let say = |now| {
            if now == moment {
                call.set_cost("1".parse::<Money>().unwrap());
            }
        };
        say("before");
        let attempt = call.attempt();
        attempt.set_token_usage(1_000, 100);
        attempt.finish();
        say("between");
        let attempt = call.attempt_on("openai", "new");
        attempt.set_token_usage(1_000, 100);
        attempt.finish();
        let attempt = call.attempt_on("anthropic", "haiku");
        attempt.set_cost("2 EUR".parse::<Money>().unwrap());
        attempt.finish();
        say("after");
        call.set_token_usage(1_000, 100);
        call.finish();
        let record = telemetry.only_record();
        assert_eq!(said(&record), "1 USD caller", "{moment}");
        assert_eq!(record.unpriced, None, "{moment}");
        assert_eq!(record.usage, Usage::tokens(3_000, 300), "{moment}");
        assert_eq!(costs(&record), ["0.0035 USD computed", "-", "2 EUR caller"], "{moment}");
        assert_eq!(record.attempts[1].unpriced, Some(Unpriced::UnknownModel), "{moment}");
        for name in ["gen_ai.usage.cost", "genai_otel.cost"] {
            assert_eq!(sum(&telemetry, name), [("USD".to_owned(), 1.0)], "{name} {moment}");
        }
        assert!(!telemetry.render_metrics().contains("genai_otel.unpriced"), "{moment}");
        let told = span_costs(&telemetry);
        assert_eq!(told, "gen_ai.usage.cost 1\ngenai_otel.cost.origin caller", "{moment}");
        let health = telemetry.instrumentation().health();
        assert_eq!(health.count(Trouble::MixedCurrencies), 0, "{moment}");
    }
}

#[test]
fn what_the_caller_says_of_an_attempt_is_what_that_one_cost_also_when_it_is_over() {
    let (telemetry, _) = priced(CostNames::GEN_AI);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let mut handles = Vec::new();
    for _ in 0..2 {
        let attempt = call.attempt();
        attempt.set_token_usage(1_000, 100);
        handles.push(attempt.handle().clone());
        attempt.finish();
    }
    handles[1].set_cost("1".parse::<Money>().unwrap());
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(costs(&record), ["0.0035 USD computed", "1 USD caller"]);
    assert_eq!(said(&record), "1.0035 USD mixed");
    assert_eq!(sum(&telemetry, "genai_otel.cost"), [("USD".to_owned(), 1.003_5)]);
}

#[test]
fn an_answer_that_is_told_to_its_attempt_and_to_the_call_counts_once() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let answer = |id: &str, cost: Option<f64>| {
        let usage = json!({"prompt_tokens": 1_000, "completion_tokens": 100, "cost": cost});
        json!({"id": id, "object": "chat.completion", "model": "gpt-4o", "usage": usage})
    };
    let run = |of_attempt: &serde_json::Value, of_call: &serde_json::Value| {
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        let attempt = call.attempt();
        attempt.record_response(of_attempt);
        attempt.finish();
        call.record_response(of_call);
        call.finish();
        let record = telemetry.records().pop().unwrap();
        (said(&record), record.usage.input.value().unwrap())
    };
    let one = answer("chatcmpl-1", None);
    assert_eq!(run(&one, &one), ("0.0035 USD computed".to_owned(), 1_000));
    assert_eq!(prices.asked().len(), 1);
    let billed = answer("chatcmpl-1", Some(0.25));
    assert_eq!(run(&billed, &billed), ("0.25 USD provider".to_owned(), 1_000));
    let other = answer("chatcmpl-2", None);
    assert_eq!(run(&one, &other), ("0.007 USD computed".to_owned(), 2_000));

    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.attempt().record_response(&one);
    call.set_token_usage(1_000, 100);
    call.finish();
    let record = telemetry.records().pop().unwrap();
    assert_eq!(said(&record), "0.007 USD computed", "counts without an answer add to it");
}

#[test]
fn an_answer_of_the_cache_costs_nothing_whatever_it_used() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(1_000, 100);
    call.set_cache_hit(true);
    call.finish();
    assert_eq!(said(&telemetry.only_record()), "0 USD cache");
    assert!(prices.asked().is_empty());
    assert_eq!(sum(&telemetry, "gen_ai.usage.cost"), [("USD".to_owned(), 0.0)]);
    telemetry.clear();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_cache_hit(true);
    call.set_cost("0.1".parse::<Money>().unwrap());
    call.finish();
    assert_eq!(said(&telemetry.only_record()), "0.1 USD caller");
}

#[test]
fn unknown_is_counted_and_never_zero() {
    let (telemetry, _) = priced(CostNames::GEN_AI);
    let call = |model: &str| telemetry.instrumentation().track_llm_call("openai", model).start();
    call("new").set_token_usage(1, 1);
    call("gpt-4o").finish();
    drop(call("gpt-4o"));
    call("gpt-4o").fail_as(ErrorClass::timeout());
    call("free").set_token_usage(9, 9);
    telemetry.instrumentation().track_retrieval("store").start().finish();
    let parts: Vec<_> = telemetry
        .records()
        .iter()
        .map(|record| (said(record), record.unpriced.as_ref().map(Unpriced::reason)))
        .collect();
    let none = || "-".to_owned();
    assert_eq!(
        parts,
        [
            (none(), Some("unknown_model")),
            (none(), Some("no_usage")),
            (none(), None),
            (none(), None),
            ("0 USD computed".to_owned(), None),
            (none(), None),
        ]
    );
    assert_eq!(
        points(&telemetry, "genai_otel.unpriced"),
        "\
genai_otel.unpriced · counter · {call} · cumulative
├─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, \
         genai_otel.unpriced.reason: no_usage}
└─ 1  {gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: new, \
         genai_otel.unpriced.reason: unknown_model}"
    );
    assert_eq!(
        telemetry.spans()[0].attributes["genai_otel.unpriced.reason"],
        AttributeValue::String("unknown_model".to_owned())
    );
}

#[test]
fn what_was_used_beside_an_attempt_is_priced_by_the_answer_that_used_it() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_response_model("gpt-4o-2026-01-01");
    call.set_response_service_tier("priority");
    call.set_token_usage(1_000, 100);
    let attempt = call.attempt_on("openai", "haiku");
    attempt.set_response_model("haiku-1");
    attempt.set_token_usage(50, 20);
    attempt.finish();
    call.finish();
    assert_eq!(
        prices.asked(),
        [
            "chat openai - haiku-1/haiku - +0s: 50/20",
            "chat openai - gpt-4o-2026-01-01/gpt-4o priority +0s: 1000/100",
        ]
    );
    let record = telemetry.only_record();
    assert_eq!(said(&record), "0.00365 USD computed");
    assert_eq!(record.response.model.as_deref(), Some("haiku-1"));
}

#[test]
fn an_answer_that_was_cut_cost_at_least_what_was_told() {
    let (telemetry, _) = priced(CostNames::GEN_AI);
    let genai = telemetry.instrumentation();
    for ends in [false, true] {
        let call = genai.track_llm_call("openai", "gpt-4o").stream(true).start();
        call.set_token_usage(1_000, 1);
        if ends {
            call.set_finish_reasons(["stop"]);
        }
        call.record_error_class(ErrorClass::from_static("reset"));
    }
    let said: Vec<_> = telemetry.records().iter().map(|record| said(record)).collect();
    assert_eq!(said, ["0.00251 USD computed incomplete", "0.00251 USD computed"]);
}

#[test]
fn a_credit_takes_nothing_back_from_a_counter() {
    let (telemetry, _) = priced(CostNames::GEN_AI);
    let genai = telemetry.instrumentation();
    for cost in ["3", "-5"] {
        genai.track_llm_call("openai", "gpt-4o").start().set_cost(cost.parse::<Money>().unwrap());
    }
    assert_eq!(sum(&telemetry, "genai_otel.cost"), [("USD".to_owned(), 3.0)]);
    assert_eq!(said(&telemetry.records()[1]), "-5 USD caller");
    assert_eq!(genai.health().count(Trouble::InvalidValue), 1);
}

#[test]
fn a_sum_with_an_unpriced_part_is_incomplete_and_says_why() {
    let (telemetry, _) = priced(CostNames::GEN_AI);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    for model in ["new", "gpt-4o"] {
        let attempt = call.attempt_on("openai", model);
        attempt.set_usage(&Usage::estimated(1_000, 100));
        attempt.finish();
    }
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(said(&record), "0.0035 USD computed estimated incomplete");
    assert_eq!(record.unpriced, Some(Unpriced::UnknownModel));
    assert_eq!(record.attempts[0].unpriced, Some(Unpriced::UnknownModel));
    assert_eq!(
        span_costs(&telemetry),
        "\
gen_ai.usage.cost 0.0035
genai_otel.cost.book 2026-01-01+abc
genai_otel.cost.estimated true
genai_otel.cost.incomplete true
genai_otel.cost.model openai/gpt-4o
genai_otel.cost.origin computed
genai_otel.unpriced.reason unknown_model"
    );
}

#[test]
fn usage_said_of_the_whole_call_is_priced_and_its_attempts_lack_none() {
    let (telemetry, _) = priced(CostNames::GEN_AI);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.attempt().finish();
    call.set_token_usage(1_000, 100);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!((said(&record), &record.unpriced), ("0.0035 USD computed".to_owned(), &None));
}

#[test]
fn currencies_never_mix() {
    let all = "gen_ai,openinference,logfire,mlflow".parse().unwrap();
    let (telemetry, _) = priced(all);
    let call = telemetry.instrumentation().track_llm_call("mistral", "euro").start();
    call.set_token_usage(3, 7);
    call.finish();
    assert_eq!(
        span_costs(&telemetry),
        "\
genai_otel.cost.amount 0.00001
genai_otel.cost.book 2026-01-01+abc
genai_otel.cost.currency EUR
genai_otel.cost.model mistral_ai/euro
genai_otel.cost.origin computed"
    );
    assert_eq!(sum(&telemetry, "gen_ai.usage.cost"), []);
    assert_eq!(sum(&telemetry, "operation.cost"), []);
    // Attempts of other currencies are in no sum, and tell themselves what they cost.
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    for cost in ["0.5 USD", "2 EUR", "0.25 USD"] {
        let attempt = call.attempt();
        attempt.set_cost(cost.parse::<Money>().unwrap());
        attempt.finish();
    }
    call.finish();
    assert_eq!(said(&telemetry.records()[1]), "0.75 USD caller incomplete");
    let euros = ("EUR".to_owned(), 2.000_01);
    assert_eq!(sum(&telemetry, "genai_otel.cost"), [euros, ("USD".to_owned(), 0.75)]);
    assert_eq!(sum(&telemetry, "gen_ai.usage.cost"), [("USD".to_owned(), 0.75)]);
}

#[test]
fn a_pricing_that_panics_leaves_a_reason_and_is_counted() {
    struct Broken;
    impl Pricing for Broken {
        fn price(&self, _: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
            panic!("no prices today");
        }
    }
    let telemetry = TestTelemetry::builder().configure(|builder| builder.pricing(Broken)).build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(3, 7);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!((&record.cost, &record.unpriced), (&None, &Some(Unpriced::Panicked)));
    let health = telemetry.instrumentation().health();
    assert_eq!(health.troubles().collect::<Vec<_>>(), [(Trouble::PricingPanic, 1)]);
    assert_eq!(span_costs(&telemetry), "genai_otel.unpriced.reason panicked");
}

#[test]
fn a_pricing_may_say_money_and_its_own_calls_are_not_priced() {
    struct Asking(Instrumentation);
    impl Pricing for Asking {
        fn price(&self, _: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
            self.0.track_llm_call("openai", "pricer").start().set_token_usage(1, 1);
            Ok("0.25".parse::<Money>().unwrap().into())
        }
    }
    let inner =
        TestTelemetry::builder().configure(|builder| builder.pricing(Prices::new().0)).build();
    let asking = Asking(inner.instrumentation().clone());
    let telemetry = TestTelemetry::builder().configure(|builder| builder.pricing(asking)).build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(3, 7);
    call.finish();
    assert_eq!(said(&telemetry.only_record()), "0.25 USD computed");
    assert_eq!(said(&inner.only_record()), "-");
    assert_eq!(inner.instrumentation().health().count(Trouble::Reentered), 1);
}

#[test]
fn attempts_that_are_not_kept_apart_are_priced_too() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    for _ in 0..100 {
        let attempt = call.attempt();
        attempt.set_token_usage(1_000, 100);
        attempt.finish();
    }
    call.set_token_usage(1, 0);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!((record.attempts.len(), record.more_attempts), (64, 36));
    assert_eq!(said(&record), "0.3500025 USD computed");
    assert_eq!(prices.asked().len(), 101);
}

#[test]
fn agents_and_tools_keep_their_cost_to_the_record() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let agent = telemetry.instrumentation().track_agent("guide").start();
    agent.set_token_usage(1_000, 100);
    agent.set_cost("0.5".parse::<Money>().unwrap());
    agent.finish();
    let tool = telemetry.instrumentation().track_tool_call("search").start();
    tool.set_cost("0.1".parse::<Money>().unwrap());
    tool.finish();
    let told: Vec<_> = telemetry.records().iter().map(|record| said(record)).collect();
    assert_eq!(told, ["0.5 USD caller", "0.1 USD caller"]);
    for span in telemetry.spans() {
        assert!(!span.attributes.keys().any(|key| key.contains("cost")));
    }
    assert!(!telemetry.render_metrics().contains("cost"));
    assert!(prices.asked().is_empty());
}

#[test]
fn a_deployment_is_a_model_of_last_resort_and_answers_decide_conditions() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let call = telemetry
        .instrumentation()
        .track_operation(genai_otel_core::ModelOperation::ImageGeneration)
        .start();
    call.update_request(|request| {
        request.deployment = Some("my-prod".into());
        request.image_size = Some("1024x1024".into());
        request.image_quality = Some("HD".into());
        request.conditions.set("residency", "eu");
    });
    call.set_usage(&Usage::new().images(2));
    call.finish();
    assert_eq!(
        prices.asked(),
        ["image_generation - - -/my-prod - quality=hd residency=eu size=1024x1024 +0s: -/-"]
    );
}

#[test]
fn calls_of_other_libraries_are_priced_alike() {
    let (telemetry, prices) = priced(CostNames::GEN_AI);
    let adopt = |attributes: &[KeyValue]| {
        telemetry.instrumentation().adopt(&FinishedSpan {
            trace_id: TraceId::from_bytes([1; 16]),
            span_id: SpanId::from_bytes([1; 8]),
            local_parent: None,
            attributes,
            status: &Status::Unset,
            started_at: SystemTime::UNIX_EPOCH,
            ended_at: SystemTime::UNIX_EPOCH + Duration::from_secs(2),
        });
    };
    let of = |operation: &'static str, more: &[(&'static str, Value)]| {
        let known = [
            KeyValue::new("gen_ai.operation.name", operation),
            KeyValue::new("gen_ai.provider.name", "openai"),
            KeyValue::new("gen_ai.request.model", "gpt-4o"),
            KeyValue::new("gen_ai.usage.input_tokens", 1_000),
            KeyValue::new("gen_ai.usage.output_tokens", 100),
        ];
        let more = more.iter().map(|(key, value)| KeyValue::new(*key, value.clone()));
        known.into_iter().chain(more).collect::<Vec<_>>()
    };
    adopt(&of("chat", &[("openai.response.service_tier", "flex".into())]));
    adopt(&of("chat", &[("gen_ai.usage.cost", 0.1.into())]));
    adopt(&of("invoke_agent", &[("gen_ai.usage.cost", 0.1.into())]));
    let told: Vec<_> = telemetry.records().iter().map(|record| said(record)).collect();
    assert_eq!(told, ["0.0035 USD computed", "0.1 USD caller", "-"]);
    assert_eq!(prices.asked().len(), 1);
    assert_eq!(sum(&telemetry, "genai_otel.cost"), [("USD".to_owned(), 0.0035 + 0.1)]);
}

#[test]
fn names_come_from_the_environment_or_are_refused() {
    let builder = Instrumentation::builder().environment([("GENAI_OTEL_COST_NAMES", " none ")]);
    assert!(builder.is_ok());
    let error = Instrumentation::builder().environment([("GENAI_OTEL_COST_NAMES", "gen_ai,euro")]);
    let error: ConfigError = error.map(|_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "environment variable GENAI_OTEL_COST_NAMES: `euro` is none of the cost names `gen_ai`, `openinference`, \
         `logfire` and `mlflow`; `none` stands alone"
    );
}

fn priced(names: CostNames) -> (TestTelemetry, Prices) {
    let (pricing, prices) = Prices::new();
    let configure = |builder: genai_otel_core::InstrumentationBuilder| {
        builder.pricing(pricing).cost_names(names)
    };
    (TestTelemetry::builder().configure(configure).build(), prices)
}

fn said(record: &CallRecord) -> String {
    record.cost.as_ref().map_or_else(|| "-".to_owned(), text)
}

fn costs(record: &CallRecord) -> Vec<String> {
    let cost = |cost: &Option<Cost>| cost.as_ref().map_or_else(|| "-".to_owned(), text);
    record.attempts.iter().map(|attempt| cost(&attempt.cost)).collect()
}

fn text(cost: &Cost) -> String {
    let mut text = format!("{} {}", cost.amount, cost.origin.as_str());
    for (flag, word) in [(cost.estimated, " estimated"), (cost.incomplete, " incomplete")] {
        if flag {
            text += word;
        }
    }
    text
}

/// What the one span says of costs, sorted.
fn span_costs(telemetry: &TestTelemetry) -> String {
    let span = telemetry.spans().pop().unwrap();
    let costs = span
        .attributes
        .iter()
        .filter(|(key, _)| ["cost", "unpriced"].iter().any(|word| key.contains(word)));
    let value = |value: &AttributeValue| match value {
        AttributeValue::String(text) => text.clone(),
        AttributeValue::Double(number) => number.to_string(),
        AttributeValue::Bool(flag) => flag.to_string(),
        other => panic!("{other:?}"),
    };
    let lines: Vec<_> = costs.map(|(key, known)| format!("{key} {}", value(known))).collect();
    lines.join("\n")
}

/// The sum of the points of a metric by currency; histograms are of dollars.
fn sum(telemetry: &TestTelemetry, name: &str) -> Vec<(String, f64)> {
    let mut sums = std::collections::BTreeMap::<String, Vec<f64>>::new();
    for metric in telemetry.metrics().iter().filter(|metric| metric.name == name) {
        for point in &metric.points {
            let currency = point.attributes.get("genai_otel.cost.currency");
            let currency = currency.and_then(|value| value.as_str()).unwrap_or("USD");
            let number = match &point.value {
                PointValue::Histogram(histogram) => histogram.sum.unwrap(),
                PointValue::Double(number) => *number,
                other => panic!("{other:?}"),
            };
            sums.entry(currency.to_owned()).or_default().push(number);
        }
    }
    sums.into_iter().map(|(currency, numbers)| (currency, numbers.iter().sum())).collect()
}

fn points(telemetry: &TestTelemetry, name: &str) -> String {
    let metrics = telemetry.metrics();
    MetricList::new()
        .render(&metrics.into_iter().filter(|metric| metric.name == name).collect::<Vec<_>>())
}

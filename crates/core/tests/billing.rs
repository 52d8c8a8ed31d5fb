//! What a call costs by its provider and by its caller, and what its price depends on.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use genai_otel_core::wire::ResponseHeaders;
use genai_otel_core::{
    CallHandle, CallRecord, Cost, CostOrigin, Money, Observation, Observe, Trouble,
};
use genai_otel_testkit::TestTelemetry;
use serde_json::{Value, json};

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn answer(cost: &Value) -> Value {
    json!({"id": "a", "model": "m", "usage": {"prompt_tokens": 3, "completion_tokens": 4, "cost": cost}})
}

/// The record of a call of which this is said.
fn told(say: impl FnOnce(&CallHandle)) -> CallRecord {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openrouter", "m").start();
    say(&call);
    call.finish();
    CallRecord::clone(&telemetry.only_record())
}

fn conditions(of: &[(std::sync::Arc<str>, std::sync::Arc<str>)]) -> Vec<String> {
    of.iter().map(|(key, value)| format!("{key}={value}")).collect()
}

#[test]
fn what_the_provider_asks_for_is_the_cost() {
    let record = told(|call| call.record_response(&answer(&json!(0.00020535))));
    assert_eq!(record.cost, Some(Cost::from_provider(money("0.00020535"))));
    let free = told(|call| call.record_response(&answer(&json!(0))));
    assert_eq!(free.cost, Some(Cost::from_provider(money("0"))));
    let later = told(|call| {
        call.record_response(&answer(&json!(0.25)));
        call.record_response(&answer(&json!(0.5)));
        call.record_response(&answer(&Value::Null));
    });
    assert_eq!(later.cost, Some(Cost::from_provider(money("0.5"))));
}

#[test]
fn what_the_caller_says_wins_before_and_after() {
    let before = told(|call| {
        call.set_cost(money("0.01"));
        call.record_response(&answer(&json!(0.5)));
    });
    let after = told(|call| {
        call.record_response(&answer(&json!(0.5)));
        call.set_cost(money("0.01"));
    });
    for record in [before, after] {
        assert_eq!(record.cost, Some(Cost::from_caller(money("0.01"))));
    }
}

#[test]
fn an_own_type_states_a_cost_and_conditions() {
    struct Answer;
    impl Observe for Answer {
        fn observe(&self, into: &mut Observation) {
            into.model("m").cost("1.5 EUR".parse().unwrap()).condition("Processing", "Batch");
        }
    }
    let record = told(|call| call.observe(&Answer));
    assert_eq!(record.cost, Some(Cost::from_provider(money("1.5 EUR"))));
    assert_eq!(conditions(record.response.conditions.as_slice()), ["processing=batch"]);
}

#[test]
fn a_proxy_states_its_cost_in_the_head() {
    let headers = ResponseHeaders::read([("x-litellm-response-cost", "3.45e-05".as_bytes())]);
    let record = told(|call| {
        call.record_response_headers(&headers);
        call.record_response(&json!({"id": "a", "model": "m"}));
    });
    assert_eq!(record.cost, Some(Cost::from_provider(money("0.0000345"))));
    let record = told(|call| {
        call.record_response_headers(&headers);
        call.record_response(&answer(&json!(0.25)));
    });
    assert_eq!(record.cost, Some(Cost::from_provider(money("0.25"))));
}

#[test]
fn attempts_cost_what_each_of_them_says() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openrouter", "m").start();
    for cost in [0.25, 0.5] {
        let attempt = call.attempt();
        attempt.record_response(&answer(&json!(cost)));
        attempt.set_condition("speed", if cost > 0.3 { "fast" } else { "standard" });
        attempt.finish();
    }
    call.finish();
    let record = telemetry.only_record();
    let each: Vec<_> =
        record.attempts.iter().map(|attempt| attempt.cost.as_ref().unwrap()).collect();
    assert_eq!(
        each.iter().map(|cost| cost.amount).collect::<Vec<_>>(),
        [money("0.25"), money("0.5")]
    );
    let sum = record.cost.as_ref().unwrap();
    assert_eq!((sum.amount, sum.origin), (money("0.75"), CostOrigin::Provider));
    let said = |index: usize| conditions(record.attempts[index].response.conditions.as_slice());
    assert_eq!((said(0), said(1)), (vec!["speed=standard".into()], vec!["speed=fast".into()]));
}

#[test]
fn callers_say_what_the_price_depends_on() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder.condition("Residency", " EU ").condition("route", "").start();
    call.update_request(|request| {
        request.conditions.set("residency", "us");
        request.conditions.set("size", "1024x1024");
    });
    call.set_condition("processing", "batch");
    call.finish();
    let record = telemetry.only_record();
    let asked = conditions(record.request.conditions.as_slice());
    assert_eq!(asked, ["residency=eu", "size=1024x1024"], "what was said first stands");
    assert_eq!(conditions(record.response.conditions.as_slice()), ["processing=batch"]);
}

#[test]
fn the_servers_name_says_where_the_model_is_run() {
    let telemetry = TestTelemetry::new();
    let builder = || telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    builder().server_address("eu.api.openai.com").start().finish();
    builder().condition("residency", "us").server_address("eu.api.openai.com").start().finish();
    builder().server_address("api.openai.com").start().finish();
    let late = builder().start();
    late.update_request(|request| {
        request.server_address = Some("europe-west4-aiplatform.googleapis.com".into());
    });
    late.finish();
    let records = telemetry.records();
    let asked = records.iter().map(|record| conditions(record.request.conditions.as_slice()));
    let expected: [&[&str]; 4] =
        [&["residency=eu"], &["residency=us"], &[], &["region=europe-west4", "residency=regional"]];
    assert_eq!(asked.collect::<Vec<_>>(), expected);
}

#[test]
fn odd_costs_and_long_conditions_are_counted() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder.condition("route", &"x".repeat(2_000)).start();
    call.set_condition(&"k".repeat(2_000), "x");
    call.record_response(&answer(&json!("free")));
    call.record_response(&answer(&json!(-1)));
    call.finish();
    assert_eq!(telemetry.only_record().cost, None);
    let health: Vec<_> = telemetry.instrumentation().health().troubles().collect();
    assert_eq!(health, [(Trouble::InvalidValue, 2), (Trouble::TruncatedText, 2)]);
}

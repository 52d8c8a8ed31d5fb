//! Lines that version 1 wrote are read to exactly these calls, for ever. Whoever has to change this test has broken
//! somebody's ledger.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use genai_otel_core::{
    BookVersion, Carbon, Cost, CostBasis, CostComponent, CostSide, Currency, Energy, Grams, Joules,
    Measured, Money, Usage,
};
use genai_otel_ledger::{AttemptEntry, Entry, Gap, Line, Status};
use serde_json::{Value, json};

fn lines() -> Vec<Line> {
    let lines = include_str!("../data/v1.jsonl").lines();
    lines.map(|line| Line::read(line.as_bytes()).unwrap()).collect()
}

fn facts(value: Value) -> serde_json::Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

#[test]
fn a_call() {
    let text = |text: &str| Some(text.to_owned());
    let mut call = Entry::default();
    call.version = 1;
    call.id = text("9f86d081884c7d65-42");
    call.writer = text("9f86d081884c7d65");
    call.seq = Some(42);
    call.timestamp = "2026-11-29T22:37:05.123456789Z".parse().unwrap();
    call.service = text("shop");
    call.source_function = text("shop::answer");
    call.provider = text("openai");
    call.api_type = text("generative");
    call.operation = text("chat");
    call.model = text("gpt-4o");
    call.response_model = text("gpt-4o-2024-08-06");
    call.usage = Usage::tokens(1_200, 300).cache_read(1_000);
    call.cost = Some(cost());
    call.latency = Some(Duration::from_nanos(1_234_567_890));
    call.attempts = Some(1);
    call.user = text("u-1");
    call.session = text("s-9");
    call.team = text("search");
    call.finish_reasons = vec!["stop".to_owned()];
    call.parameters.temperature = Some(0.2);
    call.parameters.max_tokens = Some(1_000);
    call.response = facts(json!({"http_status": 200, "id": "chatcmpl-1"}));
    call.metadata = facts(json!({"plan": "gold"}));
    assert_eq!(lines()[0], Line::Call(Box::new(call)));
}

fn cost() -> Cost {
    let usd = |amount: &str| amount.parse::<Money>().unwrap();
    let component = |unit: &'static str, side, count, rate, amount| {
        let mut component =
            CostComponent::new(("", side), (count, 1_000_000), usd(rate), usd(amount));
        component.unit = Cow::Borrowed(unit);
        component
    };
    let mut book = BookVersion::default();
    (book.version, book.hash) = ("2026-11-29".into(), "f7fe9a224daa".into());
    let mut basis = CostBasis::default();
    (basis.provider, basis.model) = ("openai".into(), "gpt-4o".into());
    basis.price_from = Some("2024-10-01".into());
    basis.book = Arc::new(book);
    basis.components = vec![
        component("input_tokens", CostSide::Input, 200, "2.5", "0.0005"),
        component("cache_read_tokens", CostSide::Input, 1_000, "1.25", "0.00125"),
        component("output_tokens", CostSide::Output, 300, "10", "0.003"),
    ];
    let cost = Cost::computed(Money::from_pico(4_750_000_000, Currency::USD), basis);
    assert_eq!((cost.input, cost.output), (Some(usd("0.00175")), Some(usd("0.003"))));
    cost
}

#[test]
fn a_call_of_two_attempts() {
    let text = |text: &str| Some(text.to_owned());
    let mut usage = Usage::default();
    usage.input = Measured::Estimated(900);
    let mut first = AttemptEntry::default();
    first.status = Status::Error;
    first.unpriced = text("no_usage");
    first.error_type = text("overloaded_error");
    first.latency = Some(Duration::from_millis(120));
    first.started_after = Some(Duration::ZERO);
    first.response = facts(json!({"http_status": 529}));
    let mut second = AttemptEntry::default();
    second.status = Status::Timeout;
    second.usage = usage.clone();
    second.unpriced = text("no_usage");
    second.error_type = text("timeout");
    second.latency = Some(Duration::from_micros(29_880_500));
    second.started_after = Some(Duration::from_millis(120));
    let mut call = Entry::default();
    call.version = 1;
    call.id = text("9f86d081884c7d65-43");
    call.writer = text("9f86d081884c7d65");
    call.seq = Some(43);
    call.timestamp = "2026-11-29T22:37:06Z".parse().unwrap();
    call.service = text("shop");
    call.provider = text("anthropic");
    call.api_type = text("generative");
    call.operation = text("chat");
    call.model = text("claude-sonnet-4-5");
    call.status = Status::Timeout;
    call.error_type = text("timeout");
    call.usage = usage;
    call.unpriced = text("no_usage");
    call.latency = Some(Duration::from_micros(30_000_500));
    call.attempts = Some(2);
    call.attempt_list = vec![first, second];
    call.user = text("u-2");
    call.parameters.max_tokens = Some(1_000);
    call.parameters.stream = Some(true);
    assert_eq!(lines()[1], Line::Call(Box::new(call)));
}

#[test]
fn a_gap() {
    let mut gap = Gap::new(12, "2026-11-29T22:37:06.5Z".parse().unwrap());
    gap.writer = Some("9f86d081884c7d65".to_owned());
    gap.seq = Some(44);
    gap.timestamp = "2026-11-29T22:37:07Z".parse().unwrap();
    assert_eq!(lines()[2], Line::Gap(gap));
}

#[test]
fn a_call_with_its_energy() {
    let text = |text: &str| Some(text.to_owned());
    let energy = |version: &str, bounds: [u64; 2]| {
        Energy::new(("ecologits", version), bounds.map(Joules::from_micro))
    };
    let mut first = AttemptEntry::default();
    first.usage = Usage::tokens(12, 30);
    first.energy_unknown = text("unknown_model");
    first.latency = Some(Duration::from_millis(1));
    first.started_after = Some(Duration::ZERO);
    let mut second = first.clone();
    second.energy_unknown = None;
    second.energy = Some(energy("0.11", [1_250_000, 4_500_000]));
    let mut sum = energy("0.11", [1_250_000, 4_500_000]);
    sum.carbon =
        Some(Carbon::new([133, 480].map(Grams::from_micro), Some(Grams::from_micro(384_000_000))));
    (sum.estimated, sum.incomplete) = (true, true);
    let mut call = Entry::default();
    call.version = 1;
    call.id = text("9f86d081884c7d65-45");
    call.writer = text("9f86d081884c7d65");
    call.seq = Some(45);
    call.timestamp = "2026-11-29T22:37:08Z".parse().unwrap();
    call.usage = Usage::tokens(24, 60);
    call.energy = Some(sum);
    call.energy_unknown = text("unknown_model");
    call.attempts = Some(2);
    call.attempt_list = vec![first, second];
    assert_eq!(lines()[3], Line::Call(Box::new(call)));
}

#[test]
fn the_energy_of_another_program() {
    let mut call = Entry::default();
    call.version = 1;
    call.timestamp = "2026-11-29T22:37:09Z".parse().unwrap();
    call.energy_facts = facts(json!({"joules": 12.5, "low": [1], "method": null}));
    assert_eq!(lines()[4..], [Line::Call(Box::new(call))]);
}

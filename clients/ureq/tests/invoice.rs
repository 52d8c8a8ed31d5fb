//! What records say of costs is what the provider bills: through retries, bad answers, fallbacks, caches and streams
//! that break off, with attributes and guards over a tap over a client.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use genai_otel::llm_instrumented;
use genai_otel_core::{
    Cost, CostBasis, CostComponent, CostSide, Currency, Instrumentation, Money, PriceQuestion,
    Pricing, Unpriced,
};
use genai_otel_http::Tap;
use genai_otel_http::ureq::GenAiMiddleware;
use genai_otel_testkit::{
    FakeProvider, Fault, ModelPrice, PointValue, Reply, TestTelemetry, TokenCounts,
};
use serde_json::{Value, json};
use ureq::Agent;

#[test]
fn the_sum_over_records_is_the_invoice() {
    let stage = Stage::new(&[
        usage("{}", 12, 4),
        // Refused, then answered.
        Reply::rate_limited(Duration::from_secs(1)),
        usage("{}", 30, 9),
        // A bad answer that is billed, refused, then answered.
        usage("no JSON", 2_006, 300),
        Reply::rate_limited(Duration::from_secs(1)),
        usage("{}", 2_007, 301),
        // A bad answer in an attempt, then another model.
        usage("no JSON", 7, 3),
        usage("{}", 11, 5).model("gpt-4o-mini-2026-01-01"),
        // Told by a stream, kept back by one, and by one that breaks off.
        usage("{}", 100, 10),
        usage("{}", 50, 5),
        usage("one two three", 40, 4).with_fault(Fault::HalfResponse),
    ]);
    let (genai, client) = (stage.telemetry.instrumentation(), &stage.client);
    stage.ask(streamed(None, "gpt-4o"));
    for _ in 0..2 {
        assert_eq!(answer(genai, client, &stage.url)["object"], "chat.completion");
    }
    let call = genai.track_llm_call("openai", "gpt-4o").start();
    let attempt = call.attempt();
    attempt.run_sync_value(|| stage.ask(streamed(None, "gpt-4o")));
    attempt.finish();
    let attempt = call.attempt_on("openai", "gpt-4o-mini");
    attempt.run_sync_value(|| stage.ask(streamed(None, "gpt-4o-mini")));
    attempt.finish();
    call.finish();
    for includes_usage in [true, false, true] {
        stage.ask(streamed(Some(includes_usage), "gpt-4o"));
    }
    let cached = genai.track_llm_call("openai", "gpt-4o").start();
    cached.set_cache_hit(true);
    cached.set_token_usage(2_006, 300);
    cached.finish();

    let Stage { telemetry, provider, .. } = stage;
    assert_eq!(provider.remaining_replies(), 0);
    let invoice = provider.stop();
    let calls: Vec<_> = telemetry
        .records()
        .iter()
        .map(|record| {
            let cost = record.cost.as_ref();
            let cost =
                cost.map(|cost| format!("{} {}", cost.amount.decimal(), cost.origin.as_str()));
            let unpriced = record.unpriced.as_ref().map(Unpriced::reason);
            (record.attempt_count(), cost, unpriced)
        })
        .collect();
    let computed = |amount: &str| Some(format!("{amount} computed"));
    assert_eq!(
        calls,
        [
            (1, computed("0.00007"), None),
            (2, computed("0.000165"), None),
            (3, computed("0.0160425"), None),
            (2, computed("0.00005215"), None),
            (1, computed("0.00035"), None),
            (1, None, Some("no_usage")),
            (1, None, None),
            (1, Some("0 cache".to_owned()), None),
        ]
    );
    let total = invoice.total();
    assert_eq!(sum(&telemetry), total.dollars());
    assert_eq!(total.dollars(), "0.01667965");
    assert_eq!((total.untold_calls, total.calls), (2, 7));

    let dollars: f64 = total.dollars().parse().unwrap();
    for name in ["gen_ai.usage.cost", "genai_otel.cost"] {
        assert!((points(&telemetry, name) - dollars).abs() < 1e-12, "{name}");
    }
}

/// A program's own function: it asks again after a refusal and after an answer that it cannot use.
#[llm_instrumented(
    provider = "openai",
    model = "gpt-4o",
    instrumentation = genai,
    tokens_from_response
)]
fn answer(genai: &Instrumentation, client: &Agent, url: &str) -> Value {
    loop {
        let mut response = client.post(url).send_json(streamed(None, "gpt-4o")).unwrap();
        let answer: Value = response.body_mut().read_json().unwrap();
        let text = answer["choices"][0]["message"]["content"].as_str();
        if text.is_some_and(|text| serde_json::from_str::<Value>(text).is_ok()) {
            return answer;
        }
    }
}

struct Stage {
    telemetry: TestTelemetry,
    provider: FakeProvider,
    client: Agent,
    url: String,
}

impl Stage {
    fn new(replies: &[Reply]) -> Self {
        let provider = FakeProvider::builder()
            .price("gpt-4o", ModelPrice::new(2_500_000_000_000, 10_000_000_000_000))
            .price("gpt-4o-mini", ModelPrice::new(150_000_000_000, 600_000_000_000));
        let provider =
            replies.iter().cloned().fold(provider, |provider, reply| provider.reply(reply));
        let provider = provider.start().unwrap();
        let telemetry =
            TestTelemetry::builder().configure(|builder| builder.pricing(Prices)).build();
        let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
        let client = Agent::config_builder()
            .http_status_as_error(false)
            .middleware(GenAiMiddleware::with_tap(tap))
            .build();
        let url = format!("{}/v1/chat/completions", provider.url());
        Self { telemetry, provider, client: client.into(), url }
    }

    /// Reads the answer as far as it comes.
    fn ask(&self, body: Value) {
        let mut response = self.client.post(&self.url).send_json(body).unwrap();
        drop(response.body_mut().read_to_vec());
    }
}

/// The prices of the invoice, by a pricing that reckons for itself.
struct Prices;

impl Pricing for Prices {
    fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
        let (input, output) = match question.response_model.ok_or(Unpriced::UnknownModel)? {
            "gpt-4o-2026-01-01" => ("0.0000025", "0.00001"),
            "gpt-4o-mini-2026-01-01" => ("0.00000015", "0.0000006"),
            _ => return Err(Unpriced::UnknownModel),
        };
        let component = |unit, side, count: Option<u64>, rate: &str| {
            let count = count.ok_or(Unpriced::MissingCount { unit })?;
            let rate: Money = rate.parse().map_err(|_| Unpriced::TooLarge)?;
            let amount = Money::from_pico(rate.pico() * i128::from(count), Currency::USD);
            Ok(CostComponent::new((unit, side), (count, 1), rate, amount))
        };
        let usage = question.usage;
        let mut basis = CostBasis::default();
        basis.components = vec![
            component("input_tokens", CostSide::Input, usage.input.value(), input)?,
            component("output_tokens", CostSide::Output, usage.output.value(), output)?,
        ];
        let pico = basis.components.iter().map(|component| component.amount.pico()).sum();
        Ok(Cost::computed(Money::from_pico(pico, Currency::USD), basis))
    }
}

/// What all records say, in dollars.
fn sum(telemetry: &TestTelemetry) -> String {
    let records = telemetry.records();
    let costs = records.iter().filter_map(|record| record.cost.as_ref());
    let nothing = Money::from_pico(0, Currency::USD);
    let sum = costs.fold(nothing, |sum, cost| sum.checked_add(cost.amount).unwrap());
    sum.decimal()
}

fn points(telemetry: &TestTelemetry, name: &str) -> f64 {
    let metrics = telemetry.metrics();
    let points =
        metrics.iter().filter(|metric| metric.name == name).flat_map(|metric| &metric.points);
    points
        .map(|point| match &point.value {
            PointValue::Histogram(histogram) => histogram.sum.unwrap(),
            PointValue::Double(number) => *number,
            other => panic!("{other:?}"),
        })
        .sum()
}

fn usage(text: &str, input: u64, output: u64) -> Reply {
    Reply::text(text).usage(TokenCounts::new(input, output))
}

/// A request; as a stream, with usage in it or not.
fn streamed(includes_usage: Option<bool>, model: &str) -> Value {
    let mut asked = json!({"model": model, "messages": [{"role": "user", "content": "hello?"}]});
    if let Some(includes_usage) = includes_usage {
        asked["stream"] = true.into();
        asked["stream_options"] = json!({"include_usage": includes_usage});
    }
    asked
}

//! What a file may say, in both notations.

use genai_otel_core::Currency;

use crate::file::{Format, read_file, read_providers, write_file};
use crate::model::{Daily, Model, Rate, Tier};
use crate::price::Price;
use crate::rule::Rule;
use crate::unit::Unit;

#[test]
fn a_written_file_is_read_and_written_the_same() {
    let file = read_file(EXAMPLE, Format::Json, "example.json").unwrap();
    assert_eq!(write_file(&file), EXAMPLE);
}

#[test]
fn toml_says_the_same_as_json() {
    let json = read_file(EXAMPLE, Format::Json, "example.json").unwrap();
    let toml = read_file(include_str!("../example.toml"), Format::Toml, "example.toml").unwrap();
    assert_eq!(toml, json);
}

#[test]
fn what_is_not_said_has_its_default() {
    let providers = read_providers(
        r#"{"schema": 1, "providers": [{"id": "X-AI", "name": null, "models": [
            {"id": "Grok 4", "comment": null, "prices": [{"from": null, "rates": {"images": 1}}]}
        ]}]}"#,
        Format::Json,
        "own.json",
    )
    .unwrap();
    let [provider] = providers.as_slice() else { panic!("{providers:?}") };
    assert_eq!((&*provider.id, &*provider.name), ("x-ai", "x-ai"));
    assert_eq!((&provider.hosts, &provider.model_rule), (&None, &None));
    let [Model { id, rule, source, currency, deprecated, prices, .. }] = provider.models.as_slice()
    else {
        panic!("{provider:?}")
    };
    assert_eq!((&**id, rule), ("Grok 4", &Rule::Equals("grok 4".to_owned())));
    assert_eq!((&**source, *currency, *deprecated), ("own.json", Currency::USD, false));
    assert_eq!((prices[0].from, prices[0].daily), (None, None));
}

#[test]
fn numbers_are_taken_as_they_are_written() {
    // No float of 64 bits is any of these.
    let model = toml_model(
        "prices = [{ rates = { input_tokens = 2.500000000001, images = 1e-12, \
         output_tokens = { base = 1_0.1, tiers = [{ over = 200_000, price = 0.30 }] } } }]",
    );
    let rates = &model.prices[0].rates;
    let price = |text: &str| text.parse::<Price>().unwrap();
    assert_eq!(rates.get(Unit::InputTokens), Some(&price("2.500000000001").into()));
    assert_eq!(rates.get(Unit::Images), Some(&price("0.000000000001").into()));
    let tiers = vec![Tier { over: 200_000, price: price("0.3") }];
    assert_eq!(rates.get(Unit::OutputTokens), Some(&Rate { base: price("10.1"), tiers }));
}

#[test]
fn dates_and_times_of_toml_need_no_quotes() {
    let model = toml_model(
        "checked = 2026-11-29\nprices = [{ from = 2026-01-01, daily = { from = 16:30:00, until = 00:30:15 }, \
         rates = { images = 1 } }]",
    );
    assert_eq!(model.checked, Some("2026-11-29".parse().unwrap()));
    assert_eq!(model.prices[0].daily, Some(Daily { from: 59_400, until: 1_815 }));
}

#[test]
fn a_rule_may_be_a_name() {
    let model = toml_model("rule = \"GPT-4o\"\nprices = [{ rates = { images = 1 } }]");
    assert_eq!(model.rule, Rule::Equals("gpt-4o".to_owned()));
}

#[test]
fn minimums_of_durations_are_written_in_seconds() {
    let model = toml_model(
        "prices = [{ rates = { audio_seconds = 1, requests = 1 } }]\n\
         minimums = { requests = 3, audio_seconds = 10.5 }",
    );
    assert_eq!(model.minimums, [(Unit::AudioSeconds, 10_500_000_000), (Unit::Requests, 3)]);
}

#[test]
fn lists_of_one_direction_need_no_price_for_both() {
    for unit in
        ["output_images", "output_audio_seconds", "input_characters", "output_video_seconds"]
    {
        let model = toml_model(&format!("prices = [{{ rates = {{ {unit} = 1 }} }}]"));
        assert_eq!(model.prices[0].rates.iter().len(), 1);
    }
}

#[test]
fn variants_that_never_meet_need_no_rate_for_both() {
    let variant = |condition: &str, rates: &str| {
        format!("{{ when = {{ tier = \"{condition}\" }}, rates = {{ {rates} }} }}")
    };
    let model = toml_model(&format!(
        "prices = [{{ rates = {{ input_tokens = 1 }} }}]\nvariants = [{}, {}]",
        variant("a", "cache_read_tokens = 1"),
        variant("b", "input_audio_tokens = 1"),
    ));
    assert_eq!(model.variants.len(), 2);
    // The second prices are in force when the variant begins, the first no longer are.
    let model = toml_model(
        "prices = [{ rates = { images = 1 } }, { from = 2026-01-01, rates = { input_tokens = 1 } }]\n\
         variants = [{ when = { a = \"b\" }, from = 2026-01-01, rates = { cache_read_tokens = 1 } }]",
    );
    assert_eq!(model.variants.len(), 1);
}

#[test]
fn a_later_discount_by_day_hides_nothing() {
    let model = toml_model(
        "prices = [{ rates = { images = 2 } }, { daily = { from = 00:00, until = 12:00 }, rates = { images = 1 } }, \
         { from = 2026-01-01, rates = { images = 3 } }]",
    );
    assert_eq!(model.prices.len(), 3);
}

fn toml_model(body: &str) -> Model {
    let text =
        format!("schema = 1\n[[providers]]\nid = \"x\"\n[[providers.models]]\nid = \"m\"\n{body}");
    let providers = read_providers(&text, Format::Toml, "p").unwrap_or_else(|e| panic!("{e}"));
    providers.into_iter().next().unwrap().models.remove(0)
}

const EXAMPLE: &str = include_str!("../example.json");

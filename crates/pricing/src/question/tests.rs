use std::time::{Duration, UNIX_EPOCH};

use genai_otel_core::Unpriced;

use super::*;
use crate::model::{Condition, Model, Rates, Variant};
use crate::price::Price;
use crate::rule::Rule;
use crate::sample;

fn book() -> PriceBook {
    let rated = |id: &str, mode: Mode, rates: &[(Unit, &str)]| {
        let mut model = sample::model(id);
        model.modes = vec![mode];
        model.prices[0].rates = parsed(rates);
        model
    };
    let mut chat = rated(
        "chat",
        Mode::Chat,
        &[
            (Unit::InputTokens, "1"),
            (Unit::CacheReadTokens, "0.1"),
            (Unit::CacheWriteTokens, "1.25"),
            (Unit::CacheWrite1hTokens, "2"),
            (Unit::InputAudioTokens, "30"),
            (Unit::CacheAudioReadTokens, "3"),
            (Unit::CacheAudioWriteTokens, "35"),
            (Unit::OutputTokens, "10"),
            (Unit::OutputReasoningTokens, "20"),
            (Unit::OutputAudioTokens, "60"),
            (Unit::WebSearches, "10"),
            (Unit::CodeExecutions, "5"),
        ],
    );
    chat.variants = vec![
        variant("service_tier", "flex", &[(Unit::InputTokens, "0.5")]),
        variant("residency", "eu", &[(Unit::OutputTokens, "11")]),
    ];
    let models: Vec<Model> = vec![
        chat,
        rated("vectors", Mode::Embedding, &[(Unit::InputTokens, "0.02")]),
        rated("order", Mode::Rerank, &[(Unit::RerankSearches, "2")]),
        rated("painter", Mode::Image, &[(Unit::OutputImages, "0.04")]),
        rated("director", Mode::Video, &[(Unit::OutputVideoSeconds, "0.5")]),
        rated("ear", Mode::Transcription, &[(Unit::InputAudioSeconds, "0.36")]),
        rated("voice", Mode::Speech, &[(Unit::InputCharacters, "15")]),
        rated("reader", Mode::Ocr, &[(Unit::DocumentPages, "4")]),
        rated("finder", Mode::Search, &[(Unit::Requests, "5")]),
    ];
    let mut provider = sample::provider("openai", models);
    provider.hosts = Some(Rule::Equals("api.acme.com".into()));
    PriceBook::from_providers(vec![provider])
}

fn parsed(rates: &[(Unit, &str)]) -> Rates {
    Rates::new(rates.iter().map(|(unit, text)| (*unit, text.parse::<Price>().unwrap().into())))
}

fn variant(key: &str, value: &str, rates: &[(Unit, &str)]) -> Variant {
    let when = vec![Condition { key: key.into(), value: value.into() }];
    Variant { when, from: None, daily: None, rates: parsed(rates) }
}

#[test]
fn every_count_reaches_its_rate() {
    let book = book();
    let chat = || book.question("OpenAI", "chat").input(1_000_000).at(UNIX_EPOCH);
    let million = 1_000_000;
    for (question, expected) in [
        (chat().output(million), "11 USD"),
        (chat().output(0).cached(million), "0.1 USD"),
        (chat().output(0).cache_write(million), "1.25 USD"),
        (chat().output(0).cache_write_1h(million), "2 USD"),
        (chat().output(0).cache_write(million).cache_write_1h(million / 2), "1.625 USD"),
        (chat().output(million).reasoning(million), "21 USD"),
        (chat().output(million).output_audio(million), "61 USD"),
        (chat().output(0).input_audio(million), "30 USD"),
        (chat().output(0).searches(2), "1.02 USD"),
        (chat().output(0).unit(Unit::CodeExecutions, 1), "1.005 USD"),
        (chat().output(0).service_tier("Flex"), "0.5 USD"),
        (chat().output(million).condition("Residency", "EU"), "12 USD"),
        (
            book.question("", "chat").server_address("api.acme.com").input(0).output(1),
            "0.00001 USD",
        ),
    ] {
        assert_eq!(question.cost().unwrap().amount.to_string(), expected, "{question:?}");
    }
}

#[test]
fn what_a_model_is_for_decides_what_is_counted() {
    let book = book();
    let ask = |model| book.question("openai", model);
    let minute = Duration::from_secs(60);
    for (question, expected) in [
        (ask("vectors").input(1_000_000), "0.02 USD"),
        (ask("order").searches(1), "0.002 USD"),
        (ask("painter").images(2), "0.08 USD"),
        (ask("director").seconds(minute), "30 USD"),
        (ask("ear").seconds(minute), "0.006 USD"),
        (ask("voice").characters(1000), "0.015 USD"),
        (ask("reader").pages(3), "0.012 USD"),
        (ask("finder"), "0.005 USD"),
    ] {
        let cost = question.cost().unwrap();
        assert_eq!((cost.amount.to_string().as_str(), cost.incomplete), (expected, false));
    }
}

#[test]
fn what_is_not_known_is_said() {
    let book = book();
    let cost = |question: Question<'_>| question.cost().unwrap_err();
    assert_eq!(cost(book.question("openai", "chat")), Unpriced::NoUsage);
    assert_eq!(cost(book.question("openai", "chta").input(1)), Unpriced::UnknownModel);
    assert_eq!(cost(book.question("nobody", "chat").input(1)), Unpriced::UnknownProvider);
    let pages = book.question("openai", "chat").pages(1);
    assert_eq!(cost(pages), Unpriced::NoRate { unit: "document_pages" });
    assert!(book.question("openai", "chat").input(1).cost().unwrap().incomplete);
}

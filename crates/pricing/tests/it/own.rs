//! Own prices over the embedded book.

use genai_otel_pricing::file::Format;
use genai_otel_pricing::{Lookup, Overlay, PriceBook};

fn overlay(text: &str) -> Overlay {
    Overlay::from_text(text, Format::Toml, "own.toml").unwrap()
}

#[test]
fn own_prices_of_gpt_4o_hold_for_its_dated_names_and_never_for_its_siblings() {
    let book = PriceBook::embedded().with_overlay(overlay(
        r#"
        schema = 1
        [[providers]]
        id = "openai"
        [[providers.models]]
        id = "gpt-4o"
        prices = [{ rates = { input_tokens = "2", output_tokens = "8" } }]
        "#,
    ));
    for provider in ["openai", "azure.ai.openai"] {
        let source = |model| {
            let lookup = Lookup::new().provider(provider).request_model("gpt-4o");
            let found = book.find(&lookup.response_model(model)).unwrap();
            (found.model_id.to_string(), found.model.source == "own.toml")
        };
        for name in ["gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-2024-11-20", "gpt-4o-20240806"] {
            assert_eq!(source(name), ("gpt-4o".to_owned(), true), "{name} of {provider}");
        }
        for (name, id) in [
            ("gpt-4o-mini", "gpt-4o-mini"),
            ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
            ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
            ("gpt-4o-audio-preview", "gpt-4o-audio-preview"),
        ] {
            assert_eq!(source(name), (id.to_owned(), false), "{name} of {provider}");
        }
    }
}

#[test]
fn deployments_may_stand_for_ids_that_are_no_names() {
    let overlay = overlay(
        r#"
        schema = 1
        [deployments]
        one = "aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0"
        two = "aws/anthropic.claude-sonnet-4-5-20250929-v1:0"
        three = "bedrock/global.anthropic.claude-sonnet-4-5-20250929-v1:0"
        "#,
    );
    let book = PriceBook::embedded().with_overlay(overlay.clone());
    assert_eq!(book.check(&overlay), Ok(()));
    let id = |name| book.find(&Lookup::new().request_model(name)).unwrap().model_id.to_string();
    let regional = "regional.anthropic.claude-sonnet-4-5-20250929-v1:0";
    assert_eq!([id("one"), id("two")], [regional, regional]);
    assert_eq!(id("three"), "global.anthropic.claude-sonnet-4-5-20250929-v1:0");
}

#[test]
fn every_id_of_the_book_can_be_the_target_of_a_deployment() {
    let book = PriceBook::embedded();
    for provider in ["aws", "openai", "azure", "google", "openrouter"] {
        for model in book.models(provider) {
            let text = format!("schema = 1\n[deployments]\nx = '{provider}/{}'", model.id);
            let overlay = overlay(&text);
            let laid = book.clone().with_overlay(overlay);
            let found = laid.find(&Lookup::new().request_model("x")).unwrap();
            assert_eq!((&*found.provider, &*found.model_id), (provider, &*model.id));
        }
    }
}

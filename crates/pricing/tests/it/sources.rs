//! What the book takes from which of its sources, by what calls cost.

use genai_otel_pricing::{PriceBook, Unit};

use super::question::at;

/// The cost in dollars, or why there is none.
fn cost(provider: &str, model: &str, counts: &[(Unit, u64)]) -> String {
    let book = PriceBook::embedded();
    let mut question = book.question(provider, model).at(at("2026-11-29T12:00:00"));
    for (unit, count) in counts {
        question = question.unit(*unit, *count);
    }
    match question.cost() {
        Ok(cost) => cost.amount.to_string(),
        Err(unpriced) => unpriced.to_string(),
    }
}

#[test]
fn the_same_work_is_billed_once() {
    let text = [(Unit::InputTokens, 1_000_000), (Unit::InputCharacters, 4_000_000)];
    assert_eq!(cost("google", "text-embedding-005", &text), "0.1 USD");
    let picture = [(Unit::OutputImages, 1), (Unit::OutputPixels, 1_048_576)];
    assert_eq!(cost("fal", "fal-ai/flux/dev", &picture), "0.025 USD");
    let page = [(Unit::InputTokens, 1000), (Unit::OutputTokens, 1000), (Unit::DocumentPages, 1)];
    assert_eq!(cost("google", "deepseek-ai/deepseek-ocr-maas", &page), "0.0015 USD");
}

#[test]
fn tokens_of_what_is_billed_by_the_search_are_not_free_by_themselves() {
    let tokens = (Unit::InputTokens, 1000);
    assert_eq!(
        cost("cohere", "rerank-v3.5", &[tokens]),
        "the model has no price for `input_tokens`"
    );
    let searched = [tokens, (Unit::RerankSearches, 1)];
    assert_eq!(cost("cohere", "rerank-v3.5", &searched), "0.002 USD");
}

#[test]
fn audio_and_images_are_not_billed_as_text() {
    let heard = [
        (Unit::InputTokens, 1000),
        (Unit::InputAudioTokens, 1000),
        (Unit::OutputTokens, 1000),
        (Unit::OutputAudioTokens, 1000),
    ];
    for provider in ["openai", "azure"] {
        assert_eq!(cost(provider, "gpt-4o-audio-preview", &heard), "0.12 USD");
        assert_eq!(cost(provider, "gpt-4o-mini-audio-preview-2024-12-17", &heard), "0.03 USD");
    }
    assert_eq!(cost("google", "gemini-2.5-flash-image", &heard[..2]), "0.001 USD");
    let seen = [(Unit::InputTokens, 1000), (Unit::InputImageTokens, 1000)];
    assert_eq!(cost("cohere", "embed-v4.0", &seen), "0.00047 USD");
}

#[test]
fn a_providers_own_price_comes_before_the_makers() {
    let usage = [(Unit::InputTokens, 1_000_000), (Unit::OutputTokens, 1_000_000)];
    for (model, azure, maker, price) in [
        ("gpt-4-turbo", "44 USD", "openai", "40 USD"),
        ("deepseek-v3.2", "2.26 USD", "deepseek", "0.572 USD"),
        ("grok-3-mini", "1.52 USD", "x-ai", "0.8 USD"),
        // The same at both.
        ("gpt-4o", "12.5 USD", "openai", "12.5 USD"),
    ] {
        assert_eq!([cost("azure", model, &usage), cost(maker, model, &usage)], [azure, price]);
    }
}

//! Prices that are alternatives: the same work in other words.

use genai_otel_pricing::Unit;

use super::rates::{Price, Prices};

/// Where LiteLLM has two prices for the same work, keeps the one in the unit that answers count: tokens before the
/// characters that they are of and the pages that they were read from, images before their pixels.
///
/// Zeros for tokens beside prices for other work say that tokens are not billed, and not that a usage of tokens alone is
/// free: they are taken out. What costs by the request is billed at every call, and there they stay.
pub(super) fn drop_alternatives(prices: &mut Prices) {
    let costs = |prices: &Prices, unit: Unit| prices.get(&unit).is_some_and(Price::is_something);
    for (kept, others) in ALTERNATIVES {
        if costs(prices, *kept) {
            prices.retain(|unit, _| !others.contains(unit));
        }
    }
    let of_tokens = |unit: Unit| unit.as_str().ends_with("_tokens");
    let is_billed = |tokens: bool| {
        let mut all = prices.iter().filter(|(_, price)| price.is_something());
        all.any(|(unit, _)| of_tokens(*unit) == tokens && !ON_TOP.contains(unit))
    };
    if !is_billed(true) && is_billed(false) {
        prices.retain(|unit, _| !of_tokens(*unit));
    }
}

/// Sets what speech models give back to the price of audio: it is nothing else, and answers do not say so.
pub(super) fn say_speech(prices: &mut Prices) {
    if let Some(audio) = prices.get(&Unit::OutputAudioTokens).cloned() {
        prices.insert(Unit::OutputTokens, audio);
    }
}

const ALTERNATIVES: &[(Unit, &[Unit])] = &[
    (
        Unit::InputTokens,
        &[Unit::InputCharacters, Unit::DocumentPages, Unit::AnnotatedDocumentPages],
    ),
    (Unit::OutputTokens, &[Unit::OutputCharacters]),
    (Unit::OutputImages, &[Unit::OutputPixels]),
];

/// What comes on top of whatever else a call costs.
const ON_TOP: &[Unit] = &[Unit::Requests, Unit::WebSearches];

#[cfg(test)]
mod tests {
    use super::super::super::decimal::Decimal;
    use super::*;

    #[test]
    fn of_two_prices_for_the_same_work_the_one_that_answers_count_stays() {
        for (before, after) in [
            ("input_tokens=1 input_characters=2 output_tokens=0", "input_tokens=1 output_tokens=0"),
            ("input_tokens=3 output_tokens=1 document_pages=3", "input_tokens=3 output_tokens=1"),
            (
                "input_tokens=8 input_images=1 input_video_seconds=2",
                "input_tokens=8 input_video_seconds=2 input_images=1",
            ),
            ("output_images=2 output_pixels=5", "output_images=2"),
            ("input_characters=2", "input_characters=2"),
        ] {
            assert_eq!(cleaned(before, drop_alternatives), after, "{before}");
        }
    }

    #[test]
    fn zeros_for_tokens_beside_other_work_are_no_price() {
        for (before, after) in [
            ("input_tokens=0 output_tokens=0 rerank_searches=2", "rerank_searches=2"),
            ("output_tokens=0 input_images=1", "input_images=1"),
            (
                "input_tokens=0 output_tokens=0 requests=1",
                "input_tokens=0 output_tokens=0 requests=1",
            ),
            ("input_tokens=1 output_tokens=0", "input_tokens=1 output_tokens=0"),
            ("input_tokens=0 output_tokens=0", "input_tokens=0 output_tokens=0"),
        ] {
            assert_eq!(cleaned(before, drop_alternatives), after, "{before}");
        }
    }

    #[test]
    fn what_speech_models_give_back_costs_what_audio_does() {
        assert_eq!(
            cleaned("output_tokens=10 output_audio_tokens=12", say_speech),
            "output_tokens=12 output_audio_tokens=12"
        );
    }

    fn cleaned(prices: &str, clean: fn(&mut Prices)) -> String {
        let price = |text| Price { base: Some(Decimal::parse(text).unwrap()), ..Price::default() };
        let mut prices: Prices = prices
            .split(' ')
            .map(|one| one.split_once('=').unwrap())
            .map(|(unit, text)| (unit.parse().unwrap(), price(text)))
            .collect();
        clean(&mut prices);
        let said = |(unit, price): (&Unit, &Price)| format!("{unit}={}", price.base.unwrap());
        prices.iter().map(said).collect::<Vec<_>>().join(" ")
    }
}

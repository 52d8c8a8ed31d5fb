//! What zeros mean. In LiteLLM they often say that nobody knows the price.

use genai_otel_pricing::Unit;

use super::rates::{Price, Prices};

/// Takes out zeros that say nothing: of parts whose whole costs something (they are billed as their whole), and of
/// lengths beside tokens.
pub(super) fn drop_unknown(prices: &mut Prices) {
    let whole: Vec<Unit> =
        prices.iter().filter(|(_, price)| !is_zero(price)).map(|(unit, _)| *unit).collect();
    prices.retain(|unit, price| {
        !is_zero(price) || (whole.iter().all(|whole| !unit.is_part_of(*whole)) && !is_length(*unit))
    });
}

/// Where tokens of a side are priced, what they stand for is not priced a second time: the images and lengths that they
/// encode. Images come before their tokens where nothing that goes in is priced.
pub(super) fn drop_doubles(prices: &mut Prices, is_billed_by_length: bool) {
    let has = |prices: &Prices, unit: Unit| prices.get(&unit).is_some_and(|price| !is_zero(price));
    let has_any = |prices: &Prices, units: &[Unit]| units.iter().any(|unit| has(prices, *unit));
    let goes_in = has_any(prices, &[Unit::InputTokens, Unit::InputAudioTokens]);
    let comes_out = has_any(prices, &[Unit::OutputTokens, Unit::OutputAudioTokens]);
    let is_of_input = has(prices, Unit::InputAudioSeconds);
    if is_billed_by_length && has(prices, Unit::AudioSeconds) {
        prices.retain(|unit, _| is_length(*unit));
    } else {
        prices.retain(|unit, _| match unit {
            Unit::InputAudioSeconds | Unit::InputVideoSeconds => !goes_in,
            Unit::OutputAudioSeconds | Unit::OutputVideoSeconds => !comes_out,
            Unit::AudioSeconds => !(if is_of_input { goes_in } else { comes_out }),
            _ => true,
        });
    }
    if has(prices, Unit::OutputImages) && !goes_in {
        prices.remove(&Unit::OutputImageTokens);
    }
    if has(prices, Unit::OutputImageTokens) {
        prices.remove(&Unit::OutputImages);
    }
    if goes_in || has(prices, Unit::InputImageTokens) {
        prices.remove(&Unit::InputImages);
    }
}

/// Gives what is part of two priced units a price of its own: cached audio is billed as what is cached, as LiteLLM
/// does, and not as audio.
pub(super) fn fill_overlaps(prices: &mut Prices) {
    for (part, whole) in [(Unit::CacheReadTokens, READ), (Unit::CacheWriteTokens, WRITTEN)] {
        let Some(price) = prices.get(&part).cloned() else { continue };
        for (kind, both) in whole {
            if prices.contains_key(kind) {
                prices.entry(*both).or_insert_with(|| price.clone());
            }
        }
    }
}

/// Gives the whole the price of its dearest part where it has none: what is said to be output and not of which kind is
/// of the kind that the model makes.
pub(super) fn fill_wholes(prices: &mut Prices) {
    for whole in [Unit::InputTokens, Unit::OutputTokens] {
        let parts = prices.iter().filter(|(unit, _)| unit.is_part_of(whole));
        let dearest = parts.map(|(_, price)| price).max_by(|a, b| a.base.cmp(&b.base)).cloned();
        if let Some(price) = dearest.filter(|_| !prices.contains_key(&whole)) {
            prices.insert(whole, price);
        }
    }
}

/// Whether input costs more than ten times what output does: nobody asks that, and a digit is wrong.
pub(super) fn is_slip(prices: &Prices) -> bool {
    let base = |unit: Unit| prices.get(&unit).and_then(|price| price.base);
    let (Some(input), Some(output)) = (base(Unit::InputTokens), base(Unit::OutputTokens)) else {
        return false;
    };
    !output.is_zero() && output.times(10).is_ok_and(|most| input > most)
}

/// Whether all is zero.
pub(super) fn is_nothing(prices: &Prices) -> bool {
    prices.values().all(is_zero)
}

fn is_zero(price: &Price) -> bool {
    !price.is_something()
}

fn is_length(unit: Unit) -> bool {
    matches!(
        unit,
        Unit::AudioSeconds
            | Unit::InputAudioSeconds
            | Unit::OutputAudioSeconds
            | Unit::InputVideoSeconds
            | Unit::OutputVideoSeconds
            | Unit::OutputPixels
    )
}

const READ: &[(Unit, Unit)] = &[
    (Unit::InputTextTokens, Unit::CacheTextReadTokens),
    (Unit::InputAudioTokens, Unit::CacheAudioReadTokens),
    (Unit::InputImageTokens, Unit::CacheImageReadTokens),
    (Unit::InputVideoTokens, Unit::CacheVideoReadTokens),
];

const WRITTEN: &[(Unit, Unit)] = &[
    (Unit::InputTextTokens, Unit::CacheTextWriteTokens),
    (Unit::InputAudioTokens, Unit::CacheAudioWriteTokens),
    (Unit::InputImageTokens, Unit::CacheImageWriteTokens),
];

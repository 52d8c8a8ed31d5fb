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

/// Where tokens are priced, what they stand for is not priced a second time: the images and lengths that they encode.
pub(super) fn drop_doubles(prices: &mut Prices, is_billed_by_length: bool) {
    let priced = |prices: &Prices, units: &[Unit]| {
        units.iter().any(|unit| prices.get(unit).is_some_and(|price| !is_zero(price)))
    };
    let tokens =
        [Unit::InputTokens, Unit::OutputTokens, Unit::InputAudioTokens, Unit::OutputAudioTokens];
    if is_billed_by_length && priced(prices, &[Unit::AudioSeconds]) {
        prices.retain(|unit, _| is_length(*unit));
    } else if priced(prices, &tokens) {
        prices.retain(|unit, _| !is_length(*unit));
    }
    if priced(prices, &[Unit::OutputImageTokens]) {
        prices.remove(&Unit::OutputImages);
    }
    if priced(prices, &[Unit::InputTokens, Unit::InputImageTokens]) {
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

/// Whether all is zero.
pub(super) fn is_nothing(prices: &Prices) -> bool {
    prices.values().all(is_zero)
}

fn is_zero(price: &Price) -> bool {
    price.base.is_none_or(|base| base.is_zero())
        && price.tiers.values().all(|price| price.is_zero())
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

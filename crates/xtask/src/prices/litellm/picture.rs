//! What an image costs.

use std::collections::BTreeMap;

use genai_otel_pricing::Unit;

use super::super::decimal::Decimal;
use super::super::schema::{Dated, Rate, Rates, Variant};
use super::super::source::Entry;
use super::rates::{Price, Prices};

/// An image's price by size and quality.
pub(super) type Sized<'a> = Vec<(&'a BTreeMap<String, String>, Decimal)>;

/// LiteLLM's older entries have the price of an image that comes out under the name of one that goes in.
pub(super) fn set_output(prices: &mut Prices) {
    if prices.keys().all(|unit| *unit == Unit::InputImages)
        && let Some(price) = prices.remove(&Unit::InputImages)
    {
        prices.insert(Unit::OutputImages, price);
    }
}

/// The price of an image of this size, also from a price of pixels: those are made from whole prices by division, so
/// four decimals give the whole price back.
pub(super) fn of(
    entry: &Entry,
    prices: &Prices,
    size: Option<&String>,
) -> anyhow::Result<Option<Decimal>> {
    if let Some(Price { base: Some(base), .. }) = prices.get(&Unit::OutputImages) {
        return Ok(Some(*base));
    }
    let pixel = entry.facts.get("input_cost_per_pixel").and_then(|value| value.as_str());
    let (Some(pixel), Some((width, height))) = (pixel, size.and_then(|size| size.split_once('x')))
    else {
        return Ok(None);
    };
    let (Ok(width), Ok(height)) = (width.parse::<u64>(), height.parse::<u64>()) else {
        return Ok(None);
    };
    let image = Decimal::parse(pixel)?.times(width * height)?.rounded(4);
    Ok(Some(image).filter(|image| !image.is_zero()))
}

/// The variants, those with the most conditions first; and what an image costs where nothing is asked for: standard
/// quality, 1024 by 1024, where the provider has these.
pub(super) fn variants(sized: &Sized<'_>) -> (Vec<Variant>, Option<Decimal>) {
    let mut all: Vec<(BTreeMap<String, String>, Decimal)> =
        sized.iter().map(|(when, price)| ((*when).clone(), *price)).collect();
    without(&mut all, "quality", "standard");
    without(&mut all, "size", "1024x1024");
    all.sort_by_key(|(when, _)| std::cmp::Reverse(when.len()));
    let (usual, conditional): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(when, _)| when.is_empty());
    let variant = |(when, price): (BTreeMap<String, String>, Decimal)| {
        let rates = Rates::from([(Unit::OutputImages, Rate::Flat(price.to_string()))]);
        Variant { when, dated: Dated { rates, ..Dated::default() } }
    };
    (conditional.into_iter().map(variant).collect(), usual.first().map(|(_, price)| *price))
}

/// What holds for the default holds where nothing is asked for.
fn without(all: &mut Vec<(BTreeMap<String, String>, Decimal)>, key: &str, default: &str) {
    let mut added = Vec::new();
    for (when, price) in all.iter() {
        let mut rest = when.clone();
        if rest.remove(key).as_deref() == Some(default)
            && all.iter().all(|(known, _)| *known != rest)
        {
            added.push((rest, *price));
        }
    }
    all.append(&mut added);
}

//! How many of each priced unit have no rate of their own within it.

use genai_otel_core::Unpriced;

use super::quantities::Quantities;
use super::unit_set::{LEVELS, UnitSet, parts_of, wholes_of};
use crate::unit::Unit;

/// Takes from the count of each priced unit those of its parts that have a rate themselves. What has none stays in the
/// whole.
pub(super) fn split(quantities: &mut Quantities, priced: UnitSet) -> Result<(), Unpriced> {
    // Parts come before all that they are part of, so that each was split before it is taken away.
    for level in LEVELS.iter().rev() {
        for unit in level.and(priced).iter() {
            let parts = parts_of(unit).and(priced);
            let taken = parts.iter().map(|part| quantities.count(part));
            let taken = taken.fold(0, u64::saturating_add);
            let left = quantities.count(unit).checked_sub(taken);
            quantities.set(unit, left.ok_or(Unpriced::PartsExceed { unit: unit.as_str() })?);
        }
    }
    Ok(())
}

/// Raises counts to the least that is billed, with the wholes that they are in and the parts that are all of them.
pub(super) fn raise_to_minimums(quantities: &mut Quantities, minimums: &[(Unit, u64)]) {
    for (unit, minimum) in minimums {
        let count = quantities.count(*unit);
        if count == 0 || count >= *minimum {
            continue;
        }
        let all = parts_of(*unit).iter().filter(|part| quantities.is_all_of(*part, *unit));
        let all = all.fold(UnitSet::of(&[*unit]), UnitSet::with);
        let wholes = wholes_of(*unit).and(quantities.used());
        for raised in all.or(wholes).iter() {
            let more = quantities.count(raised).saturating_add(minimum - count);
            quantities.set(raised, more);
        }
    }
}

/// Fills in what follows from the other counts, and refuses usage that lacks a count on which the price depends.
pub(super) fn fill_in(quantities: &mut Quantities, priced: UnitSet) -> Result<(), Unpriced> {
    let missing = |unit: Unit| Unpriced::MissingCount { unit: unit.as_str() };
    if priced.meets(MODALITIES) {
        fill_in_joins(quantities, priced)?;
    }
    let unknown = priced.without(quantities.known());
    let lifetimes = UnitSet::of(&[Unit::CacheWrite5mTokens, Unit::CacheWrite1hTokens]);
    if !priced.contains(Unit::CacheWriteTokens)
        && quantities.used().contains(Unit::CacheWriteTokens)
        && priced.meets(lifetimes)
        && !quantities.known().meets(lifetimes)
    {
        return Err(missing(Unit::CacheWrite5mTokens));
    }
    let without_whole = unknown.iter().find(|unit| parts_of(*unit).meets(quantities.used()));
    without_whole.map_or(Ok(()), |whole| Err(missing(whole)))
}

/// A cached audio token is of the cache and of audio. Where both have rates, its own rate decides, and without knowing
/// how many there are nothing can be said.
fn fill_in_joins(quantities: &mut Quantities, priced: UnitSet) -> Result<(), Unpriced> {
    for [join, cached, modality] in JOINS {
        let has_rate = priced.contains(join);
        let both = priced.contains(cached) && priced.contains(modality);
        if !(has_rate || both) {
            continue;
        }
        let unit = join.as_str();
        let count = quantities.get(join).or_else(|| overlap(quantities, cached, modality));
        match count {
            None => return Err(Unpriced::MissingCount { unit }),
            Some(1..) if !has_rate => return Err(Unpriced::NoRate { unit }),
            Some(count) if !quantities.known().contains(join) => quantities.set(join, count),
            Some(_) => {}
        }
    }
    Ok(())
}

/// How many input tokens are of both kinds, where the counts of each leave no choice.
fn overlap(quantities: &Quantities, cached: Unit, modality: Unit) -> Option<u64> {
    let (one, other) = (quantities.count(cached), quantities.count(modality));
    let most = one.min(other);
    let least = match quantities.get(Unit::InputTokens) {
        Some(all) => one.saturating_sub(all.saturating_sub(other)),
        None => 0,
    };
    (most == least.min(most)).then_some(most)
}

const MODALITIES: UnitSet = parts_of(Unit::InputTokens).without(UnitSet::of(&[
    Unit::CacheReadTokens,
    Unit::CacheWriteTokens,
    Unit::CacheWrite5mTokens,
    Unit::CacheWrite1hTokens,
    Unit::InputToolTokens,
]));

/// Units that are part of two others, neither of which is part of the other.
const JOINS: [[Unit; 3]; 7] = [
    [Unit::CacheTextReadTokens, Unit::CacheReadTokens, Unit::InputTextTokens],
    [Unit::CacheAudioReadTokens, Unit::CacheReadTokens, Unit::InputAudioTokens],
    [Unit::CacheImageReadTokens, Unit::CacheReadTokens, Unit::InputImageTokens],
    [Unit::CacheVideoReadTokens, Unit::CacheReadTokens, Unit::InputVideoTokens],
    [Unit::CacheTextWriteTokens, Unit::CacheWriteTokens, Unit::InputTextTokens],
    [Unit::CacheAudioWriteTokens, Unit::CacheWriteTokens, Unit::InputAudioTokens],
    [Unit::CacheImageWriteTokens, Unit::CacheWriteTokens, Unit::InputImageTokens],
];

//! Looking for names in the layers: rules in order, exact ones before wider ones.

use std::borrow::Cow;

use super::evidence::{Candidate, FREE};
use super::search::{Located, What};
use super::variation::{dated, without_region};
use crate::layers::{Layers, Place};

/// The entry at the provider itself, in those layers that are `wanted` by their number, the newest first.
pub(super) fn within(
    layers: &Layers,
    candidate: &Candidate,
    wanted: impl Fn(usize) -> bool,
) -> Option<Located> {
    let places = layers.places(&candidate.provider).filter(|place| wanted(place.layer));
    places.into_iter().find_map(|place| at(layers, place, candidate))
}

/// The entry at the first provider that has one, of those whose prices hold for what the provider does not list.
pub(super) fn elsewhere(
    layers: &Layers,
    candidate: &Candidate,
    wanted: impl Fn(usize) -> bool,
) -> Option<Located> {
    let id = &candidate.provider;
    let heads = layers.places(id).filter_map(|place| layers.provider(place));
    let mut fallbacks = heads.flat_map(|provider| &provider.head.fallback);
    fallbacks.find_map(|fallback| {
        let mut steps = candidate.steps.clone();
        steps.push(Cow::Owned(format!("not listed at `{id}`: price of `{fallback}`")));
        let there = Candidate { provider: fallback.clone(), steps, ..candidate.clone() };
        let found = within(layers, &there, &wanted)?;
        Some(Located { billed_by: id.as_str().into(), ..found })
    })
}

/// What a file of the user's has for a name: a model whose rule means it; or one without a rule that has the id of the
/// entry that older layers find.
pub(super) fn own(layers: &Layers, number: usize, candidate: &Candidate) -> Option<Located> {
    within(layers, candidate, |layer| layer == number)
        .or_else(|| taken_over(layers, number, candidate))
}

fn taken_over(layers: &Layers, number: usize, candidate: &Candidate) -> Option<Located> {
    if !layers.takes_over(number) {
        return None;
    }
    let is_older = |layer| layer > number;
    let listed = within(layers, candidate, is_older);
    let is_listed = listed.is_some();
    let found = listed.or_else(|| elsewhere(layers, candidate, is_older))?;
    let What::Listed { place, model } = found.what else { return None };
    let id = &layers.model(place.layer, model)?.id;
    if let Some((place, model)) = layers.taken_over(number, &candidate.provider, id) {
        let mut steps = found.steps;
        if !is_listed {
            // It is listed now, so that no other's price was needed.
            steps.remove(candidate.steps.len());
        }
        return Some(Located { what: What::Listed { place, model }, steps, ..found });
    }
    let owner = &layers.provider(place)?.id;
    let (place, model) = layers.taken_over(number, owner, id)?;
    Some(Located { what: What::Listed { place, model }, ..found })
}

/// The entry of an id, the newest layer first.
pub(super) fn by_id(layers: &Layers, candidate: &Candidate) -> Option<Located> {
    let (place, model) = layers.places(&candidate.provider).find_map(|place| {
        let mut numbers = layers.layer(place.layer).numbers_of(place.provider);
        let has_id = |number: &u32| {
            let model = layers.model(place.layer, *number);
            model.is_some_and(|shelved| shelved.id.to_lowercase() == candidate.name)
        };
        numbers.find(has_id).map(|number| (place, number))
    })?;
    Some(Located {
        what: What::Listed { place, model },
        billed_by: candidate.provider.as_str().into(),
        steps: candidate.steps.clone(),
    })
}

/// What the rules of one layer find.
fn at(layers: &Layers, place: Place, candidate: &Candidate) -> Option<Located> {
    let name = candidate.name.as_str();
    let find = |name: &str, steps: [Option<Cow<'static, str>>; 2]| {
        let model = listed(layers, place, name)
            .or_else(|| (!candidate.listed_only).then(|| by_rule(layers, place, name))?)?;
        let steps = candidate.steps.iter().cloned().chain(steps.into_iter().flatten());
        Some(Located {
            what: What::Listed { place, model },
            billed_by: candidate.provider.as_str().into(),
            steps: steps.collect(),
        })
    };
    let found = dated(name).find_map(|(name, step)| find(&name, [None, step]));
    found.or_else(|| {
        let (name, region) =
            (candidate.provider == BEDROCK).then(|| without_region(name)).flatten()?;
        dated(name).find_map(|(name, step)| find(&name, [Some(region.clone()), step]))
    })
}

fn listed(layers: &Layers, place: Place, name: &str) -> Option<u32> {
    let model = layers.layer(place.layer).model_named(place.provider, name)?;
    is_right(layers, place, model, name).then_some(model)
}

fn by_rule(layers: &Layers, place: Place, name: &str) -> Option<u32> {
    // What is free at one provider is an entry of its own, never the paid one.
    if name.ends_with(FREE) {
        return None;
    }
    let mut models = layers.provider(place)?.models_by_rule(name);
    models.find(|model| is_right(layers, place, *model, name))
}

/// Whether the entry may be meant: that of a base model is not that of what was tuned from it.
fn is_right(layers: &Layers, place: Place, model: u32, name: &str) -> bool {
    let Some(base) = name.strip_prefix("ft:") else { return true };
    let model = layers.model(place.layer, model);
    model.is_some_and(|shelved| !shelved.model.rule.matches(base))
}

/// The provider whose profiles have regions.
const BEDROCK: &str = "aws";

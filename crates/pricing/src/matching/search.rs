//! Looking for names: rules in order, exact ones before wider ones.

use std::borrow::Cow;

use genai_otel_core::Unpriced;

use super::evidence::{Candidate, evidence};
use super::lookup::Lookup;
use super::variation::{dated, without_region};
use crate::layers::{Layers, Place};

/// A model of a layer, by numbers, and what was done until it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) place: Place,
    pub(crate) model: u32,
    pub(crate) steps: Vec<Cow<'static, str>>,
}

/// Finds the model that a call means.
pub(crate) fn locate(layers: &Layers, lookup: &Lookup<'_>) -> Result<Located, Unpriced> {
    let evidence = evidence(layers, lookup);
    let unknown =
        if evidence.provider_known { Unpriced::UnknownModel } else { Unpriced::UnknownProvider };
    let own = evidence.candidates.iter().find_map(|candidate| {
        let mut places = layers.places(&candidate.provider);
        places.find_map(|place| {
            // What the user says of any name comes before what the book says of the best.
            (place.layer < layers.overlay_count()).then(|| at(layers, place, candidate))?
        })
    });
    let found = own.or_else(|| {
        let mut candidates = evidence.candidates.iter();
        candidates.find_map(|candidate| anywhere(layers, candidate))
    });
    found.ok_or(unknown)
}

/// At the provider itself, then at those whose prices hold for what it does not list: one step.
fn anywhere(layers: &Layers, candidate: &Candidate) -> Option<Located> {
    let id = &candidate.provider;
    let own = layers.places(id).find_map(|place| at(layers, place, candidate));
    own.or_else(|| {
        let heads = layers.places(id).filter_map(|place| layers.provider(place));
        let mut fallbacks = heads.flat_map(|provider| &provider.head.fallback);
        fallbacks.find_map(|fallback| {
            let mut steps = candidate.steps.clone();
            steps.push(Cow::Owned(format!("not listed at `{id}`: price of `{fallback}`")));
            let elsewhere = Candidate { provider: fallback.clone(), steps, ..candidate.clone() };
            layers.places(fallback).find_map(|place| at(layers, place, &elsewhere))
        })
    })
}

fn at(layers: &Layers, place: Place, candidate: &Candidate) -> Option<Located> {
    let name = candidate.name.as_str();
    let find = |name: &str, steps: [Option<Cow<'static, str>>; 2]| {
        let model = listed(layers, place, name)
            .or_else(|| (!candidate.listed_only).then(|| by_rule(layers, place, name))?)?;
        let steps = candidate.steps.iter().cloned().chain(steps.into_iter().flatten());
        Some(Located { place, model, steps: steps.collect() })
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
    if name.ends_with(":free") {
        return None;
    }
    let mut wide = layers.provider(place)?.wide.iter();
    let fits = |(model, rule): &&(u32, crate::rule::Rule)| {
        rule.matches(name) && is_right(layers, place, *model, name)
    };
    wide.find(fits).map(|(model, _)| *model)
}

/// Whether the entry may be meant: that of a base model is not that of what was tuned from it.
fn is_right(layers: &Layers, place: Place, model: u32, name: &str) -> bool {
    let Some(base) = name.strip_prefix("ft:") else { return true };
    let model = layers.model(place.layer, model);
    model.is_some_and(|shelved| !shelved.model.rule.matches(base))
}

/// The provider whose profiles have regions.
const BEDROCK: &str = "aws";

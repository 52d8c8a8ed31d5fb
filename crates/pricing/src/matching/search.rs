//! Looking for names: rules in order, exact ones before wider ones.

use std::borrow::Cow;
use std::sync::Arc;

use genai_otel_core::Unpriced;

use super::evidence::{Candidate, Evidence, FREE, evidence};
use super::lookup::Lookup;
use super::provider_name::Called;
use super::variation::{dated, without_region};
use crate::layers::{Layers, Place};
use crate::overlay::Overlay;

/// What was found, and what was done until it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) what: What,
    /// Whose bill it is on, by the id of the provider: what the user agreed with them counts.
    pub(crate) billed_by: Arc<str>,
    pub(crate) steps: Vec<Cow<'static, str>>,
}

/// What has a price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A model of a layer, by its number.
    Listed { place: Place, model: u32 },
    /// What a file of the user's declares free, by the number of that.
    Free { overlay: usize, provider: Arc<str>, name: Arc<str> },
}

/// Finds the model that a call means. What the user says of any name comes before what the book says of the best.
pub(crate) fn locate(layers: &Layers, lookup: &Lookup<'_>) -> Result<Located, Unpriced> {
    let evidence = evidence(layers, lookup);
    for (number, overlay) in layers.overlays() {
        if let Some(deployed) = deployment(layers, overlay, &evidence) {
            return deployed;
        }
        let own = evidence.candidates.iter().find_map(|candidate| {
            let mut places = layers.places(&candidate.provider);
            places
                .find_map(|place| (place.layer == number).then(|| at(layers, place, candidate))?)
        });
        if let Some(found) = own.or_else(|| free(number, overlay, &evidence)) {
            return Ok(found);
        }
    }
    let mut candidates = evidence.candidates.iter();
    let found = candidates.find_map(|candidate| anywhere(layers, candidate));
    let provider_known =
        matches!(evidence.called, Called::Listed(_)) || !evidence.candidates.is_empty();
    found.ok_or(if provider_known { Unpriced::UnknownModel } else { Unpriced::UnknownProvider })
}

/// What the user calls this. Where that is no model, nothing else is meant.
fn deployment(
    layers: &Layers,
    overlay: &Overlay,
    evidence: &Evidence<'_>,
) -> Option<Result<Located, Unpriced>> {
    let called = evidence.called.id();
    let mut texts = evidence.texts.iter();
    let (text, (provider, model)) =
        texts.find_map(|text| overlay.deployment(called, text).map(|meant| (text, meant)))?;
    let text: String = text.trim().chars().take(64).collect();
    let step = format!("`{text}` is `{provider}/{model}` by `{}`", overlay.name());
    let candidate = Candidate {
        provider: provider.to_owned(),
        name: model.to_owned(),
        listed_only: false,
        steps: vec![Cow::Owned(step)],
    };
    let found = anywhere(layers, &candidate).map(|mut found| {
        if let Called::Listed(id) = &evidence.called {
            found.billed_by = id.as_str().into();
        }
        found
    });
    Some(found.ok_or(Unpriced::UnknownModel))
}

/// What the user declares free.
fn free(number: usize, overlay: &Overlay, evidence: &Evidence<'_>) -> Option<Located> {
    let called = evidence.called.id();
    let written = evidence.texts.iter().map(|text| (called, *text));
    let read = evidence.candidates.iter();
    let read = read.map(|candidate| (Some(&*candidate.provider), &*candidate.name));
    let mut names = written.chain(read);
    let (provider, name) =
        names.find(|(provider, name)| overlay.free_model(*provider, name).is_some())?;
    let provider: Arc<str> = provider.unwrap_or_default().into();
    Some(Located {
        what: What::Free {
            overlay: number,
            provider: Arc::clone(&provider),
            name: name.trim().to_lowercase().into(),
        },
        billed_by: provider,
        steps: vec![Cow::Owned(format!("free by `{}`", overlay.name()))],
    })
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
            let mut found = layers.places(fallback).find_map(|place| at(layers, place, &elsewhere));
            if let Some(found) = &mut found {
                found.billed_by = id.as_str().into();
            }
            found
        })
    })
}

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

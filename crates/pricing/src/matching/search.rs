//! Looking for what a call means: what the user's files say, then the book.

use std::borrow::Cow;
use std::sync::Arc;

use genai_otel_core::Unpriced;

use super::entry::{by_id, elsewhere, own, within};
use super::evidence::{Candidate, Evidence, Name, evidence};
use super::gateway::is_gateway;
use super::lookup::Lookup;
use super::provider_name::{Called, called, provider_id};
use crate::layers::{Layers, Place};
use crate::overlay::{Deployed, Overlay};

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

/// Finds the model that a call means: by the names of the user's deployments; else by the name that answered, in the
/// user's files and then in the book; and only where none of them has that, by the name that was asked for.
pub(crate) fn locate(layers: &Layers, lookup: &Lookup<'_>) -> Result<Located, Unpriced> {
    let evidence = evidence(layers, lookup);
    let mut overlays = layers.overlays();
    if let Some(found) = overlays.find_map(|(_, overlay)| deployment(layers, overlay, &evidence)) {
        return found;
    }
    let called = &evidence.called;
    let mut names = evidence.names.iter();
    let found = names.find_map(|name| {
        let mut candidates = name.candidates.iter();
        by_user(layers, called, name)
            .or_else(|| candidates.find_map(|candidate| in_book(layers, candidate)))
    });
    let is_read = evidence.names.iter().any(|name| !name.candidates.is_empty());
    found.ok_or(if is_read || matches!(called, Called::Listed(_)) {
        Unpriced::UnknownModel
    } else {
        Unpriced::UnknownProvider
    })
}

/// Finds a model as files of the user's name it for a deployment: by any name of it, or by its id.
pub(crate) fn locate_target(layers: &Layers, provider: &str, model: &str) -> Option<Located> {
    let name = model.trim().to_lowercase();
    let provider = provider_id(layers, provider);
    target(layers, &Candidate { provider, name, listed_only: false, steps: Vec::new() })
}

/// What the user calls this. Where that is no model, nothing else is meant.
fn deployment(
    layers: &Layers,
    overlay: &Overlay,
    evidence: &Evidence<'_>,
) -> Option<Result<Located, Unpriced>> {
    let called = evidence.called.id();
    let mut texts = evidence.names.iter().map(|name| name.text);
    let (text, deployed) =
        texts.find_map(|text| overlay.deployed(called, text).map(|meant| (text, meant)))?;
    let text: String = text.trim().chars().take(64).collect();
    let Deployed { provider, model, .. } = deployed;
    let step = format!("`{text}` is `{provider}/{model}` by `{}`", overlay.name());
    let candidate = Candidate {
        provider: provider.to_owned(),
        name: model.to_owned(),
        listed_only: false,
        steps: vec![Cow::Owned(step)],
    };
    let found = target(layers, &candidate).map(|mut found| {
        if let Some(biller) = biller(layers, &evidence.called, &deployed) {
            found.billed_by = biller.into();
        }
        found
    });
    Some(found.ok_or(Unpriced::UnknownModel))
}

/// Who runs a deployment and sends the bill: who was called; or whom the file names before the name, where the one that
/// was called only passes calls on, or nobody knows who it was.
fn biller(layers: &Layers, caller: &Called, deployed: &Deployed<'_>) -> Option<String> {
    match caller {
        Called::Listed(id) | Called::Unlisted(id) if !is_gateway(id) => Some(id.clone()),
        _ if deployed.at.is_some() && deployed.at == caller.id() => caller.id().map(str::to_owned),
        // What is before a slash need not be a provider.
        _ => match called(layers.all(), deployed.at) {
            Called::Listed(id) | Called::Unlisted(id) => Some(id),
            _ => None,
        },
    }
}

/// The model of an id, else of a name.
fn target(layers: &Layers, candidate: &Candidate) -> Option<Located> {
    let mut overlays = layers.overlays();
    let own = overlays.find_map(|(number, _)| own(layers, number, candidate));
    let named = own.or_else(|| in_book(layers, candidate));
    // Most names are ids, and then there is nothing to look for.
    let is_id = named.as_ref().is_some_and(|found| has_id(layers, found, candidate));
    if is_id { named } else { by_id(layers, candidate).or(named) }
}

fn has_id(layers: &Layers, found: &Located, candidate: &Candidate) -> bool {
    let What::Listed { place, model } = found.what else { return false };
    let is_there = layers.provider(place).is_some_and(|own| *own.id == candidate.provider);
    let model = layers.model(place.layer, model);
    is_there && model.is_some_and(|shelved| shelved.id.to_lowercase() == candidate.name)
}

/// What the user's files say of a name, the newest first: own models, and what is free.
fn by_user(layers: &Layers, called: &Called, name: &Name<'_>) -> Option<Located> {
    layers.overlays().find_map(|(number, overlay)| {
        let mut candidates = name.candidates.iter();
        let own = candidates.find_map(|candidate| own(layers, number, candidate));
        own.or_else(|| free(layers, (number, overlay), called, name))
    })
}

/// What the user declares free.
fn free(
    layers: &Layers,
    (number, overlay): (usize, &Overlay),
    called: &Called,
    name: &Name<'_>,
) -> Option<Located> {
    let written = std::iter::once((called.id(), name.text));
    let read = name.candidates.iter();
    let read = read.map(|candidate| (Some(&*candidate.provider), &*candidate.name));
    let mut names = written.chain(read);
    let is_free =
        |(provider, name): &(Option<&str>, &str)| overlay.free_model(*provider, name).is_some();
    let located = |provider: Option<&str>, name: &str, steps: Vec<Cow<'static, str>>| {
        let provider: Arc<str> = provider.unwrap_or(NOBODY).into();
        let by = Cow::Owned(format!("free by `{}`", overlay.name()));
        let name = name.trim().to_lowercase().into();
        Located {
            what: What::Free { overlay: number, provider: Arc::clone(&provider), name },
            billed_by: provider,
            steps: steps.into_iter().chain([by]).collect(),
        }
    };
    if let Some((provider, name)) = names.find(is_free) {
        return Some(located(provider, name, Vec::new()));
    }
    // Somebody of whom only the file knows: `qwen3-8b` at `vllm` of `vllm/qwen3-8b`.
    let (prefix, rest) = name.text.trim().split_once('/')?;
    let is_open = matches!(called, Called::Nobody | Called::Gateway(_));
    let provider = is_open.then(|| provider_id(layers, prefix))?;
    let step = Cow::Owned(format!("prefix `{prefix}/` read as the provider"));
    is_free(&(Some(&provider), rest)).then(|| located(Some(&provider), rest, vec![step]))
}

/// At the provider itself, then at those whose prices hold for what it does not list: one step.
fn in_book(layers: &Layers, candidate: &Candidate) -> Option<Located> {
    within(layers, candidate, |_| true).or_else(|| elsewhere(layers, candidate, |_| true))
}

/// Who was called, where a model is free whoever that is and nobody says.
const NOBODY: &str = "unknown";

//! Names of the user's deployments.

use std::collections::BTreeSet;

use genai_otel_pricing::{Lookup, Mode, OverlayEntry};

use super::super::listing::Entry;
use super::word::{Word, plain};
use crate::world::{OwnBook, World};

/// The names of the user's deployments that are meant, with the prices of their models.
pub(super) fn deployments<'b>(
    own: &'b OwnBook,
    words: &[Word<'_>],
    only: Option<&[&str]>,
    mode: Option<Mode>,
    world: &World,
) -> Vec<Entry<'b>> {
    let mut seen = BTreeSet::new();
    let entry = |entry: OverlayEntry<'b>| {
        let OverlayEntry::Deployment { name, provider, model } = entry else { return None };
        // What stands before a slash need not be a provider: ARNs have slashes too.
        let split = name.split_once('/');
        let prefixed = split.and_then(|(at, called)| Some((own.book.provider(at)?.id, called)));
        let (at, called) = prefixed.unwrap_or((ANY, name));
        let text = plain(name);
        let is_meant = words.iter().all(|word| word.occurs(at, &text))
            && only.is_none_or(|only| only.contains(&at))
            && seen.insert(name);
        let lookup = Lookup::new().request_model(called);
        let lookup = if at == ANY { lookup } else { lookup.provider(at) };
        let found = own.book.find(&lookup).ok().filter(|_| is_meant)?;
        let modes = &found.model.modes;
        let target = format!("{provider}/{model}");
        mode.is_none_or(|mode| modes.contains(&mode))
            .then(|| Entry::new(at, found.model, world.now()).deployed(called, target))
    };
    own.entries().filter_map(entry).collect()
}

/// The provider of names that count at all.
const ANY: &str = "-";

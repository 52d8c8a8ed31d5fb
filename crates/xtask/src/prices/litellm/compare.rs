//! What the sources say differently of models that both have.

use std::collections::BTreeMap;

use super::super::conflict::Conflicts;
use super::super::schema::Model;
use super::{Group, known};

/// Notes what the sources have differently, and what only LiteLLM has.
pub(super) fn prices(
    provider: &str,
    model: &Model,
    found: &Model,
    (day, conflicts): (&str, &mut Conflicts),
) -> anyhow::Result<()> {
    let label = format!("{provider}/{}", model.id);
    for (unit, ours, theirs) in known::pairs(model, found, day) {
        conflicts.compare((provider, &model.id), unit.as_str(), (ours, theirs))?;
    }
    for variant in found.variants.iter().filter(|variant| !is_local(&variant.when)) {
        if model.variants.iter().all(|known| known.when != variant.when) {
            let when: Vec<String> =
                variant.when.iter().map(|(key, value)| format!("{key}={value}")).collect();
            conflicts.lacks(when.join(" "), label.clone());
        }
    }
    Ok(())
}

/// Notes prices of places, of models that genai-prices has without.
pub(super) fn places(provider: &str, group: &Group<'_>, conflicts: &mut Conflicts) {
    for (name, entry) in group.entries.iter().filter(|(name, _)| is_local(&name.when)) {
        let is_gov = name.when.values().any(|place| place.starts_with("us-gov"));
        let place = if is_gov { "a government's region" } else { "a region" };
        conflicts.lacks(format!("at {provider}: {place}"), entry.name.clone());
    }
}

fn is_local(when: &BTreeMap<String, String>) -> bool {
    when.contains_key("region") || when.contains_key("residency")
}

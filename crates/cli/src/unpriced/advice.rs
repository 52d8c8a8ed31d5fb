//! What to do where there is no price. Names that look alike are told, and never priced with.

use genai_otel_core::Unpriced;

use super::Case;
use crate::args::argument;
use crate::sheet::Sheet;
use crate::similar::similar;

/// What to do where there is no price.
pub(super) fn lines(unpriced: &Unpriced, case: &Case<'_>) -> Vec<String> {
    match unpriced {
        Unpriced::UnknownProvider => unknown_provider(case),
        Unpriced::UnknownModel => unknown_model(case),
        Unpriced::NoRate { .. } => no_rate(case),
        Unpriced::MissingCount { unit } => match unit.parse() {
            Ok(unit) => vec![format!("Say it with `{}`.", argument(unit))],
            Err(_) => Vec::new(),
        },
        Unpriced::Contradictory(_) | Unpriced::PartsExceed { .. } => {
            vec!["A whole contains its parts: `--input` counts the cached tokens too.".to_owned()]
        }
        _ => Vec::new(),
    }
}

fn unknown_provider(case: &Case<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    match case.lookup.provider {
        Some(provider) => lines.extend(alike(&similar(provider, case.providers(), MOST_ALIKE))),
        None => {
            let name = case.model().to_lowercase();
            let lists =
                |id: &&str| case.book.models(id).iter().any(|m| m.rule.means_same_model(&name));
            let listing: Vec<_> = case.providers().into_iter().filter(lists).collect();
            if !listing.is_empty() {
                lines.push(format!("These list such a model: {}.", listing.join(", ")));
            }
            lines.push("Say who with `--provider` or `PROVIDER/MODEL`.".to_owned());
        }
    }
    lines.push("`genai-otel prices providers` lists the providers.".to_owned());
    lines
}

fn unknown_model(case: &Case<'_>) -> Vec<String> {
    let model = case.model();
    let named = case.lookup.provider.and_then(|name| case.book.provider(name));
    let prefixed = model.split_once('/').and_then(|(prefix, rest)| {
        let provider = case.lookup.provider.is_none().then(|| case.book.provider(prefix));
        Some((provider??, rest))
    });
    let (named, asked) = match prefixed {
        Some((provider, rest)) => (Some(provider), rest),
        None => (named, model),
    };
    let searched = named.map_or_else(|| case.providers(), |provider| vec![provider.id]);
    let models: Vec<_> = searched.into_iter().flat_map(|id| case.book.models(id)).collect();
    let ids = || models.iter().map(|model| &*model.id);
    let name = asked.rsplit('/').next().unwrap_or(asked);
    let mut found = similar(asked, ids(), MOST_ALIKE);
    if found.is_empty() {
        found = similar(name, ids(), MOST_ALIKE);
    }
    let mut lines = alike(&found);
    lines.push(format!("`genai-otel prices search {}` finds names by their parts.", words(name)));
    lines.push("A file of your own can name it: see `--prices`.".to_owned());
    lines
}

fn no_rate(case: &Case<'_>) -> Vec<String> {
    let Some(found) = &case.found else { return Vec::new() };
    let sheet = Sheet::at(found.model, case.at);
    let mut units: Vec<_> = sheet.blocks.iter().flat_map(|block| block.rates.iter()).collect();
    units.sort_unstable_by_key(|(unit, _)| *unit);
    units.dedup_by_key(|(unit, _)| *unit);
    let units: Vec<_> = units.iter().map(|(unit, _)| unit.as_str()).collect();
    vec![format!("It has prices for {}.", units.join(", "))]
}

/// Names that look like the one that was asked for.
fn alike(names: &[&str]) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    vec![format!("Names that look like it, each with a price of its own: {}.", names.join(", "))]
}

/// The longest beginning of a name that a search may find others by.
fn words(name: &str) -> String {
    let mut words: Vec<_> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.truncate(if words.len() > 2 { 2 } else { 1 });
    if words.is_empty() { "TEXT".to_owned() } else { words.join(" ") }
}

const MOST_ALIKE: usize = 5;

//! Why a call has no cost, and what to do. Names that look alike are told, and never priced with.

use std::io::{self, Write};

use std::time::SystemTime;

use genai_otel_core::{Contradiction, Unpriced};
use genai_otel_pricing::{Found, Lookup, PriceBook, Unit};
use serde::Serialize;

use crate::args::argument;
use crate::digits::counted;
use crate::failure::Failure;
use crate::sheet::Sheet;
use crate::similar::similar;
use crate::values::moment_text;

/// What was asked, and what is known of it.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    /// The price book.
    pub(crate) book: &'a PriceBook,
    /// The model that was asked for, and of whom.
    pub(crate) lookup: Lookup<'a>,
    /// For when.
    pub(crate) at: SystemTime,
    /// The model, where one was found.
    pub(crate) found: Option<Found<'a>>,
    /// What was used, where a model was found.
    pub(crate) quantities: &'a [(Unit, u64)],
}

impl<'a> Case<'a> {
    fn model(&self) -> &'a str {
        self.lookup.request_model.unwrap_or_default()
    }

    /// The providers that the price book has.
    fn providers(&self) -> Vec<&'a str> {
        self.book.providers().into_iter().map(|provider| provider.id).collect()
    }
}

/// Writes the reason behind what it is the reason of, then lines that help.
pub(crate) fn write(
    refusal: &str,
    unpriced: &Unpriced,
    case: &Case<'_>,
    err: &mut dyn Write,
) -> io::Result<()> {
    writeln!(err, "{refusal}: {}", reason(unpriced, case))?;
    for line in advice(unpriced, case) {
        writeln!(err, "  {line}")?;
    }
    Ok(())
}

/// Writes the reason for programs.
pub(crate) fn write_json(
    unpriced: &Unpriced,
    case: &Case<'_>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let answer = Answer {
        unpriced: Reason { reason: unpriced.reason(), message: reason(unpriced, case) },
        provider: case.found.as_ref().map(|found| &*found.provider),
        model: case.found.as_ref().map(|found| &*found.model_id),
        at: moment_text(case.at),
    };
    serde_json::to_writer_pretty(&mut *out, &answer)?;
    writeln!(out)?;
    Ok(())
}

#[derive(Serialize)]
struct Answer<'a> {
    unpriced: Reason,
    provider: Option<&'a str>,
    model: Option<&'a str>,
    at: String,
}

#[derive(Serialize)]
struct Reason {
    reason: &'static str,
    message: String,
}

fn reason(unpriced: &Unpriced, case: &Case<'_>) -> String {
    let model = &shown(case.model());
    let who = || match &case.found {
        Some(found) => format!("{} {}", found.provider, found.model_id),
        None => model.clone(),
    };
    match unpriced {
        Unpriced::UnknownProvider => match (case.lookup.provider, case.lookup.server_address) {
            (Some(provider), _) => {
                format!("the price book has no provider `{}`", shown(provider))
            }
            (None, Some(host)) => {
                format!("the price book has no provider with the host `{}`", shown(host))
            }
            (None, None) => format!("nobody says who provides `{model}`"),
        },
        Unpriced::UnknownModel => match case.lookup.provider {
            Some(provider) => {
                format!("the price book has no model `{model}` of `{}`", shown(provider))
            }
            None => format!("the price book has no model `{model}`"),
        },
        Unpriced::NoRate { unit } => format!("{} has no price for `{unit}`", who()),
        Unpriced::Contradictory(_) | Unpriced::PartsExceed { .. } => {
            format!("{unpriced}{}", numbers(unpriced, case.quantities))
        }
        _ => unpriced.to_string(),
    }
}

/// What somebody typed, without characters that a terminal would obey.
fn shown(text: &str) -> String {
    let safe = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
    text.chars().take(MOST_SHOWN).map(safe).collect()
}

/// The numbers that contradict each other.
fn numbers(unpriced: &Unpriced, quantities: &[(Unit, u64)]) -> String {
    let Some(whole) = whole(unpriced) else { return String::new() };
    let told = |(unit, count): &(Unit, u64)| format!("{unit} {}", counted(unit.as_str(), *count));
    let parts: Vec<_> =
        quantities.iter().filter(|(unit, _)| unit.is_part_of(whole)).map(told).collect();
    let whole = quantities.iter().find(|(unit, _)| *unit == whole).map(told);
    match whole {
        Some(whole) => format!(": {whole}, but {}", parts.join(" and ")),
        None => format!(": {}", parts.join(" and ")),
    }
}

/// The unit whose parts exceed it.
fn whole(unpriced: &Unpriced) -> Option<Unit> {
    match unpriced {
        Unpriced::PartsExceed { unit } => unit.parse().ok(),
        Unpriced::Contradictory(contradiction) => match contradiction {
            Contradiction::CacheExceedsInput | Contradiction::ModalitiesExceedInput => {
                Some(Unit::InputTokens)
            }
            Contradiction::LifetimesExceedCacheWrite => Some(Unit::CacheWriteTokens),
            Contradiction::ReasoningExceedsOutput | Contradiction::ModalitiesExceedOutput => {
                Some(Unit::OutputTokens)
            }
            Contradiction::ModalitiesExceedCacheRead => Some(Unit::CacheReadTokens),
            _ => None,
        },
        _ => None,
    }
}

fn advice(unpriced: &Unpriced, case: &Case<'_>) -> Vec<String> {
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
            let lists = |id: &&str| case.book.models(id).iter().any(|m| m.rule.matches(&name));
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
const MOST_SHOWN: usize = 200;

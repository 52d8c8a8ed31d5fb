//! `genai-otel prices search`: models by parts of their names.

use std::collections::BTreeSet;
use std::io::Write;

use genai_otel_pricing::{Lookup, Mode, Model, OverlayEntry, PriceBook, ProviderInfo};

use super::listing::{self, Entry};
use crate::args_low::SearchArgs;
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::words;
use crate::world::{OwnBook, World};

/// Searches.
pub(super) fn run(
    typed: &SearchArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let mode = typed.mode.as_deref().map(mode).transpose()?;
    let own = world.book(&typed.book)?;
    let book = &own.book;
    let providers = match &typed.provider {
        None => book.providers(),
        Some(name) => match book.provider(name) {
            Some(provider) => vec![provider],
            None => {
                writeln!(err, "not found: the price book has no provider `{name}`")?;
                writeln!(err, "  `genai-otel prices providers` lists the providers.")?;
                return Ok(Exit::Nothing);
            }
        },
    };
    let words = typed.words.iter().flat_map(|text| text.split_whitespace());
    let words: Vec<_> = words.map(|word| Word::new(word, book)).collect();
    let mut found = Vec::new();
    for provider in &providers {
        let mut models = own.models(provider.id);
        models.retain(|model| is_meant(provider, model, &words));
        models.retain(|model| mode.is_none_or(|mode| model.modes.contains(&mode)));
        let models = models.into_iter();
        found.extend(models.map(|model| Entry::new(provider.id, model, world.now())));
    }
    let ids: Vec<_> = providers.iter().map(|provider| provider.id).collect();
    found.extend(deployments(&own, &words, typed.provider.as_ref().map(|_| &*ids), mode, world));
    if found.is_empty() {
        if typed.json {
            writeln!(out, "[]")?;
        }
        writeln!(err, "not found: no model has all of that in its names")?;
        return Ok(Exit::Nothing);
    }
    let shown = if typed.limit == 0 { found.len() } else { typed.limit.min(found.len()) };
    let entries = &found[..shown];
    if typed.json {
        serde_json::to_writer_pretty(&mut *out, entries)?;
        writeln!(out)?;
    } else {
        listing::write(entries, out)?;
    }
    if shown < found.len() {
        out.flush()?;
        let more = grouped((found.len() - shown) as u128);
        writeln!(err, "and {more} more: `--limit 0` shows all")?;
    }
    if own.entries().any(|entry| matches!(entry, OverlayEntry::Adjust { .. })) {
        out.flush()?;
        writeln!(err, "note: discounts and margins of your files are not in these prices")?;
    }
    Ok(Exit::Answered)
}

/// A word that must occur.
struct Word<'b> {
    text: String,
    /// The provider that goes by it: `vertex`.
    provider: Option<&'b str>,
}

impl<'b> Word<'b> {
    fn new(word: &str, book: &'b PriceBook) -> Self {
        Self { text: plain(word), provider: book.provider(word).map(|provider| provider.id) }
    }

    fn occurs(&self, provider: &str, text: &str) -> bool {
        self.provider == Some(provider) || text.contains(&self.text)
    }
}

/// In lower case, with one sign for all that divide names: `sonnet 4.5` is also `sonnet-4-5`.
fn plain(text: &str) -> String {
    text.to_lowercase().replace(['.', '_', '/'], "-")
}

/// The names of the user's deployments that are meant, with the prices of their models.
fn deployments<'b>(
    own: &'b OwnBook,
    words: &[Word<'_>],
    only: Option<&[&str]>,
    mode: Option<Mode>,
    world: &World,
) -> Vec<Entry<'b>> {
    let mut seen = BTreeSet::new();
    let entry = |entry: OverlayEntry<'b>| {
        let OverlayEntry::Deployment { name, provider, model } = entry else { return None };
        let (at, called) = name.split_once('/').unwrap_or(("", name));
        let at = own.book.provider(at).map_or(at, |provider| provider.id);
        let text = plain(name);
        let is_meant = words.iter().all(|word| word.occurs(at, &text))
            && only.is_none_or(|only| only.contains(&at))
            && seen.insert(name);
        let lookup = Lookup::new().provider(provider).response_model(model);
        let found = own.book.find(&lookup).ok().filter(|_| is_meant)?;
        let modes = &found.model.modes;
        let target = format!("{provider}/{model}");
        mode.is_none_or(|mode| modes.contains(&mode))
            .then(|| Entry::new(at, found.model, world.now()).deployed(called, target))
    };
    own.entries().filter_map(entry).collect()
}

fn is_meant(provider: &ProviderInfo<'_>, model: &Model, words: &[Word<'_>]) -> bool {
    let name = model.name.as_deref().unwrap_or_default();
    let text = plain(&format!("{}\n{}\n{}\n{name}", provider.id, provider.name, model.id));
    words.iter().all(|word| word.occurs(provider.id, &text))
}

fn mode(word: &str) -> Result<Mode, Failure> {
    let known = serde_json::from_value(word.to_lowercase().into());
    known.map_err(|_| {
        let all: Vec<_> = MODES.iter().copied().map(words::mode).collect();
        Failure::usage(format!("there is no mode `{word}`: the modes are {}", all.join(", ")))
    })
}

const MODES: [Mode; 12] = [
    Mode::Chat,
    Mode::Embedding,
    Mode::Rerank,
    Mode::Image,
    Mode::Video,
    Mode::Transcription,
    Mode::Speech,
    Mode::Realtime,
    Mode::Ocr,
    Mode::Search,
    Mode::Moderation,
    Mode::Other,
];

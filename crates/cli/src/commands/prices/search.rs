//! `genai-otel prices search`: models by parts of their names.

mod deployments;
mod word;

use std::io::Write;

use genai_otel_pricing::{Mode, Model, OverlayEntry, ProviderInfo};

use self::deployments::deployments;
use self::word::{Word, plain};
use super::listing::{self, Entry};
use crate::args_low::SearchArgs;
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::words;
use crate::world::World;

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

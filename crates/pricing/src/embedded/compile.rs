//! Writing the bytes of a book.

use std::collections::BTreeMap;
use std::hash::Hasher;

use genai_otel_core::Provider as Spelling;
use siphasher::sip128::{Hasher128, SipHasher24};

use super::head::Head;
use super::layout::{MAGIC, PARTS, TABLE};
use super::names::{self, Space};
use super::record::{Record, Texts};
use crate::model::{Model, Provider};
use crate::rule::Rule;

/// The bytes of a book of these providers: the same for the same providers, on every machine.
///
/// Where two claim the same spelling or name, the first has it. The version is the day on which the data was last
/// looked at.
#[must_use]
pub fn compile(providers: &[Provider]) -> Vec<u8> {
    let models: Vec<&Model> = providers.iter().flat_map(|provider| &provider.models).collect();
    let version = models.iter().filter_map(|model| model.checked).max();
    let (provider_starts, heads) = records(&heads(providers));
    let (wide_starts, wide) = records(&wide_rules(providers));
    let mut texts = Texts::default();
    let models: Vec<_> = models.into_iter().map(|model| Record::of(model, &mut texts)).collect();
    let (text_starts, texts) = records(texts.as_slice());
    let (model_starts, models) = records(&models);
    let names = exact_names(providers);
    let names: Vec<_> =
        names.iter().map(|((space, name), meant)| (*space, name.as_str(), *meant)).collect();
    let (slots, entries) = names::write(&names);
    let version = version.map(|date| date.to_string()).unwrap_or_default().into_bytes();
    assemble(&[
        version,
        provider_starts,
        heads,
        wide_starts,
        wide,
        text_starts,
        texts,
        model_starts,
        models,
        slots,
        entries,
    ])
}

fn heads(providers: &[Provider]) -> Vec<Head> {
    let mut first_model = 0;
    let mut heads = Vec::new();
    for provider in providers {
        let model_count = length(provider.models.len());
        heads.push(Head {
            id: provider.id.clone(),
            name: provider.name.clone(),
            semconv: provider.semconv.clone(),
            aliases: provider.aliases.clone(),
            hosts: provider.hosts.clone(),
            model_rule: provider.model_rule.clone(),
            fallback: provider.fallback.clone(),
            first_model,
            model_count,
        });
        first_model += model_count;
    }
    heads
}

/// For each provider the rules that do more than list names, and the numbers of their models.
fn wide_rules(providers: &[Provider]) -> Vec<Vec<(u32, Rule)>> {
    let mut number = 0;
    let mut all = Vec::new();
    for provider in providers {
        let mut rules = Vec::new();
        for model in &provider.models {
            rules.extend(wide(&model.rule).map(|rule| (number, rule)));
            number += 1;
        }
        all.push(rules);
    }
    all
}

/// What is left of a rule without the names that it lists.
fn wide(rule: &Rule) -> Option<Rule> {
    match rule {
        Rule::Equals(_) => None,
        Rule::Or(rules) => {
            let mut left: Vec<Rule> =
                rules.iter().filter(|rule| !matches!(rule, Rule::Equals(_))).cloned().collect();
            if left.len() > 1 { Some(Rule::Or(left)) } else { left.pop() }
        }
        other => Some(other.clone()),
    }
}

/// All names and what they mean. What is written down comes before what it only resembles.
fn exact_names(providers: &[Provider]) -> BTreeMap<(Space, String), u32> {
    let mut names = BTreeMap::new();
    let spellings: [fn(&Provider) -> Vec<String>; 4] = [
        |provider| vec![provider.id.clone()],
        |provider| provider.semconv.clone(),
        |provider| provider.aliases.clone(),
        |provider| {
            let written = provider.semconv.iter().chain(&provider.aliases);
            let written = std::iter::once(&provider.id).chain(written);
            written.map(|text| Spelling::from(text.as_str()).as_str().to_owned()).collect()
        },
    ];
    for spellings in spellings {
        for (number, provider) in (0..).zip(providers) {
            for spelling in spellings(provider) {
                names.entry((Space::Providers, spelling)).or_insert(number);
            }
        }
    }
    let mut model_number = 0;
    for (number, provider) in (0..).zip(providers) {
        for model in &provider.models {
            for name in model.rule.names() {
                names.entry((Space::ModelsOf(number), name.to_owned())).or_insert(model_number);
            }
            model_number += 1;
        }
    }
    names
}

/// The records one after the other, and where each begins.
fn records<T: serde::Serialize>(values: &[T]) -> (Vec<u8>, Vec<u8>) {
    let (mut starts, mut bytes) = (Vec::new(), Vec::new());
    for value in values {
        starts.extend_from_slice(&length(bytes.len()).to_le_bytes());
        // Writing to memory fails for no type of ours; a record that is missing is an unknown model.
        bytes.extend(postcard::to_allocvec(value).unwrap_or_default());
    }
    starts.extend_from_slice(&length(bytes.len()).to_le_bytes());
    (starts, bytes)
}

fn assemble(parts: &[Vec<u8>; PARTS]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut start = TABLE + PARTS * 8;
    for part in parts {
        let end = start + part.len();
        for position in [start, end] {
            body.extend_from_slice(&length(position).to_le_bytes());
        }
        start = end;
    }
    body.extend(parts.iter().flatten());
    let mut hasher = SipHasher24::new();
    hasher.write(&body);
    let hash = hasher.finish128().as_bytes();
    [MAGIC.as_slice(), &hash, &body].concat()
}

/// A book of four gigabytes is none.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

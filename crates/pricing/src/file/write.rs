//! Price files as they are written: JSON whose differences read well, a line for what changes together.

use super::write_model::model;
use super::write_value::{inline, lines, list, rule, text, texts};
use super::{PriceFile, Source};
use crate::date::Date;
use crate::model::Provider;

/// The one JSON text of providers and where they come from. [`read_providers`](super::read_providers) reads the same
/// providers from it.
#[must_use]
pub fn write_providers(
    providers: &[Provider],
    sources: &[Source],
    version: Option<Date>,
) -> String {
    let mut groups = vec![vec![("schema", "1".to_owned())]];
    if let Some(version) = version {
        groups.push(vec![("version", text(&version.to_string()))]);
    }
    if !sources.is_empty() {
        groups.push(vec![("sources", list(4, sources.iter().map(source)))]);
    }
    groups.push(vec![("providers", list(4, providers.iter().map(provider)))]);
    let mut written = lines(0, &groups);
    written.push('\n');
    written
}

/// The one JSON text of a price file.
#[must_use]
pub fn write_file(file: &PriceFile) -> String {
    write_providers(&file.providers, &file.sources, file.version)
}

fn source(source: &Source) -> String {
    let mut pairs = vec![("name", text(&source.name))];
    pairs.extend(source.version.as_deref().map(|version| ("version", text(version))));
    pairs.extend(source.licence.as_deref().map(|licence| ("licence", text(licence))));
    inline(&pairs)
}

fn provider(provider: &Provider) -> String {
    let mut first = vec![("id", text(&provider.id))];
    if provider.name != provider.id {
        first.push(("name", text(&provider.name)));
    }
    let mut groups = vec![first];
    for (key, names) in [
        ("semconv", &provider.semconv),
        ("aliases", &provider.aliases),
        ("fallback", &provider.fallback),
    ] {
        if !names.is_empty() {
            groups.push(vec![(key, texts(names))]);
        }
    }
    groups.extend(provider.hosts.iter().map(|hosts| vec![("hosts", rule(hosts))]));
    groups.extend(provider.model_rule.iter().map(|own| vec![("model_rule", rule(own))]));
    if !provider.models.is_empty() {
        groups.push(vec![("models", list(8, provider.models.iter().map(model)))]);
    }
    lines(4, &groups)
}

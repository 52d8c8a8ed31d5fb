//! From genai-prices to price files. It is the source of every model that it has.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use genai_otel_pricing::{Rule, Unit};

use super::decimal::Decimal;
use super::report::Report;
use super::schema::{Dated, Model, Provider, Rate, Rates, Tier, Variant, in_line};
use super::source::{self, Clause};
use super::table::{self, Table};
use super::{mode, pattern};

/// The provider with all its models.
///
/// # Errors
///
/// It is not in the table, its hosts have another pattern than the table's row was made from, or it uses something
/// that is not known.
pub(super) fn provider(
    source: &source::Provider,
    table: &Table,
    checked: &str,
    report: &mut Report,
) -> anyhow::Result<Provider> {
    let row = table.providers.iter().find(|row| row.id == source.id);
    let row = row.context("`facts/price-providers.toml` has no row for it")?;
    check_pattern(source, row)?;
    let mut models = Vec::new();
    for model in &source.models {
        let name = || format!("the model `{}`", model.id);
        models.extend(self::model(&source.id, model, table, checked, report).with_context(name)?);
    }
    Ok(Provider {
        id: source.id.clone(),
        name: source.name.clone(),
        semconv: row.semconv.clone(),
        aliases: row.aliases.clone(),
        hosts: row.hosts.clone(),
        fallback: source.fallback.clone(),
        model_rule: source.model_match.as_ref().map(rule).transpose()?,
        models,
    })
}

fn check_pattern(source: &source::Provider, row: &table::Provider) -> anyhow::Result<()> {
    if row.pattern.as_deref() == Some(&*source.api_pattern) {
        return Ok(());
    }
    bail!(
        "its `api_pattern` is now `{}`: translate it anew into `hosts` of its row in `facts/price-providers.toml`",
        source.api_pattern
    )
}

fn model(
    provider: &str,
    source: &source::Model,
    table: &Table,
    checked: &str,
    report: &mut Report,
) -> anyhow::Result<Option<Model>> {
    if table.is_not_served(provider, &source.id) {
        report.note(
            "genai-prices has a price of others' for weights that the provider does not serve",
            format!("{provider}/{}", source.id),
        );
        return Ok(None);
    }
    let mut prices = Vec::new();
    for dated in &source.prices {
        let mut rates = rates(&dated.rates)?;
        if rates.is_empty() && table.is_free(provider, &source.id) {
            let zero = || Rate::Flat("0".to_owned());
            rates = BTreeMap::from([(Unit::InputTokens, zero()), (Unit::OutputTokens, zero())]);
            report.note(
                "genai-prices has no rates, and it is free",
                format!("{provider}/{}", source.id),
            );
        } else if rates.is_empty() {
            report.note(
                "genai-prices has no rates, and nobody says that it is free",
                format!("{provider}/{}", source.id),
            );
            return Ok(None);
        }
        prices.push(Dated { from: dated.from.clone(), daily: dated.daily.clone(), rates });
    }
    let (empty, full): (Vec<_>, Vec<_>) =
        source.variants.iter().partition(|variant| variant.rates.is_empty());
    if !empty.is_empty() {
        report
            .note("genai-prices has a variant without rates", format!("{provider}/{}", source.id));
    }
    let variants = full.into_iter().map(|variant| {
        let when =
            variant.when.iter().map(|(key, value)| (key.to_lowercase(), value.to_lowercase()));
        let rates = rates(&variant.rates)?;
        let dated = Dated { from: variant.from.clone(), daily: variant.daily.clone(), rates };
        anyhow::Ok(Variant { when: when.collect(), dated })
    });
    let variants = variants.collect::<Result<_, _>>()?;
    Ok(Some(Model {
        id: source.id.clone(),
        name: source.name.as_deref().and_then(in_line).filter(|name| *name != source.id),
        rule: rule(&source.r#match)?,
        modes: vec![mode::of_rates(&source.id, prices.last().map(|dated| &dated.rates))],
        context_window: source.context_window,
        source: "genai-prices",
        checked: checked.to_owned(),
        comment: source.comment.as_deref().and_then(in_line),
        deprecated: source.deprecated,
        prices,
        variants,
        multipliers: Vec::new(),
        minimums: minimums(provider, &source.id),
    }))
}

/// What genai-prices has in its code and not in its data.
fn minimums(provider: &str, model: &str) -> BTreeMap<Unit, String> {
    match (provider, model) {
        ("groq", "whisper-large-v3" | "whisper-large-v3-turbo") => {
            [Unit::AudioSeconds, Unit::InputAudioSeconds].map(|unit| (unit, "10".to_owned())).into()
        }
        _ => BTreeMap::new(),
    }
}

/// Names are compared in lower case, and genai-prices looks for its expressions in lower-case names.
fn rule(clause: &Clause) -> anyhow::Result<Rule> {
    let all = |clauses: &[Clause]| clauses.iter().map(rule).collect::<Result<Vec<_>, _>>();
    Ok(match clause {
        Clause::Equals(name) => Rule::Equals(name.to_lowercase()),
        Clause::StartsWith(start) => Rule::StartsWith(start.to_lowercase()),
        Clause::EndsWith(end) => Rule::EndsWith(end.to_lowercase()),
        Clause::Contains(part) => Rule::Contains(part.to_lowercase()),
        Clause::Regex(regex) => pattern::rule(regex)?,
        Clause::Or(clauses) => Rule::Or(all(clauses)?),
        Clause::And(clauses) => Rule::And(all(clauses)?),
    })
}

fn rates(source: &BTreeMap<String, source::Rate>) -> anyhow::Result<Rates> {
    source.iter().map(|(key, rate)| Ok((unit(key)?, self::rate(rate)?))).collect()
}

fn rate(source: &source::Rate) -> anyhow::Result<Rate> {
    Ok(match source {
        source::Rate::Flat(price) => Rate::Flat(self::price(price)?),
        source::Rate::Tiered { base, tiers } => Rate::Tiered {
            base: price(base)?,
            tiers: tiers
                .iter()
                .map(|tier| Ok(Tier { over: tier.start, price: price(&tier.price)? }))
                .collect::<anyhow::Result<_>>()?,
        },
    })
}

fn price(text: &str) -> anyhow::Result<String> {
    Ok(Decimal::parse(text)?.rounded(12).to_string())
}

/// The unit of a price: `input_mtok` is the price of a million `input_tokens`.
fn unit(key: &str) -> anyhow::Result<Unit> {
    let name = match key {
        "input_document_kpages" => "document_pages".to_owned(),
        "input_annotated_document_kpages" => "annotated_document_pages".to_owned(),
        _ => PER
            .iter()
            .find_map(|(end, unit)| Some(format!("{}{unit}", key.strip_suffix(end)?)))
            .with_context(|| format!("the price `{key}` is not known"))?,
    };
    name.parse().with_context(|| format!("the price `{key}` is not known"))
}

/// How the names of prices end, and those of units.
const PER: [(&str, &str); 6] = [
    ("_mtok", "_tokens"),
    ("_mchars", "_characters"),
    ("_hours", "_seconds"),
    ("_gpixels", "_pixels"),
    ("_messages_kcount", "_messages"),
    ("_kcount", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_of_units() {
        for (key, expected) in [
            ("input_mtok", Unit::InputTokens),
            ("cache_audio_read_mtok", Unit::CacheAudioReadTokens),
            ("audio_hours", Unit::AudioSeconds),
            ("web_searches_kcount", Unit::WebSearches),
            ("input_text_messages_kcount", Unit::InputTextMessages),
            ("requests_kcount", Unit::Requests),
            ("input_annotated_document_kpages", Unit::AnnotatedDocumentPages),
        ] {
            assert_eq!(unit(key).unwrap(), expected, "{key}");
        }
        assert!(unit("input_btok").is_err());
    }
}

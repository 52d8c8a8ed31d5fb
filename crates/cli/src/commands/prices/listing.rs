//! Models in a list, each with the prices of now.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::SystemTime;

use genai_otel_pricing::{Model, Rates, Unit};
use serde::Serialize;

use crate::digits::per;
use crate::sheet::Sheet;
use crate::table::{Align, Table};
use crate::words;

/// A model of a provider.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'m> {
    provider: &'m str,
    model: &'m str,
    name: Option<&'m str>,
    modes: Vec<String>,
    deprecated: bool,
    /// The model whose prices hold, where this is the name of a deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment_of: Option<String>,
    currency: String,
    /// The rates without conditions that hold now, by unit.
    rates: BTreeMap<&'static str, String>,
    #[serde(skip)]
    standard: Option<&'m Rates>,
}

impl<'m> Entry<'m> {
    /// A model with the prices that hold at `at`.
    pub(super) fn new(provider: &'m str, model: &'m Model, at: SystemTime) -> Self {
        let standard = Sheet::at(model, at).standard();
        let rates = standard.into_iter().flat_map(Rates::iter);
        Self {
            provider,
            model: &model.id,
            name: model.name.as_deref(),
            modes: model.modes.iter().copied().map(words::mode).collect(),
            deprecated: model.deprecated,
            deployment_of: None,
            currency: model.currency.to_string(),
            rates: rates.map(|(unit, rate)| (unit.as_str(), rate.base.to_string())).collect(),
            standard,
        }
    }

    /// The same prices, for what the user calls this at a provider.
    pub(super) fn deployed(self, name: &'m str, target: String) -> Self {
        Self { model: name, name: None, deployment_of: Some(target), ..self }
    }

    fn rate(&self, unit: Unit) -> String {
        self.rates.get(unit.as_str()).cloned().unwrap_or_else(|| "-".to_owned())
    }

    /// The prices of models that have none for tokens.
    fn others(&self) -> String {
        let rates = self.standard.into_iter().flat_map(Rates::iter);
        let other = |unit: &Unit| !TOKENS.contains(unit);
        let all: Vec<_> = rates
            .filter(|(unit, _)| other(unit))
            .map(|(unit, rate)| format!("{unit} {}{}", rate.base, per(unit)))
            .collect();
        let has_tokens = TOKENS.iter().any(|unit| self.rates.contains_key(unit.as_str()));
        match all.len() {
            0 => String::new(),
            more if has_tokens => format!("and {more} more"),
            1 | 2 => all.join(", "),
            more => format!("{} and {} more", all[0], more - 1),
        }
    }
}

/// Writes models in columns.
pub(super) fn write(entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
    let (left, point) = (Align::Left, Align::Point);
    let mut table = Table::new(&[left, left, point, point, point, left]);
    table.row(["provider", "model", "input", "output", "cached", "other"]);
    for entry in entries {
        table.row([
            entry.provider,
            entry.model,
            &entry.rate(Unit::InputTokens),
            &entry.rate(Unit::OutputTokens),
            &entry.rate(Unit::CacheReadTokens),
            &entry.note(),
        ]);
    }
    table.write("", out)
}

impl Entry<'_> {
    /// What else there is to say in a line.
    fn note(&self) -> String {
        let currency = if self.currency == "USD" { "" } else { self.currency.as_str() };
        let none = if self.standard.is_none() { "no price now" } else { "" };
        let old = if self.deprecated { "deprecated" } else { "" };
        let target = self.deployment_of.as_deref();
        let target = target.map_or_else(String::new, |target| format!("is {target}"));
        let notes = [&*target, none, &self.others(), currency, old].map(str::to_owned);
        notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("; ")
    }
}

const TOKENS: [Unit; 3] = [Unit::InputTokens, Unit::OutputTokens, Unit::CacheReadTokens];

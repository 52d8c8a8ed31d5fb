//! The table `facts/price-providers.toml`: which names and hosts are a provider's, and where its prices come from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, bail};
use genai_otel_pricing::Rule;
use serde::Deserialize;

/// The table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(rename = "provider")]
    pub(super) providers: Vec<Provider>,
    #[serde(default)]
    left_out: Vec<LeftOut>,
    free: Free,
    #[serde(default)]
    not_served: NotServed,
}

/// A provider's row.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Provider {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) semconv: Vec<String>,
    pub(super) aliases: Vec<String>,
    pub(super) pattern: Option<String>,
    pub(super) hosts: Option<Rule>,
    pub(super) litellm: Vec<String>,
    pub(super) prefixes: Vec<String>,
    pub(super) edge: Edge,
}

/// On which side of a tier its own number of tokens is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Edge {
    /// It still has the lower tier's price.
    #[default]
    Excluded,
    /// It has the tier's price.
    Included,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    litellm: String,
    why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Free {
    models: BTreeSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotServed {
    models: BTreeSet<String>,
}

impl Table {
    /// Reads the table of the workspace at `root`.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let path = root.join("crates/xtask/facts/price-providers.toml");
        let text = std::fs::read_to_string(&path);
        let text = text.with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is wrong", path.display()))
    }

    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        let table: Self = toml::from_str(text)?;
        let mut seen = BTreeSet::new();
        for provider in &table.providers {
            if !seen.insert(&provider.id) {
                bail!("`{}` stands twice", provider.id);
            }
        }
        Ok(table)
    }

    /// The row of each provider of LiteLLM.
    pub(super) fn rows(&self) -> BTreeMap<&str, &Provider> {
        let rows = self.providers.iter();
        rows.flat_map(|row| row.litellm.iter().map(move |name| (name.as_str(), row))).collect()
    }

    /// Why a provider of LiteLLM is left out, where it is.
    pub(super) fn left_out(&self, litellm: &str) -> Option<&str> {
        self.left_out.iter().find(|row| row.litellm == litellm).map(|row| row.why.as_str())
    }

    /// Whether a model that has no rates is free.
    pub(super) fn is_free(&self, provider: &str, model: &str) -> bool {
        model.ends_with(":free") || self.free.models.contains(&format!("{provider}/{model}"))
    }

    /// Whether the provider publishes the weights of a model and does not serve it.
    pub(super) fn is_not_served(&self, provider: &str, model: &str) -> bool {
        self.not_served.models.contains(&format!("{provider}/{model}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_are_not_served_are_a_list_that_may_be_absent() {
        let text = "provider = []\n[free]\nmodels = []\n";
        let none = Table::parse(text).unwrap();
        assert!(!none.is_not_served("acme", "anvil"));
        let some =
            Table::parse(&format!("{text}[not_served]\nmodels = [\"acme/anvil\"]\n")).unwrap();
        assert!(some.is_not_served("acme", "anvil"));
        assert!(!some.is_not_served("other", "anvil"));
    }
}

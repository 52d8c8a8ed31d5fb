//! What the installed packages say, as `dump.py` prints it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;

use super::schema::Daily;

/// Both packages.
#[derive(Debug, Deserialize)]
pub(super) struct Sources {
    pub(super) genai_prices: GenaiPrices,
    pub(super) litellm: Litellm,
}

/// The package `genai-prices`.
#[derive(Debug, Deserialize)]
pub(super) struct GenaiPrices {
    pub(super) version: String,
    pub(super) licence: String,
    pub(super) providers: Vec<Provider>,
}

/// The package `litellm`.
#[derive(Debug, Deserialize)]
pub(super) struct Litellm {
    pub(super) version: String,
    pub(super) licence: String,
    pub(super) models: Vec<Entry>,
}

/// A provider of genai-prices.
#[derive(Debug, Deserialize)]
pub(super) struct Provider {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) api_pattern: String,
    pub(super) model_match: Option<Clause>,
    pub(super) fallback: Vec<String>,
    pub(super) models: Vec<Model>,
}

/// A model of genai-prices.
#[derive(Debug, Deserialize)]
pub(super) struct Model {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) r#match: Clause,
    pub(super) context_window: Option<u64>,
    pub(super) comment: Option<String>,
    pub(super) deprecated: bool,
    pub(super) prices: Vec<Prices>,
    pub(super) variants: Vec<Prices>,
}

/// Rates of genai-prices and when they hold.
#[derive(Debug, Deserialize)]
pub(super) struct Prices {
    #[serde(default)]
    pub(super) when: BTreeMap<String, String>,
    pub(super) from: Option<String>,
    pub(super) daily: Option<Daily>,
    pub(super) rates: BTreeMap<String, Rate>,
}

/// A rate of genai-prices.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Rate {
    Flat(String),
    Tiered { base: String, tiers: Vec<Tier> },
}

/// A tier of genai-prices.
#[derive(Debug, Deserialize)]
pub(super) struct Tier {
    pub(super) start: u64,
    pub(super) price: String,
}

/// Which names genai-prices means.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Clause {
    Equals(String),
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    Regex(String),
    Or(Vec<Self>),
    And(Vec<Self>),
}

/// An entry of LiteLLM. Its numbers are text.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) facts: BTreeMap<String, Value>,
}

impl Sources {
    /// Asks this Python.
    ///
    /// # Errors
    ///
    /// It does not run, or lacks a package: the error says what to install.
    pub(super) fn read(python: &Path) -> anyhow::Result<Self> {
        let text = run(python, DUMP, &[])?;
        serde_json::from_str(&text).context("what `dump.py` printed is not what was expected")
    }
}

/// What a script prints.
///
/// # Errors
///
/// Python does not run, or the script fails: the error has what it said.
pub(super) fn run(python: &Path, script: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let done =
        Command::new(python).args(["-c", script]).args(arguments).output().with_context(|| {
            format!("cannot run `{}`; `--python` names another", python.display())
        })?;
    if !done.status.success() {
        bail!(
            "`{0}` cannot say the prices: {1}\nIt needs the packages `genai-prices` and `litellm`: \
             {0} -m pip install genai-prices && {0} -m pip install --no-deps litellm",
            python.display(),
            String::from_utf8_lossy(&done.stderr).trim()
        );
    }
    String::from_utf8(done.stdout).context("a script printed what is not text")
}

const DUMP: &str = include_str!("dump.py");

//! A price file while it is made: the schema of `crates/pricing/book`, with prices as text.

use std::collections::BTreeMap;

use genai_otel_pricing::{Rule, Unit};
use serde::Serialize;

/// A price file of one provider.
#[derive(Debug, Serialize)]
pub(super) struct File {
    pub(super) schema: u32,
    pub(super) providers: Vec<Provider>,
}

/// A provider and its models.
#[derive(Debug, Default, Serialize)]
pub(super) struct Provider {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) semconv: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hosts: Option<Rule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fallback: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) model_rule: Option<Rule>,
    pub(super) models: Vec<Model>,
}

/// A model and its prices.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Model {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) rule: Rule,
    pub(super) modes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) context_window: Option<u64>,
    pub(super) source: &'static str,
    pub(super) checked: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) deprecated: bool,
    pub(super) prices: Vec<Dated>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) variants: Vec<Variant>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) multipliers: Vec<Multiplier>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) minimums: BTreeMap<Unit, String>,
}

/// Text in one line, with single spaces.
pub(super) fn in_line(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Rates by unit.
pub(super) type Rates = BTreeMap<Unit, Rate>;

/// Rates and when they hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Dated {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) daily: Option<Daily>,
    pub(super) rates: Rates,
}

/// A time of day in UTC.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, Serialize)]
pub(super) struct Daily {
    pub(super) from: String,
    pub(super) until: String,
}

/// A price, or one with tiers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Rate {
    Flat(String),
    Tiered { base: String, tiers: Vec<Tier> },
}

/// The price of calls with more input.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Tier {
    pub(super) over: u64,
    pub(super) price: String,
}

/// Rates under conditions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Variant {
    pub(super) when: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(super) dated: Dated,
}

/// A factor under conditions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Multiplier {
    pub(super) when: BTreeMap<String, String>,
    pub(super) times: String,
}

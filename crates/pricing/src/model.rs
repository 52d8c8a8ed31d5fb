//! A provider, its models and their prices, as the book holds them: checked, in whole numbers, ready to compute with.

use genai_otel_core::Currency;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::price::{Factor, Price};
use crate::rule::Rule;
use crate::unit::Unit;

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Provider {
    /// The id in the book: `x-ai`.
    pub id: String,
    /// The name for people: `X AI`.
    pub name: String,
    /// What `gen_ai.provider.name` may be for it, in lower case.
    pub semconv: Vec<String>,
    /// Further spellings, in lower case.
    pub aliases: Vec<String>,
    /// Which server host names are its own.
    pub hosts: Option<Rule>,
    /// Which models are its own, where nobody says who the provider is.
    pub model_rule: Option<Rule>,
    /// Whose prices hold for models that it does not list, in order.
    pub fallback: Vec<String>,
    /// Its models, in the order in which their rules are tried.
    pub models: Vec<Model>,
}

/// A model and its prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Model {
    /// The id in the book: `gpt-4o`.
    pub id: String,
    /// The name for people.
    pub name: Option<String>,
    /// Which names mean it.
    pub rule: Rule,
    /// What it is for.
    pub modes: Vec<Mode>,
    /// How many input tokens it takes.
    pub context_window: Option<u64>,
    /// Where its prices come from: `genai-prices`.
    pub source: String,
    /// When that was looked at.
    pub checked: Option<Date>,
    /// What people should know of the prices.
    pub comment: Option<String>,
    /// Whether the provider wants to be rid of it.
    pub deprecated: bool,
    /// The currency of its prices.
    #[serde(with = "currency")]
    pub currency: Currency,
    /// The prices; of those that hold at a time, the last counts. Never empty.
    pub prices: Vec<DatedPrices>,
    /// Rates under conditions: for each unit, the first that holds counts.
    pub variants: Vec<Variant>,
    /// What all is multiplied by under conditions: each that holds.
    pub multipliers: Vec<Multiplier>,
    /// The least that is billed of a unit, if any of it was used. Durations in nanoseconds.
    pub minimums: Vec<(Unit, u64)>,
}

/// What a model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mode {
    /// Text and whatever comes with it.
    Chat,
    /// Vectors.
    Embedding,
    /// The order of documents.
    Rerank,
    /// Images.
    Image,
    /// Videos.
    Video,
    /// Speech to text.
    Transcription,
    /// Text to speech.
    Speech,
    /// Speech and text both ways, live.
    Realtime,
    /// Text of documents.
    Ocr,
    /// Searches.
    Search,
    /// Whether content is harmful.
    Moderation,
    /// Anything else.
    Other,
}

/// Prices and when they hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DatedPrices {
    /// The first day; nothing for prices that hold since ever.
    pub from: Option<Date>,
    /// The time of day; nothing for all day.
    pub daily: Option<Daily>,
    /// The rates.
    pub rates: Rates,
}

/// A time of day in UTC, as seconds since midnight: from `from` until before `until`, over midnight where that is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "an interval has two ends")]
pub struct Daily {
    /// The first second.
    pub from: u32,
    /// The first second after.
    pub until: u32,
}

/// Rates by unit, sorted by unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates(Vec<(Unit, Rate)>);

/// What a unit costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rate {
    /// The price in the first tier.
    pub base: Price,
    /// The prices of calls with more input, by the least input first.
    pub tiers: Vec<Tier>,
}

/// The price of a call with much input. It is for all units, not only those beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tier {
    /// It holds for calls with more input tokens than this.
    pub over: u64,
    /// The price.
    pub price: Price,
}

/// Rates under conditions. Units that it does not name keep theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Variant {
    /// All of these must hold. Never empty.
    pub when: Vec<Condition>,
    /// The first day; nothing for rates that hold since ever.
    pub from: Option<Date>,
    /// The time of day; nothing for all day.
    pub daily: Option<Daily>,
    /// The rates.
    pub rates: Rates,
}

/// A factor under conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Multiplier {
    /// All of these must hold. Never empty.
    pub when: Vec<Condition>,
    /// The first day; nothing for a factor that holds since ever.
    pub from: Option<Date>,
    /// The factor.
    pub times: Factor,
}

/// A condition of the call: `service_tier` is `priority`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "a key and a value")]
pub struct Condition {
    /// What: `service_tier`.
    pub key: String,
    /// What it must be: `priority`.
    pub value: String,
}

impl Provider {
    /// A provider with an id, which is also its name, and nothing else.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            semconv: Vec::new(),
            aliases: Vec::new(),
            hosts: None,
            model_rule: None,
            fallback: Vec::new(),
            models: Vec::new(),
        }
    }
}

impl Rates {
    /// Rates by unit. Of a unit that stands twice the last counts.
    #[must_use]
    pub fn new(rates: impl IntoIterator<Item = (Unit, Rate)>) -> Self {
        let sorted: std::collections::BTreeMap<Unit, Rate> = rates.into_iter().collect();
        Self(sorted.into_iter().collect())
    }

    /// The rate of a unit.
    #[must_use]
    pub fn get(&self, unit: Unit) -> Option<&Rate> {
        self.0.binary_search_by_key(&unit, |(known, _)| *known).ok().map(|index| &self.0[index].1)
    }

    /// All, by unit.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Unit, &Rate)> {
        self.0.iter().map(|(unit, rate)| (*unit, rate))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Price> for Rate {
    fn from(base: Price) -> Self {
        Self { base, tiers: Vec::new() }
    }
}

mod currency {
    use genai_otel_core::Currency;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(currency: &Currency, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(currency.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Currency, D::Error> {
        let code = String::deserialize(d)?;
        Currency::new(&code).ok_or_else(|| serde::de::Error::custom("no code of a currency"))
    }
}

//! The tables of facts under `facts/`: what is written, under which name, with which values.

mod check;
mod routes;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use self::routes::{BaseRoute, HostRoute, PathRoute, Routes};

/// All tables, read and found consistent.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The sets of conventions that can be written.
    pub profiles: Vec<Profile>,
    /// What spans and points carry, in the order of the enum.
    pub attributes: Vec<Attribute>,
    /// Bucket boundaries by name.
    pub buckets: BTreeMap<String, Vec<f64>>,
    /// What is measured, in the order of recording.
    pub metrics: Vec<Metric>,
    /// The open vocabularies except providers.
    pub enums: Vec<Vocabulary>,
    /// Who answers calls.
    pub providers: Vec<Provider>,
    /// Which requests are calls.
    pub routes: Routes,
}

/// A set of conventions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Key of the profile's names in the other tables, and name of its module.
    pub key: String,
    /// Name of the generated constant.
    pub constant: String,
    /// What users configure.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Schema URL of the scope.
    pub schema_url: String,
    /// What it lacks.
    #[serde(default, rename = "gap")]
    pub gaps: Vec<Gap>,
}

/// Something that a set of conventions lacks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What is lacking.
    pub what: String,
    /// What is written instead; names on the wire in backticks.
    pub instead: String,
}

/// A logical attribute.
#[derive(Clone, Debug, Deserialize)]
pub struct Attribute {
    /// Name of the variant.
    pub name: String,
    /// Type on the wire: `string`, `int`, `double`, `bool`, `string[]` or `any`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Types of the profiles that differ from `kind`.
    #[serde(default)]
    pub types: BTreeMap<String, String>,
    /// When it is written.
    pub when: String,
    /// What it says, in one sentence.
    pub brief: String,
    /// Whether its name is neither a convention's nor under our prefix.
    #[serde(default)]
    pub custom: bool,
    /// Wire name by profile.
    #[serde(flatten)]
    pub names: BTreeMap<String, String>,
}

impl Attribute {
    /// Type in `profile`.
    #[must_use]
    pub fn kind_in(&self, profile: &Profile) -> &str {
        self.types.get(&profile.key).unwrap_or(&self.kind)
    }

    /// Wire name in `profile`, if it has one.
    #[must_use]
    pub fn name_in(&self, profile: &Profile) -> Option<&str> {
        self.names.get(&profile.key).map(String::as_str)
    }

    /// Whether the name in `profile` is the conventions'.
    #[must_use]
    pub fn is_conventional_in(&self, profile: &Profile) -> bool {
        !self.custom && self.name_in(profile).is_some_and(|name| !name.starts_with(OWN_PREFIX))
    }
}

/// One stream of measurements. Two entries may share a metric and differ in their fixed label.
#[derive(Clone, Debug, Deserialize)]
pub struct Metric {
    /// What of a call is measured.
    pub measure: String,
    /// Kind of the instrument.
    pub instrument: String,
    /// UCUM unit.
    pub unit: String,
    /// Name of the boundaries; none for counters.
    pub buckets: Option<String>,
    /// Classes of operations that are measured.
    pub operations: Vec<String>,
    /// Logical attributes of each point.
    pub labels: Vec<String>,
    /// A further label, the same on each point.
    pub fixed: Option<Fixed>,
    /// What it measures, in one sentence: the instrument's description.
    pub brief: String,
    /// When a point is recorded.
    pub when: String,
    /// Whether its name is neither a convention's nor under our prefix.
    #[serde(default)]
    pub custom: bool,
    /// Name by profile.
    #[serde(flatten)]
    pub names: BTreeMap<String, String>,
}

/// A label that is the same on each point.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// Logical attribute.
    pub attribute: String,
    /// Its value.
    pub value: String,
}

/// An open set of strings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// Name of the enum.
    pub name: String,
    /// The attribute whose values these are.
    pub attribute: String,
    /// Variant that is the default.
    pub default: Option<String>,
    /// What the values stand for.
    pub brief: String,
    /// The known values.
    pub values: Vec<Known>,
}

/// A known value of an open set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Name of the variant.
    pub name: String,
    /// The string on the wire.
    pub value: String,
    /// Class of an operation.
    pub class: Option<String>,
    /// Who defines it: a profile's key, `genai_2026_10` or `ours`.
    pub origin: String,
    /// What it stands for.
    pub brief: String,
}

/// A provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Name of the variant.
    pub name: String,
    /// The string on the wire.
    pub value: String,
    /// Who defines it: a profile's key, `genai_2026_10` or `ours`.
    pub origin: String,
    /// The provider's own name.
    pub brief: String,
    /// Other names in use.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Provider {
    /// Every folded spelling that stands for this provider.
    pub fn folded(&self) -> impl Iterator<Item = String> {
        self.aliases.iter().chain([&self.value]).map(|name| fold(name))
    }
}

impl Facts {
    /// Reads and checks the tables of `directory`.
    ///
    /// # Errors
    ///
    /// When a table cannot be read, or tables contradict each other.
    pub fn read(directory: &Path) -> anyhow::Result<Self> {
        let Profiles { profile: profiles } = table(directory, "profiles.toml")?;
        let Attributes { attribute: attributes } = table(directory, "attributes.toml")?;
        let Metrics { buckets, metric: metrics } = table(directory, "metrics.toml")?;
        let Values { vocabulary: enums } = table(directory, "values.toml")?;
        let Providers { provider: providers } = table(directory, "providers.toml")?;
        let routes = table(directory, "routes.toml")?;
        let facts = Self { profiles, attributes, buckets, metrics, enums, providers, routes };
        check::check(&facts)?;
        Ok(facts)
    }

    /// The provider whose variant is `name`.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.name == name)
    }

    /// The logical attribute `name`.
    ///
    /// # Panics
    ///
    /// When there is none, which [`read`](Self::read) has ruled out for the names in the tables.
    #[must_use]
    pub fn attribute(&self, name: &str) -> &Attribute {
        let found = self.attributes.iter().find(|attribute| attribute.name == name);
        found.unwrap_or_else(|| panic!("no attribute `{name}`"))
    }
}

/// `name` without what makes no difference: case, spaces, `-`, `_` and `.`.
#[must_use]
pub fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_' | '.' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Names that no convention defines start so.
pub const OWN_PREFIX: &str = "genai_otel.";

fn table<T: DeserializeOwned>(directory: &Path, name: &str) -> anyhow::Result<T> {
    let path = directory.join(name);
    let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("parse {}", path.display()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profiles {
    profile: Vec<Profile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attributes {
    attribute: Vec<Attribute>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Metrics {
    buckets: BTreeMap<String, Vec<f64>>,
    metric: Vec<Metric>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    #[serde(rename = "enum")]
    vocabulary: Vec<Vocabulary>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Providers {
    provider: Vec<Provider>,
}

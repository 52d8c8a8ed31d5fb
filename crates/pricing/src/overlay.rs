//! The user's own file: own prices, deployment names, what is free, discounts, margins, exchange.

mod adjust;
mod deployments;
mod doubt;
mod entry;
mod exchange;
mod free;
mod mentions;
mod unruled;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use genai_otel_core::Currency;

use self::adjust::Adjustment;
pub(crate) use self::deployments::Deployed;
use self::deployments::Deployment;
pub use self::doubt::{Doubt, DoubtReason};
pub use self::entry::OverlayEntry;
use self::free::Free;
use self::mentions::Mention;
use crate::book::PriceBook;
use crate::date::Date;
use crate::file::{
    Fault, Fields, Format, Node, PriceFileError, PriceFileProblem, date, each, name, providers,
    read_root, read_text, schema, source,
};
use crate::model::{Model, Provider};
use crate::price::Factor;

/// The user's own file, which lies over a price book: own prices, names of deployments, what is free, discounts and
/// margins, exchange. In TOML or JSON; `docs/reference/price-file.md` has every key.
///
/// ```
/// use genai_otel_pricing::{Overlay, file::Format};
///
/// let overlay = Overlay::from_text(
///     r#"
///     schema = 1
///     name = "acme contract 2026"
///
///     [deployments]
///     "azure/my-prod-chat" = "openai/gpt-4o"
///
///     [[adjust]]
///     provider = "openai"
///     times = "0.85"
///     "#,
///     Format::Toml,
///     "prices.toml",
/// )?;
/// assert_eq!(overlay.name(), "acme contract 2026");
/// # Ok::<(), genai_otel_pricing::PriceFileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    file: Arc<str>,
    content: Arc<str>,
    name: Arc<str>,
    version: Option<Date>,
    exchange: Vec<(Currency, Factor)>,
    deployments: Vec<Deployment>,
    free: Vec<Free>,
    adjustments: Vec<Adjustment>,
    providers: Vec<Provider>,
    /// The providers and ids of the models that say no rule.
    unruled: HashSet<(String, String)>,
    /// What it names that a book should know.
    mentions: Vec<Mention>,
}

impl Overlay {
    /// Reads a file, whose name says which notation it is in: `.toml` or `.json`.
    ///
    /// # Errors
    ///
    /// That it cannot be read, or what is wrong with it, and where.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, PriceFileError> {
        let path = path.as_ref();
        let (text, format) = read_text(path)?;
        Self::from_text(&text, format, &path.display().to_string())
    }

    /// Reads a text. `name` is the name of the file in errors; its last part is the name of the overlay, if that has
    /// none of its own.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn from_text(text: &str, format: Format, name: &str) -> Result<Self, PriceFileError> {
        read_root(text, format)
            .and_then(|root| overlay(root, text, name))
            .map_err(|fault| fault.in_file(name, text))
    }

    /// The name in explanations.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The date of its data, if it says one.
    #[must_use]
    pub const fn version(&self) -> Option<Date> {
        self.version
    }

    /// The text that it was read from, for a hash of all that decides prices.
    #[must_use]
    pub fn content(&self) -> &str {
        &self.content
    }

    /// Its own providers, models and prices. A provider may stand here for a few models only.
    #[must_use]
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The provider and the model whose prices hold for the name of a deployment. A name of the provider comes before
    /// one that holds for every provider. `provider` is an id.
    #[must_use]
    pub fn deployment(&self, provider: Option<&str>, name: &str) -> Option<(&str, &str)> {
        self.deployed(provider, name).map(|found| (found.provider, found.model))
    }

    /// The same, and where the deployment is.
    pub(crate) fn deployed(&self, provider: Option<&str>, name: &str) -> Option<Deployed<'_>> {
        deployments::find(&self.deployments, provider, name)
    }

    /// The providers and ids, in lower case, of the models that say no rule: each takes over the names that older layers
    /// know for its id.
    pub(crate) fn unruled(&self) -> &HashSet<(String, String)> {
        &self.unruled
    }

    /// The prices of a model that costs nothing: a rate of 0 for all that can be counted. `provider` is an id.
    #[must_use]
    pub fn free_model(&self, provider: Option<&str>, name: &str) -> Option<&Model> {
        free::find(&self.free, provider, name)
    }

    /// The discounts and margins that hold for a model at a time, with their names, in the order of the file.
    /// `provider` and `model` are ids.
    #[must_use]
    pub fn factors(&self, provider: &str, model: &str, at: SystemTime) -> Vec<(Arc<str>, Factor)> {
        adjust::find(&self.adjustments, provider, model, at)
    }

    /// How many US dollars one unit of a currency is.
    #[must_use]
    pub fn exchange(&self, currency: Currency) -> Option<Factor> {
        self.exchange.iter().find(|(known, _)| *known == currency).map(|(_, dollars)| *dollars)
    }

    /// Refuses names of deployments that point to a model that is not `known` (ids of a provider and a model).
    ///
    /// # Errors
    ///
    /// The first of them, and where it stands.
    pub fn check(&self, known: impl Fn(&str, &str) -> bool) -> Result<(), PriceFileError> {
        deployments::check(&self.deployments, known, (&self.file, &self.content))
    }

    /// What it says that is allowed and probably a slip, in the order of the file: providers and ids of models in
    /// `adjust`, providers in `free`, `fallback` and its own, and keys of conditions that name what neither `book` nor the
    /// file has, and nobody knows. Providers such as `vllm`, which have no list prices, are known.
    #[must_use]
    pub fn doubts(&self, book: &PriceBook) -> Vec<Doubt> {
        doubt::doubts(self, book)
    }

    /// All names of deployments.
    pub(crate) fn all_deployed(&self) -> impl Iterator<Item = Deployed<'_>> {
        self.deployments.iter().map(Deployment::deployed)
    }

    /// Whether both were read from the same text of the same name.
    pub(crate) fn is_same_file(&self, other: &Self) -> bool {
        self.file == other.file && self.content == other.content
    }

    /// Says the id of a provider for each spelling of it in the file. What `id_of` does not know stays as it is.
    #[must_use]
    pub fn with_provider_ids(mut self, id_of: impl Fn(&str) -> Option<String>) -> Self {
        let resolve = |spelling: &mut String| {
            if let Some(id) = id_of(spelling) {
                *spelling = id;
            }
        };
        self.deployments.iter_mut().flat_map(Deployment::spellings).for_each(resolve);
        self.free.iter_mut().filter_map(Free::spelling).for_each(resolve);
        self.adjustments.iter_mut().filter_map(Adjustment::spelling).for_each(resolve);
        self.providers.iter_mut().for_each(|provider| {
            resolve(&mut provider.id);
            provider.fallback.iter_mut().for_each(resolve);
        });
        let with_id = |(mut provider, model): (String, String)| {
            resolve(&mut provider);
            (provider, model)
        };
        self.unruled = self.unruled.into_iter().map(with_id).collect();
        self.providers = merged(self.providers);
        self
    }
}

/// Each provider once: it has the models of all entries of its id.
fn merged(providers: Vec<Provider>) -> Vec<Provider> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut merged: Vec<Provider> = Vec::new();
    for provider in providers {
        let place = *places.entry(provider.id.clone()).or_insert(merged.len());
        match merged.get_mut(place) {
            Some(known) => known.models.extend(provider.models),
            None => merged.push(provider),
        }
    }
    merged
}

fn overlay(root: Node<'_>, text: &str, file: &str) -> Result<Overlay, Fault> {
    let (unruled, mentions) = (unruled::unruled(&root), mentions::mentions(&root));
    let mut fields = Fields::of(root, KEYS)?;
    fields.required("schema", "`1`", schema)?;
    // A price file is an overlay too, so where it comes from may stand in it.
    fields.optional("sources", |node| each(node, source))?;
    let own = fields.optional("name", name)?;
    let name = own.unwrap_or_else(|| last_part(file).to_owned());
    Ok(Overlay {
        file: file.into(),
        content: text.into(),
        version: fields.optional("version", date)?,
        exchange: fields.optional("exchange", exchange::read)?.unwrap_or_default(),
        deployments: fields.optional("deployments", deployments::read)?.unwrap_or_default(),
        free: fields
            .optional("free", |node| few(node, |node| free::read(node, &name)))?
            .unwrap_or_default(),
        adjustments: fields
            .optional("adjust", |node| few(node, |node| adjust::read(node, &name)))?
            .unwrap_or_default(),
        providers: fields.optional("providers", |node| providers(node, &name))?.unwrap_or_default(),
        unruled,
        mentions,
        name: name.into(),
    })
}

/// Each entry of a list that every lookup may go through.
fn few<'t, T>(
    node: Node<'t>,
    read: impl FnMut(Node<'t>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    if node.items().len() > MOST {
        return Err(Fault::new(node.at, PriceFileProblem::TooMany { most: MOST }));
    }
    each(node, read)
}

fn last_part(file: &str) -> &str {
    let last = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if last.is_empty() { "overlay" } else { last }
}

/// How many entries `free` and `adjust` can have.
const MOST: usize = 1_000;

const KEYS: &[&str] = &[
    "schema",
    "name",
    "version",
    "sources",
    "exchange",
    "deployments",
    "free",
    "adjust",
    "providers",
];

#[cfg(test)]
mod tests;

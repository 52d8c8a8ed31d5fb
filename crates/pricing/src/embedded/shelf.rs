//! Reading the bytes of a book.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;

use super::head::Head;
use super::layout::{HASH_BYTES, Layout, MAGIC, Part, position};
use super::names::{self, Space};
use super::record::Record;
use crate::date::Date;
use crate::model::Model;
use crate::rule::Rule;

/// A compiled book. Providers and models are numbered in the order of the book, and decoded when they are first asked
/// for. What cannot be decoded is not there.
pub(crate) struct Shelf {
    bytes: Cow<'static, [u8]>,
    layout: Layout,
    rules: Rules,
    providers: Box<[Slot<ShelvedProvider>]>,
    models: Box<[Slot<ShelvedModel>]>,
}

/// How wide the rules of models are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// As wide as they are written: they are the user's.
    AsWritten,
    /// Around their text stands nothing about another model: they are taken from elsewhere, and say more than is known.
    SameModel,
}

/// Empty until asked for.
type Slot<T> = OnceLock<Option<Box<T>>>;

/// A provider without its models.
#[derive(Debug)]
pub(crate) struct ShelvedProvider {
    pub(crate) head: Head,
    pub(crate) id: Arc<str>,
    /// The rules that do more than list names, and the numbers of their models, in order.
    wide: Vec<(u32, Rule)>,
    rules: Rules,
}

/// A model, with the texts that every cost of it says.
#[derive(Debug)]
pub(crate) struct ShelvedModel {
    pub(crate) model: Model,
    pub(crate) id: Arc<str>,
    dates: Vec<(Date, Arc<str>)>,
}

impl Shelf {
    /// A book over its bytes; an empty one over bytes that are none.
    pub(crate) fn open(bytes: Cow<'static, [u8]>, rules: Rules) -> Self {
        let layout = Layout::read(&bytes).unwrap_or_default();
        let count = |part| (layout.part(&bytes, part).len() / 4).saturating_sub(1);
        let (providers, models) = (count(Part::ProviderStarts), count(Part::ModelStarts));
        Self {
            providers: std::iter::repeat_with(Slot::new).take(providers).collect(),
            models: std::iter::repeat_with(Slot::new).take(models).collect(),
            layout,
            rules,
            bytes,
        }
    }

    /// The date of the data; empty where no model has one.
    pub(crate) fn version(&self) -> &str {
        std::str::from_utf8(self.part(Part::Version)).unwrap_or_default()
    }

    /// The hash of the content.
    pub(crate) fn hash(&self) -> &[u8] {
        self.bytes.get(MAGIC.len()..MAGIC.len() + HASH_BYTES).unwrap_or_default()
    }

    /// How many providers there are.
    pub(crate) fn provider_count(&self) -> u32 {
        u32::try_from(self.providers.len()).unwrap_or(u32::MAX)
    }

    /// A provider.
    pub(crate) fn provider(&self, number: u32) -> Option<&ShelvedProvider> {
        let index = usize::try_from(number).ok()?;
        let decode = || {
            let head: Head = self.decode(Part::ProviderStarts, Part::Providers, index)?;
            let wide = self.decode(Part::WideStarts, Part::WideRules, index)?;
            let id = Arc::from(head.id.as_str());
            Some(Box::new(ShelvedProvider { head, id, wide, rules: self.rules }))
        };
        self.providers.get(index)?.get_or_init(decode).as_deref()
    }

    /// The provider of a spelling in lower case: its id before what others are also called.
    pub(crate) fn provider_named(&self, spelling: &str) -> Option<u32> {
        self.named(Space::Providers, spelling)
    }

    /// A model.
    pub(crate) fn model(&self, number: u32) -> Option<&ShelvedModel> {
        let index = usize::try_from(number).ok()?;
        let decode = || {
            let record: Record = self.decode(Part::ModelStarts, Part::Models, index)?;
            let model = record.into_model(|number| {
                self.decode(Part::TextStarts, Part::Texts, usize::try_from(number).ok()?)
            });
            Some(Box::new(ShelvedModel::new(model?)))
        };
        self.models.get(index)?.get_or_init(decode).as_deref()
    }

    /// The model of a provider that lists this name, in lower case.
    pub(crate) fn model_named(&self, provider: u32, name: &str) -> Option<u32> {
        self.named(Space::ModelsOf(provider), name)
    }

    /// The models of a provider, in order.
    pub(crate) fn models_of(&self, provider: u32) -> impl Iterator<Item = &Model> {
        let numbers = self.numbers_of(provider);
        numbers.map_while(|number| self.model(number)).map(|shelved| &shelved.model)
    }

    /// The numbers of the models of a provider, in order. A count may lie; there are no more than all.
    pub(crate) fn numbers_of(&self, provider: u32) -> impl Iterator<Item = u32> + use<> {
        let head = self.provider(provider).map(|provider| &provider.head);
        let (first, count) = head.map_or((0, 0), |head| (head.first_model, head.model_count));
        let all = u32::try_from(self.models.len()).unwrap_or(u32::MAX);
        first..first.saturating_add(count).min(all)
    }

    fn named(&self, space: Space, name: &str) -> Option<u32> {
        names::find(self.part(Part::Slots), self.part(Part::Entries), space, name)
    }

    fn decode<T: DeserializeOwned>(&self, starts: Part, records: Part, index: usize) -> Option<T> {
        let starts = self.part(starts);
        let range = position(starts, index)?..position(starts, index + 1)?;
        postcard::from_bytes(self.part(records).get(range)?).ok()
    }

    fn part(&self, part: Part) -> &[u8] {
        self.layout.part(&self.bytes, part)
    }
}

impl ShelvedProvider {
    /// The numbers of the models whose rules mean `name`, in lower case, beside those that list it; in order.
    pub(crate) fn models_by_rule(&self, name: &str) -> impl Iterator<Item = u32> {
        let means = move |rule: &Rule| match self.rules {
            Rules::AsWritten => rule.matches(name),
            Rules::SameModel => rule.means_same_model(name),
        };
        self.wide.iter().filter(move |(_, rule)| means(rule)).map(|(model, _)| *model)
    }
}

impl ShelvedModel {
    fn new(model: Model) -> Self {
        let dates = model.prices.iter().filter_map(|prices| prices.from);
        let dates = dates.chain(model.variants.iter().filter_map(|variant| variant.from));
        let dates = dates.map(|date| (date, Arc::from(date.to_string())));
        Self { id: Arc::from(model.id.as_str()), dates: dates.collect(), model }
    }

    /// A day on which prices of the model begin, as text.
    pub(crate) fn day(&self, date: Date) -> Arc<str> {
        let known = self.dates.iter().find(|(known, _)| *known == date);
        known.map_or_else(|| Arc::from(date.to_string()), |(_, text)| Arc::clone(text))
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf")
            .field("version", &self.version())
            .field("providers", &self.providers.len())
            .field("models", &self.models.len())
            .finish_non_exhaustive()
    }
}

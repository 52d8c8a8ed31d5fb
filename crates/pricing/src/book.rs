//! The price book: what people hold.

mod environment;
mod known;
mod quote;
mod version;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::SystemTime;

use genai_otel_core::{BookVersion, Unpriced};

use crate::date::Date;
use crate::embedded::{self, Rules, Shelf};
use crate::file::PriceFileError;
use crate::layers::Layers;
use crate::matching::{Found, Located, Lookup, Memory, What, locate, locate_target, provider_id};
use crate::model::{Model, Provider};
use crate::overlay::Overlay;
use crate::price::Factor;

/// A dated price book. A handle: a clone is the same book.
///
/// Nothing is decoded before it is asked for, and what was looked up once is remembered.
#[derive(Clone)]
pub struct PriceBook {
    inner: Arc<Inner>,
}

struct Inner {
    layers: Layers,
    memory: Memory,
    version: Arc<BookVersion>,
}

/// A provider of a book, without its models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderInfo<'b> {
    /// The id in the book: `x-ai`.
    pub id: &'b str,
    /// The name for people: `X AI`.
    pub name: &'b str,
    /// How many models it lists.
    pub models: usize,
    /// Whose prices hold for models that it does not list, in order.
    pub fallback: &'b [String],
}

impl PriceBook {
    /// The book that comes with this crate: indicative list prices in US dollars.
    #[must_use]
    pub fn embedded() -> Self {
        EMBEDDED.clone()
    }

    /// A book without prices, to lay your own over.
    #[must_use]
    pub fn empty() -> Self {
        Self::from_providers(Vec::new())
    }

    /// A book of these providers. The rules of its models are as wide as they are written; those of the embedded book mean
    /// snapshots and channels of the same model alone.
    #[must_use]
    pub fn from_providers(providers: Vec<Provider>) -> Self {
        let bytes = embedded::compile(&providers);
        let shelf = Shelf::open(Cow::Owned(bytes), Rules::AsWritten);
        Self::of(Layers::new(Arc::new(shelf)))
    }

    /// The same book with a file of yours over it. The latest counts: its deployments, own models and free models are
    /// looked at first, and so are its rates of exchange. The discounts and margins of all files are multiplied.
    #[must_use]
    pub fn with_overlay(self, overlay: Overlay) -> Self {
        Self::of(self.inner.layers.clone().with(overlay))
    }

    /// The date of its data, and a hash of all that it holds.
    #[must_use]
    pub fn version(&self) -> &Arc<BookVersion> {
        &self.inner.version
    }

    /// The providers, sorted by id.
    #[must_use]
    pub fn providers(&self) -> Vec<ProviderInfo<'_>> {
        self.inner.layers.providers()
    }

    /// The provider that goes by a name, in any spelling that calls use: `azure` for `az.ai.openai`. Nothing for one that
    /// the book does not have.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<ProviderInfo<'_>> {
        let id = provider_id(&self.inner.layers, name.trim());
        self.providers().into_iter().find(|provider| provider.id == id)
    }

    /// The models of a provider by its id, those that count first. Empty for an id that the book does not have.
    #[must_use]
    pub fn models(&self, provider_id: &str) -> Vec<&Model> {
        self.inner.layers.models(provider_id)
    }

    /// Finds the model that a call means.
    ///
    /// # Errors
    ///
    /// That the book has no such provider or model. Nothing near it is taken instead.
    pub fn find(&self, lookup: &Lookup<'_>) -> Result<Found<'_>, Unpriced> {
        self.located(lookup, |located| self.found(located))
    }

    /// The discounts and margins of all files that hold for a model at a time, with their names: those of the first file
    /// first. `billed_by` is the id of the provider who sends the bill, `model` that of the model. All are multiplied.
    #[must_use]
    pub fn factors(&self, billed_by: &str, model: &str, at: SystemTime) -> Vec<(Arc<str>, Factor)> {
        let oldest_first = self.inner.layers.overlays().rev();
        oldest_first.flat_map(|(_, overlay)| overlay.factors(billed_by, model, at)).collect()
    }

    /// Refuses names of deployments in a file that stand for a model which this book does not have: by none of the names
    /// that it finds at the provider, and by none of its ids there. Lay the file over the book before, so that its own
    /// models count.
    ///
    /// # Errors
    ///
    /// The first of them, and where it stands.
    pub fn check(&self, overlay: &Overlay) -> Result<(), PriceFileError> {
        let layers = &self.inner.layers;
        overlay.check(|provider, model| locate_target(layers, provider, model).is_some())
    }

    fn of(layers: Layers) -> Self {
        let version = Arc::new(version::version(&layers));
        Self { inner: Arc::new(Inner { layers, memory: Memory::new(), version }) }
    }

    fn located<T>(
        &self,
        lookup: &Lookup<'_>,
        read: impl FnOnce(&Located) -> Result<T, Unpriced>,
    ) -> Result<T, Unpriced> {
        let Inner { layers, memory, .. } = &*self.inner;
        memory.answer(
            lookup,
            || locate(layers, lookup),
            |answer| match answer {
                Ok(located) => read(located),
                Err(unpriced) => Err(unpriced.clone()),
            },
        )
    }

    fn found(&self, located: &Located) -> Result<Found<'_>, Unpriced> {
        let (steps, billed_by) = (located.steps.clone(), Arc::clone(&located.billed_by));
        let layers = &self.inner.layers;
        match &located.what {
            What::Listed { place, model } => {
                let provider = layers.provider(*place).ok_or(Unpriced::UnknownProvider)?;
                let shelved = layers.model(place.layer, *model).ok_or(Unpriced::UnknownModel)?;
                let (provider, model_id) = (Arc::clone(&provider.id), Arc::clone(&shelved.id));
                Ok(Found { provider, billed_by, model_id, model: &shelved.model, steps })
            }
            What::Free { overlay, provider, name } => {
                let overlay = layers.overlay(*overlay).ok_or(Unpriced::UnknownModel)?;
                let model = overlay.free_model(Some(provider), name);
                let model = model.ok_or(Unpriced::UnknownModel)?;
                let (provider, model_id) = (Arc::clone(provider), Arc::clone(name));
                Ok(Found { provider, billed_by, model_id, model, steps })
            }
        }
    }

    /// A day on which prices begin, as text: that of the model, where it is listed.
    fn day(&self, located: &Located, date: Date) -> Arc<str> {
        let listed = match &located.what {
            What::Listed { place, model } => self.inner.layers.model(place.layer, *model),
            What::Free { .. } => None,
        };
        listed.map_or_else(|| date.to_string().into(), |shelved| shelved.day(date))
    }
}

impl fmt::Debug for PriceBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PriceBook")
            .field("version", &self.inner.version.version)
            .field("hash", &self.inner.version.hash)
            .finish_non_exhaustive()
    }
}

static EMBEDDED: LazyLock<PriceBook> =
    LazyLock::new(|| PriceBook::of(Layers::new(Arc::new(embedded::shelf()))));

#[cfg(test)]
mod tests;

//! Books that lie over each other.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::book::ProviderInfo;
use crate::embedded::{Head, Rules, Shelf, ShelvedModel, ShelvedProvider, compile};
use crate::matching::provider_id;
use crate::model::Model;
use crate::overlay::Overlay;

/// A book and what lies over it. The newest layer comes first.
#[derive(Clone, Debug)]
pub(crate) struct Layers {
    overlays: Vec<Arc<Over>>,
    base: Arc<Shelf>,
}

/// A file of the user's.
#[derive(Debug)]
pub(crate) struct Over {
    pub(crate) overlay: Overlay,
    shelf: Shelf,
    /// The models without a rule of their own, by provider and id in lower case.
    unruled: HashMap<(String, String), (u32, u32)>,
}

/// A provider in a layer, by numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) layer: usize,
    pub(crate) provider: u32,
}

impl Layers {
    /// A book alone.
    pub(crate) fn new(base: Arc<Shelf>) -> Self {
        Self { overlays: Vec::new(), base }
    }

    /// The same with one more over them.
    pub(crate) fn with(mut self, overlay: Overlay) -> Self {
        let overlay = overlay.with_provider_ids(|spelling| Some(provider_id(&self, spelling)));
        let shelf = Shelf::open(Cow::Owned(compile(overlay.providers())), Rules::AsWritten);
        let unruled = unruled(&overlay, &shelf);
        self.overlays.insert(0, Arc::new(Over { overlay, shelf, unruled }));
        self
    }

    /// Whether a file of the user's may have models that take over the names of entries of older layers.
    pub(crate) fn takes_over(&self, number: usize) -> bool {
        self.overlays.get(number).is_some_and(|over| !over.unruled.is_empty())
    }

    /// The model of a file of the user's that takes over the names of the entry of an id.
    pub(crate) fn taken_over(
        &self,
        layer: usize,
        provider: &str,
        id: &str,
    ) -> Option<(Place, u32)> {
        let known = &self.overlays.get(layer)?.unruled;
        let (provider, model) = *known.get(&(provider.to_owned(), id.to_lowercase()))?;
        Some((Place { layer, provider }, model))
    }

    /// All, the newest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Shelf> + Clone {
        let overlays = self.overlays.iter().map(|over| &over.shelf);
        overlays.chain(std::iter::once(&*self.base))
    }

    /// The book below all.
    pub(crate) fn base(&self) -> &Shelf {
        &self.base
    }

    /// The files of the user's, the newest first, by the numbers that they have in `all`.
    pub(crate) fn overlays(&self) -> impl DoubleEndedIterator<Item = (usize, &Overlay)> {
        self.overlays.iter().map(|over| &over.overlay).enumerate()
    }

    /// A file of the user's.
    pub(crate) fn overlay(&self, number: usize) -> Option<&Overlay> {
        self.overlays.get(number).map(|over| &over.overlay)
    }

    /// A layer by its number in `all`.
    pub(crate) fn layer(&self, number: usize) -> &Shelf {
        self.overlays.get(number).map_or(&self.base, |over| &over.shelf)
    }

    /// Where the provider of an id is, the newest layer first.
    pub(crate) fn places(&self, id: &str) -> impl Iterator<Item = Place> {
        (0..).zip(self.all()).filter_map(move |(layer, shelf)| {
            let provider = shelf.provider_named(id)?;
            // Another may be called by an id that this layer does not have.
            (shelf.provider(provider)?.head.id == id).then_some(Place { layer, provider })
        })
    }

    /// All providers, sorted by id, without their models.
    pub(crate) fn providers(&self) -> Vec<ProviderInfo<'_>> {
        let mut providers: BTreeMap<&str, ProviderInfo<'_>> = BTreeMap::new();
        for shelf in self.all() {
            let heads = (0..shelf.provider_count()).filter_map(|number| shelf.provider(number));
            for ShelvedProvider { head, .. } in heads {
                let models = usize::try_from(head.model_count).unwrap_or(usize::MAX);
                let Head { id, name, fallback, .. } = head;
                let known =
                    providers.entry(id).or_insert(ProviderInfo { id, name, fallback, models: 0 });
                known.models = known.models.saturating_add(models);
            }
        }
        providers.into_values().collect()
    }

    /// The models of a provider, the newest layer first.
    pub(crate) fn models(&self, id: &str) -> Vec<&Model> {
        let places = self.places(id);
        places.flat_map(|place| self.layer(place.layer).models_of(place.provider)).collect()
    }

    /// The provider at a place.
    pub(crate) fn provider(&self, place: Place) -> Option<&ShelvedProvider> {
        self.layer(place.layer).provider(place.provider)
    }

    /// A model of a layer.
    pub(crate) fn model(&self, layer: usize, model: u32) -> Option<&ShelvedModel> {
        self.layer(layer).model(model)
    }
}

/// The numbers of the models of an overlay that have no rule of their own.
fn unruled(overlay: &Overlay, shelf: &Shelf) -> HashMap<(String, String), (u32, u32)> {
    if overlay.unruled().is_empty() {
        return HashMap::new();
    }
    let providers = (0..shelf.provider_count()).filter_map(|number| {
        shelf.provider(number).map(|provider| (number, provider.id.to_string()))
    });
    let models = providers.flat_map(|(number, id)| {
        let models = shelf.numbers_of(number);
        models.filter_map(move |model| {
            let key = (id.clone(), shelf.model(model)?.id.to_lowercase());
            overlay.unruled().contains(&key).then_some((key, (number, model)))
        })
    });
    models.collect()
}

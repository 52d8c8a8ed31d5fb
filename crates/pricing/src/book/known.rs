//! What a book can know by a name.

use genai_otel_core::Provider;

use super::PriceBook;
use crate::matching::{What, locate_target, provider_id};
use crate::overlay::Overlay;

impl PriceBook {
    /// Whether there is such a provider, in any spelling: in this book, not counting `without`, or known to have no list
    /// prices.
    pub(crate) fn knows_provider(&self, spelling: &str, without: Option<&Overlay>) -> bool {
        let layers = &self.inner.layers;
        let id = provider_id(layers, spelling.trim());
        let counts = |layer| {
            let is_left_out = |own: &Overlay| without.is_some_and(|out| out.is_same_file(own));
            !layers.overlay(layer).is_some_and(is_left_out)
        };
        Provider::from(id.as_str()).known().is_some()
            || layers.places(&id).any(|place| counts(place.layer))
    }

    /// Whether a provider, or anybody, can send a bill for the model of an id in lower case: it lists it, takes the price
    /// of others for it, or runs a deployment of it.
    pub(crate) fn bills_model(&self, provider: Option<&str>, model: &str) -> bool {
        let layers = &self.inner.layers;
        let id = provider.map(|spelling| provider_id(layers, spelling.trim()));
        let providers = self.providers().into_iter().filter(|info| match &id {
            Some(id) => {
                let own = layers.places(id).filter_map(|place| layers.provider(place));
                let mut fallbacks = own.flat_map(|own| &own.head.fallback);
                info.id == id || fallbacks.any(|fallback| fallback == info.id)
            }
            None => true,
        });
        let mut models = providers.flat_map(|info| self.models(info.id));
        models.any(|known| known.id.to_lowercase() == model)
            || self.deploys_model(id.as_deref(), model)
    }

    fn deploys_model(&self, provider: Option<&str>, model: &str) -> bool {
        let layers = &self.inner.layers;
        let mut deployed = layers.overlays().flat_map(|(_, overlay)| overlay.all_deployed());
        deployed.any(|deployed| {
            let is_there = provider.is_none() || deployed.at.is_none_or(|at| Some(at) == provider);
            let located =
                is_there.then(|| locate_target(layers, deployed.provider, deployed.model));
            located.flatten().is_some_and(|located| match located.what {
                What::Listed { place, model: number } => layers
                    .model(place.layer, number)
                    .is_some_and(|shelved| shelved.id.to_lowercase() == model),
                What::Free { .. } => false,
            })
        })
    }
}

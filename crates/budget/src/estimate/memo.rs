//! Estimates that were priced a moment ago.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use genai_otel_core::{Admission, Conditions, ModelOperation, Money, Provider, Request, Usage};

use crate::moment;

/// Estimates that were priced a moment ago, so many at most: each has one place, and the last one stays.
#[derive(Debug)]
pub(super) struct Memo {
    hasher: RandomState,
    places: Mutex<Vec<Option<Box<Remembered>>>>,
}

#[derive(Debug)]
struct Remembered {
    operation: ModelOperation,
    provider: Option<Provider>,
    model: Option<Arc<str>>,
    server: Option<Arc<str>>,
    tier: Option<Arc<str>>,
    conditions: Conditions,
    usage: Usage,
    cost: Option<Money>,
    /// After it the price may be another.
    until: i64,
}

/// What the price of an estimate depends on.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    operation: &'a ModelOperation,
    provider: Option<&'a Provider>,
    request: &'a Request,
    usage: &'a Usage,
}

impl<'a> Asked<'a> {
    pub(super) const fn of(admission: &Admission<'a>, usage: &'a Usage) -> Self {
        let Admission { operation, provider, request, .. } = *admission;
        Self { operation, provider, request, usage }
    }

    fn model(self) -> Option<&'a Arc<str>> {
        self.request.model.as_ref().or(self.request.deployment.as_ref())
    }
}

impl Memo {
    pub(super) fn new() -> Self {
        let places = Mutex::new((0..PLACES).map(|_| None).collect());
        Self { hasher: RandomState::new(), places }
    }

    /// What this cost when it was asked a moment ago; nothing where that was not.
    pub(super) fn find(&self, asked: &Asked<'_>, at: SystemTime) -> Option<Option<Money>> {
        let place = self.place(asked);
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let known = places.get(place)?.as_ref()?;
        let now = moment::millis(at);
        let is_fresh = now < known.until && now >= known.until.saturating_sub(FRESH);
        (is_fresh && known.is_of(asked)).then_some(known.cost)
    }

    pub(super) fn keep(&self, asked: &Asked<'_>, at: SystemTime, cost: Option<Money>) {
        let place = self.place(asked);
        let remembered = Remembered {
            operation: asked.operation.clone(),
            provider: asked.provider.cloned(),
            model: asked.model().cloned(),
            server: asked.request.server_address.clone(),
            tier: asked.request.service_tier.clone(),
            conditions: asked.request.conditions.clone(),
            usage: asked.usage.clone(),
            cost,
            until: moment::millis(at).saturating_add(FRESH),
        };
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = places.get_mut(place) {
            *place = Some(Box::new(remembered));
        }
    }

    fn place(&self, asked: &Asked<'_>) -> usize {
        let Usage { input, output, .. } = asked.usage;
        let hash = self.hasher.hash_one((asked.model(), input.value(), output.value()));
        usize::try_from(hash % PLACES as u64).unwrap_or_default()
    }
}

impl Remembered {
    fn is_of(&self, asked: &Asked<'_>) -> bool {
        let request = asked.request;
        self.operation == *asked.operation
            && self.provider.as_ref() == asked.provider
            && self.model.as_ref() == asked.model()
            && self.server == request.server_address
            && self.tier == request.service_tier
            && self.conditions == request.conditions
            && self.usage == *asked.usage
    }
}

/// How many estimates are remembered.
const PLACES: usize = 512;
/// For how long, in milliseconds.
const FRESH: i64 = 60_000;

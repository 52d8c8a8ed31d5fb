//! Estimates that were priced a moment ago.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use genai_otel_core::{Admission, Conditions, ModelOperation, Money, Provider, Request, Usage};

use super::Tokens;
use crate::moment;

/// Estimates that were priced a moment ago, so many at most: each has one place, and the last one stays.
#[derive(Debug)]
pub(super) struct Memo {
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
    tokens: Tokens,
    /// What the caller said.
    said: Option<Usage>,
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
    tokens: Tokens,
    said: Option<&'a Usage>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(admission: &Admission<'a>, tokens: Tokens) -> Self {
        let Admission { operation, provider, request, expected, .. } = *admission;
        let said = expected.map(|expected| &expected.usage);
        Self { operation, provider, request, tokens, said }
    }

    /// Its place. Those that have the same one only push each other out.
    fn place(self) -> usize {
        let Tokens { input, output } = self.tokens;
        let mut hash = input.unwrap_or(0) ^ output.unwrap_or(0).rotate_left(32);
        let name = self.model().map_or(&[][..], |model| model.as_bytes());
        for byte in name.iter().rev().take(16) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        usize::try_from((hash ^ hash >> 32) % PLACES as u64).unwrap_or_default()
    }

    fn model(self) -> Option<&'a Arc<str>> {
        self.request.model.as_ref().or(self.request.deployment.as_ref())
    }
}

impl Memo {
    pub(super) fn new() -> Self {
        let places = Mutex::new((0..PLACES).map(|_| None).collect());
        Self { places }
    }

    /// What this cost when it was asked a moment ago; nothing where that was not.
    pub(super) fn find(&self, asked: &Asked<'_>, at: SystemTime) -> Option<Option<Money>> {
        let place = asked.place();
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let known = places.get(place)?.as_ref()?;
        let now = moment::millis(at);
        let is_fresh = now < known.until && now >= known.until.saturating_sub(FRESH);
        (is_fresh && known.is_of(asked)).then_some(known.cost)
    }

    pub(super) fn keep(&self, asked: &Asked<'_>, at: SystemTime, cost: Option<Money>) {
        let place = asked.place();
        let remembered = Remembered {
            operation: asked.operation.clone(),
            provider: asked.provider.cloned(),
            model: asked.model().cloned(),
            server: asked.request.server_address.clone(),
            tier: asked.request.service_tier.clone(),
            conditions: asked.request.conditions.clone(),
            tokens: asked.tokens,
            said: asked.said.cloned(),
            cost,
            until: moment::millis(at).saturating_add(FRESH),
        };
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = places.get_mut(place) {
            *place = Some(Box::new(remembered));
        }
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
            && self.tokens == asked.tokens
            && self.said.as_ref() == asked.said
    }
}

/// How many estimates are remembered.
const PLACES: usize = 512;
/// For how long, in milliseconds.
const FRESH: i64 = 60_000;

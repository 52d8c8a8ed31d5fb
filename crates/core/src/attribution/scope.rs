//! Carrying an attribution through the OpenTelemetry context.

use std::sync::Arc;

use opentelemetry::baggage::{Baggage, BaggageExt};
use opentelemetry::context::{FutureExt, WithContext};
use opentelemetry::{Context, ContextGuard};

use super::{Attribution, FIELDS};
use crate::ambient::Ambient;
use crate::semconv::{Attribute, V1_41};

impl Attribution {
    /// Runs a future (or stream) inside this attribution.
    pub fn scope<F>(self, future: F) -> WithContext<F> {
        future.with_context(self.into_context())
    }

    /// Runs a function inside this attribution.
    pub fn in_scope<T>(self, work: impl FnOnce() -> T) -> T {
        let _attached = self.attach();
        work()
    }

    /// Makes this attribution current on this thread until the guard is dropped. Never hold the guard
    /// across an `.await`; use [`scope`](Self::scope) there.
    #[must_use = "dropping the guard ends the attribution"]
    pub fn attach(self) -> ContextGuard {
        self.into_context().attach()
    }

    /// The current context with this attribution in it, and with the allowed names as baggage.
    #[must_use]
    pub fn into_context(self) -> Context {
        let current = Context::current();
        let outgoing: Vec<_> = self.outgoing().collect();
        let context = Ambient::with_attribution(&current, Arc::new(self));
        if outgoing.is_empty() {
            return context;
        }
        let mut baggage = Baggage::new();
        for (name, (value, metadata)) in current.baggage().iter() {
            baggage.insert_with_metadata(name.clone(), value.clone(), metadata.clone());
        }
        for (name, value) in outgoing {
            baggage.insert(name, value);
        }
        context.with_baggage(baggage)
    }

    /// Fills what is not set from the context's baggage, for the allowed names only.
    pub(crate) fn fill_from_baggage(&mut self, context: &Context, allowed: &[Arc<str>]) {
        for name in allowed {
            let Some(value) = context.baggage().get(&**name) else { continue };
            match field(name) {
                Some(field) if self.shared(field).is_none() => self.set(field, value.as_str()),
                None if self.keys.get(name).is_none() => {
                    self.keys.insert(name, value.as_str().into());
                }
                _ => {}
            }
        }
    }

    /// What may leave as baggage: the allowed names that have a value.
    fn outgoing(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.propagated.iter().filter_map(|name| {
            let value = match field(name) {
                Some(field) => self.shared(field)?.to_string(),
                None => self.keys.get(name)?.to_value().to_string(),
            };
            Some((name.to_string(), value))
        })
    }
}

/// The field that is written under this name. Baggage uses the names of the first profile.
fn field(name: &str) -> Option<Attribute> {
    FIELDS.into_iter().find(|field| V1_41.names(*field).iter().any(|known| known.key == name))
}

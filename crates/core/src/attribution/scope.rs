//! Carrying an attribution through the OpenTelemetry context.

use std::sync::Arc;

use opentelemetry::baggage::{Baggage, BaggageExt};
use opentelemetry::context::{FutureExt, WithContext};
use opentelemetry::{Context, ContextGuard};

use super::{Attribution, FIELDS};
use crate::ambient::Ambient;
use crate::semconv::{Attribute, V1_41};
use crate::thread_context;

impl Attribution {
    /// Runs a future (or stream) inside this attribution.
    pub fn scope<F>(self, future: F) -> WithContext<F> {
        future.with_context(self.into_context())
    }

    /// Runs a function inside this attribution.
    pub fn in_scope<T>(self, work: impl FnOnce() -> T) -> T {
        let _attached = thread_context::attach(&self.into_context());
        work()
    }

    /// Makes this attribution current on this thread until the guard is dropped. Never hold the guard
    /// across an `.await`; use [`scope`](Self::scope) there.
    ///
    /// # Panics
    ///
    /// In the destructor of a thread-local value, where OpenTelemetry has no context any more;
    /// [`in_scope`](Self::in_scope) does without one there.
    #[must_use = "dropping the guard ends the attribution"]
    pub fn attach(self) -> ContextGuard {
        self.into_context().attach()
    }

    /// The current context with this attribution in it, and with the allowed names as baggage.
    #[must_use]
    pub fn into_context(self) -> Context {
        Self::with_outgoing(Ambient::with_attribution(&thread_context::current(), Arc::new(self)))
    }

    /// `context` with what its attribution allows to leave as baggage.
    pub(crate) fn with_outgoing(context: Context) -> Context {
        let attribution = Ambient::of(&context).and_then(|ambient| ambient.attribution.as_deref());
        let outgoing: Vec<_> = attribution.into_iter().flat_map(Self::outgoing).collect();
        if outgoing.is_empty() {
            return context;
        }
        let mut baggage = Baggage::new();
        for (name, (value, metadata)) in context.baggage().iter() {
            baggage.insert_with_metadata(name.clone(), value.clone(), metadata.clone());
        }
        for (name, value) in outgoing {
            baggage.insert(name, value);
        }
        context.with_baggage(baggage)
    }

    /// What the context's baggage says, for the allowed names only.
    pub(crate) fn from_baggage(context: &Context, allowed: &[Arc<str>]) -> Self {
        let mut said = Self::new();
        for name in allowed {
            let Some(value) = context.baggage().get(&**name) else { continue };
            match field(name) {
                Some(field) => said.set(field, value.as_str()),
                None => {
                    said.keys.insert(name, value.as_str().into());
                }
            }
        }
        said
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

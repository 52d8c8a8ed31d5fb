//! The trace that a request belongs to.

use axum::http::HeaderMap;
use genai_otel::context::Context;
use genai_otel::opentelemetry::global;
use genai_otel::opentelemetry::propagation::Extractor;

/// The context that the headers carry, in the formats of `OTEL_PROPAGATORS`: the call becomes its child.
pub(crate) fn parent(headers: &HeaderMap) -> Context {
    global::get_text_map_propagator(|propagator| propagator.extract(&Carrier(headers)))
}

/// Takes the context out: a provider has no use for it, and it tells how requests belong together.
pub(crate) fn remove(headers: &mut HeaderMap) {
    for name in ["traceparent", "tracestate", "baggage"] {
        headers.remove(name);
    }
}

struct Carrier<'a>(&'a HeaderMap);

impl Extractor for Carrier<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(axum::http::HeaderName::as_str).collect()
    }
}

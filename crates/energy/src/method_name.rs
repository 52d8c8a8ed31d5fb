//! What methods are called.

use std::sync::Arc;

use genai_otel_core::{Energy, Joules};

/// The name and the version of a method, as they stand on every energy.
#[derive(Clone, Debug)]
pub(crate) struct MethodName {
    name: Arc<str>,
    version: Arc<str>,
}

impl MethodName {
    /// Rates, whose version is that of the user's numbers.
    pub(crate) fn rates(numbers: &str) -> Self {
        Self { name: "rates".into(), version: numbers.into() }
    }

    /// EcoLogits, whose version is that of the formula, with that of the user's numbers.
    pub(crate) fn ecologits(numbers: &str) -> Self {
        Self { name: "ecologits".into(), version: format!("0.11+{numbers}").into() }
    }

    pub(crate) fn energy(&self, bounds: [Joules; 2]) -> Energy {
        Energy::new((Arc::clone(&self.name), Arc::clone(&self.version)), bounds)
    }
}

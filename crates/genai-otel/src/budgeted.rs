//! The budgets that the environment asks for, whose state is written with the exporter's end.

use std::time::Duration;

use genai_otel_budget::{BudgetError, Budgets, BudgetsBuilder};
use genai_otel_core::opentelemetry::global;
use genai_otel_core::{InstrumentationBuilder, SCOPE_NAME};
use genai_otel_otlp::{Companion, Config};

/// The budgets of `GENAI_OTEL_BUDGETS`, as a companion of the exporter.
#[derive(Debug)]
pub(crate) struct Budgeted(Budgets);

impl Budgeted {
    pub(crate) fn build(builder: BudgetsBuilder, config: &Config) -> Result<Self, BudgetError> {
        let builder = match config.service_name() {
            Some(name) => builder.default_service(&name),
            None => builder,
        };
        builder.build().map(Self)
    }

    /// Holds every call against them.
    pub(crate) fn join(&self, builder: InstrumentationBuilder) -> InstrumentationBuilder {
        builder.gate(self.0.clone()).sink(self.0.clone())
    }

    /// Puts them on the metrics that are installed now.
    pub(crate) fn observe(&self) {
        self.0.observe(&global::meter(SCOPE_NAME));
    }
}

impl Companion for Budgeted {
    fn name(&self) -> &'static str {
        "budgets"
    }

    fn flush(&self, _timeout: Duration) -> Result<(), String> {
        self.0.flush().map_err(|error| error.to_string())
    }

    fn shutdown(&self, timeout: Duration) -> Result<(), String> {
        self.flush(timeout)
    }
}

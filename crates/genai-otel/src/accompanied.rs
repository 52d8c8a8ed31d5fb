//! The ledger that the environment asks for, which ends with the exporter.

use std::time::Duration;

use genai_otel_core::InstrumentationBuilder;
use genai_otel_ledger::{LedgerOptions, LedgerWriter, WriterError};
use genai_otel_otlp::{Companion, Config};

/// The ledger of `GENAI_OTEL_LEDGER_DIR`, as a companion of the exporter.
#[derive(Debug)]
pub(crate) struct Accompanied(LedgerWriter);

impl Accompanied {
    /// Opens it and lets every call go there; nothing where the environment asks for none.
    pub(crate) fn open(
        config: &Config,
        builder: InstrumentationBuilder,
    ) -> Result<(InstrumentationBuilder, Option<Self>), WriterError> {
        let Some(mut options) = LedgerOptions::from_env()? else { return Ok((builder, None)) };
        if let Some(name) = config.service_name() {
            options = options.service(name);
        }
        let writer = options.open()?;
        Ok((builder.sink(writer.clone()), Some(Self(writer))))
    }
}

impl Companion for Accompanied {
    fn name(&self) -> &'static str {
        "ledger"
    }

    fn flush(&self, timeout: Duration) -> Result<(), String> {
        self.0.flush(timeout).map_err(|error| error.to_string())
    }

    fn shutdown(&self, timeout: Duration) -> Result<(), String> {
        self.0.shutdown(timeout).map_err(|error| error.to_string())
    }
}

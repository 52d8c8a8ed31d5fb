use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use opentelemetry_sdk::{
    error::OTelSdkResult,
    metrics::{Temporality, data::ResourceMetrics, exporter::PushMetricExporter},
};

use super::{Color, Output, table::Table};
use crate::env::Environment;

/// Prints a table of the metrics that changed since the last one, for development: name, value (of a histogram how
/// many and their mean), attributes. Writes to standard output. When nothing changed it prints nothing.
///
/// Attributes that may carry content are left out, and what is printed is escaped to one line.
///
/// [`OtlpPipeline::console`](crate::OtlpPipeline::console) and `OTEL_METRICS_EXPORTER=console` set one up; by itself
/// it goes into any periodic reader of the SDK. Clones share everything.
#[derive(Clone, Debug)]
pub struct ConsoleMetricExporter {
    output: Output,
    /// What was printed last. Held for a swap only.
    last: Arc<Mutex<Table>>,
}

impl ConsoleMetricExporter {
    /// One that writes to standard output, in colour if that is a terminal (see [`Color::Auto`]).
    #[must_use]
    pub fn new() -> Self {
        Self::over(Output::stdout(&Environment::of_process()))
    }

    /// Writes there in place of standard output; each table in one piece. Defaults to standard output.
    #[must_use]
    pub fn writer(self, writer: impl Write + Send + 'static) -> Self {
        Self { output: self.output.with_writer(writer), ..self }
    }

    /// When to write in colour. Defaults to [`Color::Auto`].
    #[must_use]
    pub fn color(self, color: Color) -> Self {
        Self { output: self.output.with_color(color), ..self }
    }

    /// How often writing failed. The first failure is logged too, to the `tracing` target `genai_otel::export`.
    #[must_use]
    pub fn failed_writes(&self) -> u64 {
        self.output.failures()
    }

    pub(crate) fn over(output: Output) -> Self {
        Self { output, last: Arc::default() }
    }
}

impl Default for ConsoleMetricExporter {
    fn default() -> Self {
        Self::new()
    }
}

impl PushMetricExporter for ConsoleMetricExporter {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let table = Table::of(metrics);
        let mut page = self.output.page();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        table.put_changes_on(&last, &mut page);
        *last = table;
        drop(last);
        self.output.write(page)
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }

    /// Cumulative: the table shows totals.
    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

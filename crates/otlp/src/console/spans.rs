use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{SpanData, SpanExporter},
};

use super::{Color, Output, forest::Forest, line::Line, tree::Tree};
use crate::env::Environment;

/// Prints finished spans as call trees, one line each, for development. Writes to standard output, as the
/// OpenTelemetry specification has it for such exporters.
///
/// A tree is printed when its local root ended: the span that has no parent in this process. What ended before is in
/// it, what ends later follows by itself. At most 4,096 spans wait for their root; then the oldest trace is printed
/// as it is, and marked as incomplete. [Flushing](SpanExporter::force_flush) and shutting down print what waits.
///
/// Of a call there is the operation, the model that was asked and the one that answered, provider, duration, time to
/// the first chunk, tokens, cost, finish reasons, and how it failed; of any other span the name, the duration and
/// whether it failed. No content is printed, and no description of an error, which may quote content. What is printed
/// is escaped to one line.
///
/// [`OtlpPipeline::console`](crate::OtlpPipeline::console) and `OTEL_TRACES_EXPORTER=console` set one up; by itself
/// it goes into any provider of the SDK:
///
/// ```
/// use genai_otel_otlp::ConsoleSpanExporter;
/// use opentelemetry::trace::{Tracer as _, TracerProvider as _};
/// use opentelemetry_sdk::trace::SdkTracerProvider;
///
/// let provider = SdkTracerProvider::builder()
///     .with_batch_exporter(ConsoleSpanExporter::new())
///     .build();
/// provider.tracer("shop").in_span("answer a question", |_| {});
/// provider.shutdown()?;
/// // trace 7bb5fbd3a86c1b7a7d8c4cf3b6c3c7de · 1 span
/// // └─ answer a question · 12 µs
/// # Ok::<(), opentelemetry_sdk::error::OTelSdkError>(())
/// ```
///
/// Clones share everything.
#[derive(Clone, Debug)]
pub struct ConsoleSpanExporter {
    output: Output,
    /// Held while trees are taken, never while they are written.
    forest: Arc<Mutex<Forest>>,
}

impl ConsoleSpanExporter {
    /// One that writes to standard output, in colour if that is a terminal (see [`Color::Auto`]).
    #[must_use]
    pub fn new() -> Self {
        Self::over(Output::stdout(&Environment::of_process()))
    }

    /// Writes there in place of standard output; each tree in one piece. Defaults to standard output.
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
        Self { output, forest: Arc::default() }
    }

    /// Prints what waits for its root.
    pub(crate) fn print_held(&self) -> OTelSdkResult {
        self.print(Forest::take_all)
    }

    fn print(&self, take: impl FnOnce(&mut Forest) -> Vec<Tree>) -> OTelSdkResult {
        let trees = take(&mut self.forest.lock().unwrap_or_else(PoisonError::into_inner));
        let mut page = self.output.page();
        trees.into_iter().for_each(|tree| tree.put_on(&mut page));
        self.output.write(page)
    }
}

impl Default for ConsoleSpanExporter {
    fn default() -> Self {
        Self::new()
    }
}

impl SpanExporter for ConsoleSpanExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.print(|forest| forest.take_in(batch.iter().map(Line::of)))
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.print_held()
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.print_held()
    }
}

//! The console's place in the SDK.

use std::{sync::Arc, time::Duration};

use opentelemetry::Context;
use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    metrics::SdkMeterProvider,
    trace::{BatchConfigBuilder, BatchSpanProcessor, Span, SpanData, SpanExporter, SpanProcessor},
};

use super::drain::{Drain, outcome};
use crate::{
    Signal,
    console::{ConsoleSpanExporter, Output},
    delivery::Delivery,
};

/// Prints spans from a queue of its own, beside the one to the collector, so that neither waits for the other.
#[derive(Clone, Debug)]
pub(super) struct SpanPrinter {
    batch: Arc<BatchSpanProcessor>,
    exporter: ConsoleSpanExporter,
    output: Output,
    /// Keeps to the queue's size and counts what it refuses, as for the collector.
    queue: Arc<Delivery>,
}

impl SpanPrinter {
    pub(super) fn new(output: Output) -> Self {
        let exporter = ConsoleSpanExporter::over(output.clone());
        // The builder reads the environment first; every value it reads is set again here.
        let config = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE_SIZE)
            .with_max_export_batch_size(BATCH_SIZE)
            .with_scheduled_delay(DELAY)
            .build();
        let queue = Delivery::new(Signal::Traces, "the console".to_owned(), QUEUE_SIZE);
        let queue = Arc::new(queue);
        let queued = Queued { exporter: exporter.clone(), queue: Arc::clone(&queue) };
        let batch = BatchSpanProcessor::builder(queued).with_batch_config(config).build();
        Self { batch: Arc::new(batch), exporter, output, queue }
    }

    pub(super) fn queue(&self) -> Arc<Delivery> {
        Arc::clone(&self.queue)
    }
}

impl SpanProcessor for SpanPrinter {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, span: SpanData) {
        if span.span_context.is_sampled() && self.queue.admit() {
            self.batch.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.batch.force_flush()?;
        self.exporter.force_flush()
    }

    /// Left to the worker: the provider ends its processors one after the other, and a terminal that is paused would
    /// hold up the collector, or a collector that is away the last trees.
    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

impl Drain for SpanPrinter {
    fn mark(&self) -> u64 {
        self.output.failures()
    }

    fn failure_since(&self, mark: u64) -> Option<String> {
        self.output.failure_since(mark).err()
    }

    fn flush(&self) -> Result<(), String> {
        loop {
            match SpanProcessor::force_flush(self) {
                // As with the collector: asking again waits behind what is being written.
                Err(OTelSdkError::Timeout(_)) => {}
                result => return outcome(result),
            }
        }
    }

    fn shut_down(&self) -> Result<(), String> {
        outcome(self.batch.shutdown_with_timeout(Duration::MAX))
    }
}

/// Tells the queue what has left it.
#[derive(Debug)]
struct Queued {
    exporter: ConsoleSpanExporter,
    queue: Arc<Delivery>,
}

impl SpanExporter for Queued {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.queue.note_begin(batch.len());
        self.exporter.export(batch).await
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }
}

/// Flushes and ends a meter provider that has no other reader than the console's.
pub(super) struct MetricPrinter {
    provider: SdkMeterProvider,
    output: Output,
}

impl MetricPrinter {
    pub(super) fn new(provider: SdkMeterProvider, output: Output) -> Self {
        Self { provider, output }
    }
}

impl Drain for MetricPrinter {
    fn mark(&self) -> u64 {
        self.output.failures()
    }

    fn failure_since(&self, mark: u64) -> Option<String> {
        self.output.failure_since(mark).err()
    }

    fn flush(&self) -> Result<(), String> {
        outcome(self.provider.force_flush())
    }

    fn shut_down(&self) -> Result<(), String> {
        outcome(self.provider.shutdown_with_timeout(Duration::MAX))
    }
}

/// A human waits for it.
const DELAY: Duration = Duration::from_millis(100);
const QUEUE_SIZE: usize = 2_048;
const BATCH_SIZE: usize = 512;

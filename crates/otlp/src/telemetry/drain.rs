//! Flushing and shutting down the SDK, around its traps.

use std::{sync::Arc, time::Duration};

use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogProcessor as _, SdkLoggerProvider},
    metrics::SdkMeterProvider,
    trace::{SdkTracerProvider, SpanProcessor},
};

use super::log_queue::LogQueue;
use crate::{console::Output, delivery::Delivery, processor::SharedProcessor};

/// What a worker does when told to. Both may take long; nobody but the worker's thread waits for them.
pub(super) trait Drain: Send + Sync + 'static {
    /// Stands for the failures that an order does not ask about, because they were told or made up for.
    fn mark(&self) -> u64;
    /// What the last failure after the mark said.
    fn failure_since(&self, mark: u64) -> Option<String>;
    fn flush(&self) -> Result<(), String>;
    /// Before the shutdown: puts what ended in safety, where there is a place for that. Whether it is safe.
    fn keep(&self) -> bool {
        false
    }
    /// Called once, last. Takes as long as the last export does, and so has the result that a caller with more
    /// patience than the first one waits for.
    fn shut_down(&self) -> Result<(), String>;
}

/// Of items that wait in a queue of the SDK's: spans, log records.
pub(super) struct QueueDrain {
    force_flush: Box<dyn Fn() -> OTelSdkResult + Send + Sync>,
    shut_down: Box<dyn Fn() -> OTelSdkResult + Send + Sync>,
    delivery: Arc<Delivery>,
}

impl QueueDrain {
    pub(super) fn of_spans(provider: SdkTracerProvider, processor: SharedProcessor) -> Self {
        Self {
            delivery: processor.delivery(),
            force_flush: Box::new(move || processor.force_flush()),
            shut_down: Box::new(move || provider.shutdown_with_timeout(Duration::MAX)),
        }
    }

    pub(super) fn of_logs(provider: SdkLoggerProvider, queue: LogQueue) -> Self {
        Self {
            delivery: queue.delivery(),
            force_flush: Box::new(move || queue.force_flush()),
            shut_down: Box::new(move || provider.shutdown_with_timeout(Duration::MAX)),
        }
    }
}

impl Drain for QueueDrain {
    /// What was lost stays lost, so what nobody has heard of yet is told too.
    fn mark(&self) -> u64 {
        self.delivery.told()
    }

    fn failure_since(&self, mark: u64) -> Option<String> {
        self.delivery.failure_since(mark)
    }

    fn flush(&self) -> Result<(), String> {
        loop {
            match (self.force_flush)() {
                // The processor gives up after 5 s whatever it is told, while its thread exports on. Asking again
                // waits behind that export, and for nothing else.
                Err(OTelSdkError::Timeout(_)) => {}
                result => return outcome(result),
            }
        }
    }

    fn shut_down(&self) -> Result<(), String> {
        // The processor says yes here even when the last export failed; the delivery knows better.
        outcome((self.shut_down)())
    }
}

pub(super) struct MetricDrain {
    provider: SdkMeterProvider,
    delivery: Arc<Delivery>,
    /// Where the same provider prints, if it does.
    printed: Output,
}

impl MetricDrain {
    pub(super) fn new(
        provider: SdkMeterProvider,
        delivery: Arc<Delivery>,
        printed: Output,
    ) -> Self {
        Self { provider, delivery, printed }
    }

    fn drain(&self, drain: impl FnOnce() -> OTelSdkResult) -> Result<(), String> {
        let unwritten = self.printed.failures();
        let result = drain();
        self.printed.failure_since(unwritten)?;
        outcome(result)
    }
}

impl Drain for MetricDrain {
    /// What an earlier export lost, the next one makes up for.
    fn mark(&self) -> u64 {
        self.delivery.failures()
    }

    fn failure_since(&self, mark: u64) -> Option<String> {
        self.delivery.failure_since(mark)
    }

    fn flush(&self) -> Result<(), String> {
        // Waits without a bound; that is why it happens here.
        self.drain(|| self.provider.force_flush())
    }

    fn shut_down(&self) -> Result<(), String> {
        self.drain(|| match self.provider.shutdown_with_timeout(Duration::MAX) {
            result @ Err(OTelSdkError::AlreadyShutdown) => result,
            // The reader gives up after 5 s whatever it is told, while its thread makes the last export.
            Err(_) if self.delivery.wait_closed(Duration::MAX) => Ok(()),
            result => result,
        })
    }
}

pub(super) fn outcome(result: OTelSdkResult) -> Result<(), String> {
    match result {
        // Somebody shut the provider down by itself, and it made its last export then.
        Ok(()) | Err(OTelSdkError::AlreadyShutdown) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

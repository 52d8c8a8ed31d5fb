use std::{
    fmt,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Mutex, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use opentelemetry::{Context, InstrumentationScope};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    logs::{BatchLogProcessor, LogProcessor, SdkLogRecord},
};

use super::worker::Worker;
use crate::{batch::ResolvedBatch, delivery::Delivery, exporter::LogExporter};

/// The SDK's batch processor of log records, made by the first of them, and shared between its provider and the guard.
#[derive(Clone)]
pub(super) struct LogQueue(Arc<Inner>);

struct Inner {
    batch: OnceLock<BatchLogProcessor>,
    /// What the batch processor is made of; nothing once it is made or never will be. Held while threads start, never
    /// while anything is exported.
    exporter: Mutex<Option<LogExporter>>,
    config: ResolvedBatch,
    delivery: Arc<Delivery>,
    /// The guard's thread, which starts together with the batch processor's.
    worker: OnceLock<Weak<Worker>>,
    is_closed: AtomicBool,
}

impl LogQueue {
    pub(super) fn new(
        exporter: LogExporter,
        config: ResolvedBatch,
        delivery: Arc<Delivery>,
    ) -> Self {
        Self(Arc::new(Inner {
            batch: OnceLock::new(),
            exporter: Mutex::new(Some(exporter)),
            config,
            delivery,
            worker: OnceLock::new(),
            is_closed: AtomicBool::new(false),
        }))
    }

    /// Whom the first record wakes. Told later, because that one knows the queue.
    pub(super) fn wakes(&self, worker: &Arc<Worker>) {
        self.0.worker.get_or_init(|| Arc::downgrade(worker));
    }

    pub(super) fn delivery(&self) -> Arc<Delivery> {
        Arc::clone(&self.0.delivery)
    }
}

impl Inner {
    /// Nothing where threads cannot be started; a later record tries again.
    fn started(&self) -> Option<&BatchLogProcessor> {
        if let Some(batch) = self.batch.get() {
            return Some(batch);
        }
        // An appender may see what the start itself says, and would come back here and wait for itself.
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        let mut exporter = self.exporter.lock().unwrap_or_else(PoisonError::into_inner);
        if exporter.is_some() && self.worker.get()?.upgrade()?.wake().is_ok() {
            let builder = BatchLogProcessor::builder(exporter.take()?)
                .with_batch_config(self.config.to_sdk_of_logs());
            // It panics where the system has a thread for the worker and then no other one: that must not reach
            // whoever logs.
            let batch = panic::catch_unwind(AssertUnwindSafe(|| builder.build())).ok()?;
            self.batch.set(batch).ok()?;
        }
        self.batch.get()
    }

    /// Nothing where no record ever came: then none will be taken any more.
    fn ended(&self) -> Option<&BatchLogProcessor> {
        let exporter = self.exporter.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(exporter);
        self.batch.get()
    }
}

impl LogProcessor for LogQueue {
    fn emit(&self, record: &mut SdkLogRecord, scope: &InstrumentationScope) {
        let queue = &*self.0;
        if queue.is_closed.load(Ordering::Acquire) {
            return;
        }
        match queue.started() {
            Some(batch) if queue.delivery.admit() => batch.emit(record, scope),
            Some(_) => {}
            None => queue.delivery.refuse(),
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.batch.get().map_or(Ok(()), BatchLogProcessor::force_flush)
    }

    /// The first call does it, so that a provider that is dropped later does not wait once more.
    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        if self.0.is_closed.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        match self.0.ended() {
            Some(batch) => batch.shutdown_with_timeout(timeout),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for LogQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogQueue").field("batch", &self.0.batch).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::logs::{Logger as _, LoggerProvider as _};
    use opentelemetry_sdk::{Resource, logs::SdkLoggerProvider};

    use super::*;
    use crate::{
        OtlpPipeline, Signal, shipper::Shipper, telemetry::drain::QueueDrain, transport::Shared,
    };

    #[test]
    fn record_that_finds_no_thread_is_dropped_and_the_next_one_tries_again() {
        let timeout = [("OTEL_EXPORTER_OTLP_TIMEOUT".to_owned(), "1".to_owned())];
        let export = OtlpPipeline::from_pairs(timeout).config().unwrap().logs.unwrap();
        let shipper = Shipper::new(&export.request, Signal::Logs, &Shared::default()).unwrap();
        let delivery = Arc::new(Delivery::new(Signal::Logs, "nowhere".to_owned(), 8));
        let resource = Resource::builder_empty().build();
        let exporter = LogExporter::new(&resource, shipper, Arc::clone(&delivery));
        let queue = LogQueue::new(exporter, export.batch, Arc::clone(&delivery));
        let provider = SdkLoggerProvider::builder().with_log_processor(queue.clone()).build();
        let emit = || {
            let logger = provider.logger("test");
            logger.emit(logger.create_log_record());
            let counts = delivery.counts();
            (counts.ended, counts.dropped)
        };
        assert_eq!(emit(), (1, 1));
        let worker = Worker::asleep("test", QueueDrain::of_logs(provider.clone(), queue.clone()));
        queue.wakes(&worker);
        assert_eq!(emit(), (2, 1));
        assert!(provider.shutdown_with_timeout(Duration::MAX).is_ok());
        assert_eq!(emit(), (2, 1));
        assert_eq!(delivery.counts().lost, 1);
    }
}

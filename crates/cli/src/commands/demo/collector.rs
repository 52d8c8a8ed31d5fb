//! The collector that the calls are sent to.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use genai_otel_core::{CallRecord, InstrumentationBuilder, RecordSink};
use genai_otel_otlp::{FlushError, OtlpPipeline, Telemetry};

use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::world::World;

/// A collector, and what has gone there.
pub(super) struct Collector(Arc<Pace>);

impl Collector {
    /// Sets up the export, by the environment and to `endpoint` where that is given.
    pub(super) fn open(
        endpoint: Option<&str>,
        world: &World,
        builder: InstrumentationBuilder,
    ) -> Result<(Self, InstrumentationBuilder), Failure> {
        let pipeline = OtlpPipeline::from_pairs(world.otel());
        let pipeline = match endpoint {
            Some(endpoint) => pipeline.endpoint(endpoint),
            None => pipeline,
        };
        let pipeline = pipeline.service_name("acme-assistant").without_logs();
        let telemetry = pipeline.without_mending().build().map_err(Failure::usage)?;
        let builder = builder
            .tracer_provider(telemetry.tracer_provider().clone())
            .meter_provider(telemetry.meter_provider().clone());
        let (ended, failed) = (AtomicU64::new(0), Mutex::new(None));
        let pace = Arc::new(Pace { telemetry, ended, failed });
        let builder = builder.sink(Arc::clone(&pace));
        Ok((Self(pace), builder))
    }

    /// Sends what is left, and tells what became of all.
    pub(super) fn close(self, err: &mut dyn Write) -> Result<Exit, Failure> {
        let Pace { telemetry, ended, failed } = &*self.0;
        let last = telemetry.shutdown(PATIENCE).err();
        let failed = failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(error) = failed.or(last) {
            writeln!(err, "error: not all calls arrived at the collector: {error}")?;
            return Ok(Exit::Failed);
        }
        let ended = grouped(ended.load(Ordering::Relaxed).into());
        writeln!(err, "{ended} spans, and metrics of them, sent to the collector")?;
        Ok(Exit::Answered)
    }
}

/// Waits for the collector now and then, so that no span finds the queue full.
struct Pace {
    telemetry: Telemetry,
    ended: AtomicU64,
    failed: Mutex<Option<FlushError>>,
}

impl RecordSink for Pace {
    fn record(&self, _record: &Arc<CallRecord>) {
        let ended = self.ended.fetch_add(1, Ordering::Relaxed) + 1;
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.is_none() && ended.is_multiple_of(SPANS_AT_ONCE) {
            *failed = self.telemetry.flush(PATIENCE).err();
        }
    }
}

/// Less than the exporter's queue has room for.
const SPANS_AT_ONCE: u64 = 1_024;
const PATIENCE: Duration = Duration::from_secs(30);

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use genai_otel_core::Instrumentation;
use opentelemetry::global;
use opentelemetry_sdk::{
    logs::SdkLoggerProvider, metrics::SdkMeterProvider, trace::SdkTracerProvider,
};

use crate::{
    Config, ExportCounts, ExportHealth, FlushError, SetupError, Signal,
    companion::{Companion, Companions},
    delivery::{Counts, Delivery, LOG_TARGET},
    installed::Installed,
    mending::Counter,
    propagator,
    spool::{Depot, Depots},
    transport::Shared,
};

mod completion;
mod drain;
mod ending;
mod kept;
mod log_queue;
mod logs;
mod metrics;
mod observation;
mod outlet;
mod pending;
mod printing;
mod traces;
mod worker;

use completion::Completion;
use ending::Ending;
use observation::Observed;
use outlet::Outlet;
pub use pending::PendingFlush;
use worker::Worker;

/// A running exporter. Keep it for as long as the program has something to tell: dropping it sends what is left
/// and shuts the exporter down, waiting at most for the
/// [shutdown timeout](crate::OtlpPipeline::shutdown_timeout).
///
/// Everything here works on any thread, in any asynchronous runtime or none: exporting, flushing and shutting down
/// happen on threads of the exporter's own, and the caller only waits. The blocking forms, `Drop` among them, do
/// block the calling thread; inside a runtime prefer [`shutdown_async`](Self::shutdown_async) before dropping.
#[derive(Debug)]
#[must_use = "dropping it shuts the exporter down; bind it to a name that lives as long as `main`"]
pub struct Telemetry {
    tracer_provider: SdkTracerProvider,
    meter_provider: SdkMeterProvider,
    logger_provider: SdkLoggerProvider,
    config: Config,
    counter: Counter,
    channels: Vec<Channel>,
    companions: Companions,
    shutdown: OnceLock<Arc<Completion>>,
    /// Given back when the shutdown begins, so that a successor need not wait for this to be dropped.
    installed: Mutex<Option<Installed>>,
}

/// What the guard holds of a signal on one of its ways out.
#[derive(Debug)]
struct Channel {
    outlet: Outlet,
    /// What becomes of what goes this way; printed metrics have no queue that could lose them.
    delivery: Option<Arc<Delivery>>,
    /// Where it is kept until it is sent, if it is.
    depot: Option<Arc<Depot>>,
    worker: Arc<Worker>,
}

impl Telemetry {
    pub(crate) fn start(config: Config) -> Result<Self, SetupError> {
        let shared = Shared::default();
        let counter = Counter::default();
        let mut channels = Vec::new();
        let providers = Providers::start(&config, &shared, &counter, &mut channels);
        let providers = providers.inspect_err(|_| {
            // Those that started hold their part of the spool.
            for Channel { outlet, worker, .. } in &channels {
                worker.shut_down(completion(&channels).ticket(*outlet));
            }
        })?;
        if config.observes_itself {
            let observed: Vec<_> = channels.iter().filter_map(Observed::of).collect();
            observation::observe(&providers.meter, &observed);
        }
        Ok(Self {
            tracer_provider: providers.tracer,
            meter_provider: providers.meter,
            logger_provider: providers.logger,
            config,
            counter,
            channels,
            companions: Companions::default(),
            shutdown: OnceLock::new(),
            installed: Mutex::default(),
        })
    }

    pub(crate) fn set_globals(&mut self, installed: Installed) {
        self.installed = Mutex::new(Some(installed));
        global::set_text_map_propagator(propagator::to_sdk(&self.config.propagators));
        // Without them the globals do nothing at all, which is what a disabled SDK is to be.
        if !self.config.disabled {
            global::set_tracer_provider(self.tracer_provider.clone());
            global::set_meter_provider(self.meter_provider.clone());
        }
    }

    /// The provider whose spans are exported. Works without the OpenTelemetry globals.
    #[must_use]
    pub fn tracer_provider(&self) -> &SdkTracerProvider {
        &self.tracer_provider
    }

    /// The provider whose instruments are exported. Works without the OpenTelemetry globals.
    #[must_use]
    pub fn meter_provider(&self) -> &SdkMeterProvider {
        &self.meter_provider
    }

    /// The provider whose log records are exported. OpenTelemetry has no global one in Rust: whatever makes records is
    /// given this one, `opentelemetry-appender-tracing` for example, which makes them of the events of `tracing`.
    ///
    /// The first record starts two threads. Records that the exporter's own threads would make are not taken, so that
    /// an appender that sees everything does not export what an export says of itself.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use genai_otel_otlp::OtlpPipeline;
    /// use genai_otel_testkit::FakeCollector;
    /// use opentelemetry::logs::{LogRecord as _, Logger as _, LoggerProvider as _, Severity};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let collector = FakeCollector::start()?;
    /// let telemetry = OtlpPipeline::from_pairs([]).endpoint(collector.url()).build()?;
    ///
    /// let logger = telemetry.logger_provider().logger("shop");
    /// let mut record = logger.create_log_record();
    /// record.set_severity_number(Severity::Warn);
    /// record.set_body("the answer was cut".into());
    /// logger.emit(record);
    ///
    /// telemetry.shutdown(Duration::from_secs(5))?;
    /// assert_eq!(collector.logs()[0].body, "the answer was cut".into());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn logger_provider(&self) -> &SdkLoggerProvider {
        &self.logger_provider
    }

    /// Counts the calls of other libraries by this instrumentation, in place of the global one: where this pipeline is
    /// not the global either. It is let go at the shutdown.
    ///
    /// ```
    /// use genai_otel_core::Instrumentation;
    /// use genai_otel_otlp::OtlpPipeline;
    ///
    /// let telemetry = OtlpPipeline::from_pairs([]).build()?;
    /// let instrumentation = Instrumentation::builder()
    ///     .tracer_provider(telemetry.tracer_provider().clone())
    ///     .meter_provider(telemetry.meter_provider().clone())
    ///     .build();
    /// telemetry.count_by(instrumentation);
    /// # Ok::<(), genai_otel_otlp::SetupError>(())
    /// ```
    pub fn count_by(&self, instrumentation: Instrumentation) {
        self.counter.set(instrumentation);
    }

    /// Flushes and shuts this down together with the exporter, within the same bound: a ledger, say. It comes first,
    /// because it writes to a file and not to a network.
    pub fn accompany(&self, companion: impl Companion + 'static) {
        self.companions.add(Arc::new(companion));
    }

    /// Where a companion listens, by its name: `prometheus` is the one of `OTEL_METRICS_EXPORTER`. With the port that the
    /// system chose where it was to. Nothing if there is none.
    #[must_use]
    pub fn listens_on(&self, companion: &str) -> Option<SocketAddr> {
        let companions = self.companions.all();
        companions.iter().find(|it| it.name() == companion)?.listens_on()
    }

    /// The configuration in effect; print it to see where telemetry goes.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What became of the telemetry so far.
    #[must_use]
    pub fn export_counts(&self) -> ExportCounts {
        let spans = self.counts(Outlet::Otlp(Signal::Traces));
        let metrics = self.counts(Outlet::Otlp(Signal::Metrics));
        let logs = self.counts(Outlet::Otlp(Signal::Logs));
        ExportCounts {
            spans_ended: spans.ended,
            spans_delivered: spans.delivered,
            spans_dropped: spans.dropped,
            spans_lost: spans.lost,
            spans_rejected: spans.rejected,
            spans_spooled: spans.spooled,
            spans_recovered: spans.recovered,
            metric_exports_delivered: metrics.delivered,
            metric_exports_failed: metrics.lost.saturating_add(metrics.dropped),
            metric_points_rejected: metrics.rejected,
            logs_emitted: logs.ended,
            logs_delivered: logs.delivered,
            logs_dropped: logs.dropped,
            logs_lost: logs.lost,
            logs_rejected: logs.rejected,
            logs_spooled: logs.spooled,
            logs_recovered: logs.recovered,
            console_spans_dropped: self.counts(Outlet::Console(Signal::Traces)).dropped,
            console_writes_failed: self.config.console.output.failures(),
        }
    }

    /// How the export is doing: what waits where, what was lost and why, and what went wrong last.
    #[must_use]
    pub fn health(&self) -> ExportHealth {
        let mut health = ExportHealth::default();
        for observed in self.channels.iter().filter_map(Observed::of) {
            health.set(observed.signal(), observed.health());
        }
        health
    }

    /// Sends now what has ended so far, all signals at the same time, and waits at most `timeout` for the
    /// collector to accept it.
    ///
    /// Spans and log records that found the queue full are not its business; [`export_counts`](Self::export_counts) has them.
    ///
    /// With a [spool](crate::OtlpPipeline::spool) it waits until what has ended is written there, and for no collector:
    /// then it arrives, whatever becomes of this process. It is sent at once all the same.
    ///
    /// # Errors
    ///
    /// When the time passes first, an export fails, the collector rejects a part of one (OTLP's partial success: that
    /// part is lost for good, the rest is delivered), or the exporter is shut down. With a spool when what ended is not
    /// on disk: the spool is full, or cannot be written; the error says which.
    pub fn flush(&self, timeout: Duration) -> Result<(), FlushError> {
        self.ending(self.request_flush()?, false).wait(timeout)
    }

    /// [`flush`](Self::flush) without blocking. The flush starts with this call, and dropping the future does not
    /// stop it. Needs no runtime: a thread wakes the future when the flush ends or the time has passed.
    pub fn flush_async(&self, timeout: Duration) -> PendingFlush {
        match self.request_flush() {
            Ok(completion) => PendingFlush::of(self.ending(completion, false), timeout),
            Err(error) => PendingFlush::ready(Err(error)),
        }
    }

    /// Sends what is left and stops the exporter, waiting at most `timeout`. What ends later is not exported.
    /// With a [spool](crate::OtlpPipeline::spool), what is not sent until then, or not taken at the first attempt, is
    /// left there for whoever uses the directory next, and that is no error.
    ///
    /// Only the first call does it; every later one waits for the same end with a bound of its own, so calling twice
    /// does no harm, and calling again after the time has passed may still tell of success.
    /// The drop that follows does not wait again.
    ///
    /// # Errors
    ///
    /// When the time passes first, an export fails, or the collector rejects a part of one.
    pub fn shutdown(&self, timeout: Duration) -> Result<(), FlushError> {
        self.ending(self.request_shutdown(), true).wait(timeout)
    }

    /// [`shutdown`](Self::shutdown) without blocking. It starts with this call, and dropping the future does not
    /// stop it.
    pub fn shutdown_async(&self, timeout: Duration) -> PendingFlush {
        PendingFlush::of(self.ending(self.request_shutdown(), true), timeout)
    }

    fn ending(&self, completion: Arc<Completion>, shuts_down: bool) -> Ending {
        Ending { completion, companions: self.companions.all(), shuts_down }
    }

    fn request_flush(&self) -> Result<Arc<Completion>, FlushError> {
        if self.shutdown.get().is_some() {
            return Err(FlushError::AlreadyShutDown);
        }
        let completion = completion(&self.channels);
        for Channel { outlet, worker, .. } in &self.channels {
            worker.flush(completion.ticket(*outlet));
        }
        Ok(completion)
    }

    fn request_shutdown(&self) -> Arc<Completion> {
        let completion = self.shutdown.get_or_init(|| {
            let completion = completion(&self.channels);
            for Channel { outlet, worker, .. } in &self.channels {
                worker.shut_down(completion.ticket(*outlet));
            }
            self.counter.stop();
            drop(self.installed.lock().unwrap_or_else(PoisonError::into_inner).take());
            completion
        });
        Arc::clone(completion)
    }

    /// What became of what goes this way; zeros if nothing does.
    fn counts(&self, outlet: Outlet) -> Counts {
        let channel = self.channels.iter().find(|channel| channel.outlet == outlet);
        let delivery = channel.and_then(|channel| channel.delivery.as_ref());
        delivery.map(|delivery| delivery.counts()).unwrap_or_default()
    }
}

/// The providers of all signals.
struct Providers {
    tracer: SdkTracerProvider,
    meter: SdkMeterProvider,
    logger: SdkLoggerProvider,
}

impl Providers {
    fn start(
        config: &Config,
        shared: &Shared,
        counter: &Counter,
        channels: &mut Vec<Channel>,
    ) -> Result<Self, SetupError> {
        let depots = config.spool.as_ref().map(Depots::new);
        let depots = depots.as_ref();
        Ok(Self {
            tracer: traces::start(config, shared, depots, counter, channels)?,
            meter: metrics::start(config, shared, depots, channels)?,
            logger: logs::start(config, shared, depots, channels)?,
        })
    }
}

fn completion(channels: &[Channel]) -> Arc<Completion> {
    Completion::of(channels.iter().map(|it| (it.outlet, it.delivery.clone())))
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if self.shutdown.get().is_some() {
            return;
        }
        if let Err(error) = self.shutdown(self.config.shutdown_timeout) {
            tracing::warn!(target: LOG_TARGET, %error, "telemetry is incomplete");
        }
    }
}

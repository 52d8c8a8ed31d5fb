use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use genai_otel_core::Instrumentation;
use opentelemetry::global;
use opentelemetry_sdk::{
    metrics::{PeriodicReader, SdkMeterProvider},
    trace::{BatchSpanProcessor, Sampler, SdkTracerProvider},
};

use crate::{
    Config, ExportCounts, FlushError, SetupError, Signal,
    delivery::{Delivery, LOG_TARGET},
    exporter::{MetricExporter, TraceExporter},
    installed::Installed,
    mending::{Counter, MendingProcessor},
    processor::SharedProcessor,
    propagator, resource,
    shipper::Shipper,
    transport::Shared,
};

mod completion;
mod drain;
mod pending;
mod worker;

use completion::Completion;
use drain::{MetricDrain, TraceDrain};
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
    config: Config,
    traces: Option<Channel>,
    metrics: Option<Channel>,
    counter: Counter,
    shutdown: OnceLock<Arc<Completion>>,
    /// Given back when the shutdown begins, so that a successor need not wait for this to be dropped.
    installed: Mutex<Option<Installed>>,
}

/// What the guard holds of one signal.
#[derive(Debug)]
struct Channel {
    delivery: Arc<Delivery>,
    worker: Worker,
}

impl Telemetry {
    pub(crate) fn start(config: Config) -> Result<Self, SetupError> {
        let shared = Shared::default();
        let counter = Counter::default();
        let (tracer_provider, traces) = start_traces(&config, &shared, &counter)?;
        let (meter_provider, metrics) = start_metrics(&config, &shared)?;
        Ok(Self {
            tracer_provider,
            meter_provider,
            config,
            traces,
            metrics,
            counter,
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
        if self.shutdown.get().is_none() {
            self.counter.set(Some(instrumentation));
        }
    }

    /// The configuration in effect; print it to see where telemetry goes.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What became of the telemetry so far.
    #[must_use]
    pub fn export_counts(&self) -> ExportCounts {
        let counts = |channel: &Option<Channel>| {
            channel.as_ref().map(|channel| channel.delivery.counts()).unwrap_or_default()
        };
        let (spans, metrics) = (counts(&self.traces), counts(&self.metrics));
        ExportCounts {
            spans_ended: spans.ended,
            spans_delivered: spans.delivered,
            spans_dropped: spans.dropped,
            spans_lost: spans.lost,
            spans_rejected: spans.rejected,
            metric_exports_delivered: metrics.delivered,
            metric_exports_failed: metrics.lost,
            metric_points_rejected: metrics.rejected,
        }
    }

    /// Sends now what has ended so far, traces and metrics at the same time, and waits at most `timeout` for the
    /// collector to accept it.
    ///
    /// Spans that found the queue full are not its business; [`export_counts`](Self::export_counts) has them.
    ///
    /// # Errors
    ///
    /// When the time passes first, an export fails, the collector rejects a part of one (OTLP's partial success: that
    /// part is lost for good, the rest is delivered), or the exporter is shut down.
    pub fn flush(&self, timeout: Duration) -> Result<(), FlushError> {
        self.request_flush()?.wait(timeout)
    }

    /// [`flush`](Self::flush) without blocking. The flush starts with this call, and dropping the future does not
    /// stop it. Needs no runtime: a thread wakes the future when the flush ends or the time has passed.
    pub fn flush_async(&self, timeout: Duration) -> PendingFlush {
        match self.request_flush() {
            Ok(completion) => PendingFlush::of(completion, timeout),
            Err(error) => PendingFlush::ready(Err(error)),
        }
    }

    /// Sends what is left and stops the exporter, waiting at most `timeout`. What ends later is not exported.
    ///
    /// Only the first call does it; every later one waits for the same end with a bound of its own, so calling twice
    /// does no harm, and calling again after the time has passed may still tell of success.
    /// The drop that follows does not wait again.
    ///
    /// # Errors
    ///
    /// When the time passes first, an export fails, or the collector rejects a part of one.
    pub fn shutdown(&self, timeout: Duration) -> Result<(), FlushError> {
        self.request_shutdown().wait(timeout)
    }

    /// [`shutdown`](Self::shutdown) without blocking. It starts with this call, and dropping the future does not
    /// stop it.
    pub fn shutdown_async(&self, timeout: Duration) -> PendingFlush {
        PendingFlush::of(self.request_shutdown(), timeout)
    }

    fn request_flush(&self) -> Result<Arc<Completion>, FlushError> {
        if self.shutdown.get().is_some() {
            return Err(FlushError::AlreadyShutDown);
        }
        let completion = Completion::of(self.channels().map(|(signal, _)| signal));
        for (signal, channel) in self.channels() {
            channel.worker.flush(completion.ticket(signal));
        }
        Ok(completion)
    }

    fn request_shutdown(&self) -> Arc<Completion> {
        let completion = self.shutdown.get_or_init(|| {
            let completion = Completion::of(self.channels().map(|(signal, _)| signal));
            for (signal, channel) in self.channels() {
                channel.worker.shut_down(completion.ticket(signal));
            }
            drop(self.installed.lock().unwrap_or_else(PoisonError::into_inner).take());
            completion
        });
        Arc::clone(completion)
    }

    fn channels(&self) -> impl Iterator<Item = (Signal, &Channel)> {
        let traces = self.traces.iter().map(|channel| (Signal::Traces, channel));
        traces.chain(self.metrics.iter().map(|channel| (Signal::Metrics, channel)))
    }
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

fn start_traces(
    config: &Config,
    shared: &Shared,
    counter: &Counter,
) -> Result<(SdkTracerProvider, Option<Channel>), SetupError> {
    let resource = resource::to_sdk(&config.resource);
    let builder = SdkTracerProvider::builder()
        .with_resource(resource.clone())
        .with_span_limits(config.span_limits);
    if config.disabled {
        // Spans of others pass through with their flag as it is, and no trace of our own begins.
        let sampler = Sampler::ParentBased(Box::new(Sampler::AlwaysOff));
        return Ok((builder.with_sampler(sampler).build(), None));
    }
    let builder = builder.with_sampler(config.sampler.clone());
    let Some(export) = &config.traces else { return Ok((builder.build(), None)) };
    let endpoint = export.request.endpoint.to_string();
    let delivery = Arc::new(Delivery::new(Signal::Traces, endpoint, export.batch.queue_size));
    let shipper = Shipper::new(&export.request, Signal::Traces, shared)?;
    let exporter = TraceExporter::new(shipper, Arc::clone(&delivery));
    let batch = BatchSpanProcessor::builder(exporter).with_batch_config(export.batch.to_sdk());
    let processor = SharedProcessor::new(batch.build(), &resource, Arc::clone(&delivery));
    let builder = if config.mends {
        builder.with_span_processor(MendingProcessor::shared(processor.clone(), counter))
    } else {
        builder.with_span_processor(processor.clone())
    };
    let provider = builder.build();
    let drain = TraceDrain::new(provider.clone(), processor, Arc::clone(&delivery));
    let worker = Worker::start("genai-otel-span", drain)?;
    Ok((provider, Some(Channel { delivery, worker })))
}

fn start_metrics(
    config: &Config,
    shared: &Shared,
) -> Result<(SdkMeterProvider, Option<Channel>), SetupError> {
    let builder = SdkMeterProvider::builder().with_resource(resource::to_sdk(&config.resource));
    let Some(export) = &config.metrics else { return Ok((builder.build(), None)) };
    // Metrics wait in their instruments, not in a queue.
    let endpoint = export.request.endpoint.to_string();
    let delivery = Arc::new(Delivery::new(Signal::Metrics, endpoint, 0));
    let shipper = Shipper::new(&export.request, Signal::Metrics, shared)?;
    let exporter = MetricExporter::new(export.temporality, shipper, Arc::clone(&delivery));
    let reader = PeriodicReader::builder(exporter).with_interval(export.interval).build();
    let provider = builder.with_reader(reader).build();
    let drain = MetricDrain::new(provider.clone(), Arc::clone(&delivery));
    let worker = Worker::start("genai-otel-metr", drain)?;
    Ok((provider, Some(Channel { delivery, worker })))
}

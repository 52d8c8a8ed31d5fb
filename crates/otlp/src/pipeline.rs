use std::time::Duration;

use opentelemetry::Value;
use opentelemetry_sdk::{
    metrics::{Temporality, reader::MetricReader},
    trace::{ShouldSample, SpanLimits},
};

use crate::{
    Batch, Compression, Config, Protocol, SetupError, Signal, Spool, Telemetry, Tls,
    config::{Code, Hidden},
    env::Environment,
    installed::Installed,
    metric_reader::JoiningReader,
    resource::{DEPLOYMENT_ENVIRONMENT, SERVICE_NAME, SERVICE_NAMESPACE, SERVICE_VERSION},
};

/// Sets up the export of traces, metrics and logs: environment first, and whatever is set here wins over it.
///
/// Nothing is checked, opened or started before [`build`](Self::build) or [`install`](Self::install).
///
/// ```
/// use genai_otel_otlp::OtlpPipeline;
///
/// let telemetry = OtlpPipeline::from_pairs([("OTEL_SERVICE_NAME".to_owned(), "shop".to_owned())])
///     .service_version("1.4.0")
///     .endpoint("http://collector:4318")
///     .build()?;
/// assert!(telemetry.config().to_string().starts_with("traces: http://collector:4318/v1/traces\n"));
/// # Ok::<(), genai_otel_otlp::SetupError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is set up before `install` or `build`"]
pub struct OtlpPipeline {
    environment: Environment,
    code: Code,
}

impl OtlpPipeline {
    /// Starts from the process environment, read here and now, once. [`VARIABLES`](crate::VARIABLES) lists what is read.
    pub fn from_env() -> Self {
        Self { environment: Environment::of_process(), code: Code::default() }
    }

    /// Starts from these variables in place of the process environment, for tests and for programs that have
    /// their configuration elsewhere. Names that do not concern an exporter are passed over.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { environment: Environment::from_pairs(pairs), code: Code::default() }
    }

    /// `service.name`, the one attribute that everybody should set. Defaults to `unknown_service:<executable>`.
    pub fn service_name(self, name: impl Into<String>) -> Self {
        self.resource_attribute(SERVICE_NAME, name.into())
    }

    /// `service.version`. Defaults to none.
    pub fn service_version(self, version: impl Into<String>) -> Self {
        self.resource_attribute(SERVICE_VERSION, version.into())
    }

    /// `service.namespace`, what a group of services has in common. Defaults to none.
    pub fn service_namespace(self, namespace: impl Into<String>) -> Self {
        self.resource_attribute(SERVICE_NAMESPACE, namespace.into())
    }

    /// `deployment.environment.name`, such as `production`. Defaults to none.
    pub fn deployment_environment(self, name: impl Into<String>) -> Self {
        self.resource_attribute(DEPLOYMENT_ENVIRONMENT, name.into())
    }

    /// Any attribute of everything that this process sends, in place of a detected one of that name.
    pub fn resource_attribute(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.code.resource.insert(key.into(), value.into());
        self
    }

    /// How telemetry is written and carried, all signals. Defaults to [`Protocol::HttpProtobuf`].
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.code.protocol = Some(protocol);
        self
    }

    /// The collector's base URL, to which `v1/traces`, `v1/metrics` and `v1/logs` are appended; with gRPC the target as it is.
    /// Also wins over the variables that name a URL for one signal. Defaults to `http://localhost:4318`, with gRPC
    /// to `http://localhost:4317`.
    pub fn endpoint(mut self, base: impl Into<String>) -> Self {
        self.code.endpoint = Some(Hidden(base.into()));
        self
    }

    /// The URL for spans, used as it stands. Defaults to the one under [`endpoint`](Self::endpoint).
    pub fn traces_endpoint(mut self, url: impl Into<String>) -> Self {
        self.code.traces_endpoint = Some(Hidden(url.into()));
        self
    }

    /// The URL for metrics, used as it stands. Defaults to the one under [`endpoint`](Self::endpoint).
    pub fn metrics_endpoint(mut self, url: impl Into<String>) -> Self {
        self.code.metrics_endpoint = Some(Hidden(url.into()));
        self
    }

    /// The URL for log records, used as it stands. Defaults to the one under [`endpoint`](Self::endpoint).
    pub fn logs_endpoint(mut self, url: impl Into<String>) -> Self {
        self.code.logs_endpoint = Some(Hidden(url.into()));
        self
    }

    /// Exports no spans anywhere, as `OTEL_TRACES_EXPORTER=none` does.
    pub fn without_traces(mut self) -> Self {
        self.code.without.push(Signal::Traces);
        self
    }

    /// Exports no metrics anywhere, as `OTEL_METRICS_EXPORTER=none` does.
    pub fn without_metrics(mut self) -> Self {
        self.code.without.push(Signal::Metrics);
        self
    }

    /// Exports no log records, as `OTEL_LOGS_EXPORTER=none` does.
    pub fn without_logs(mut self) -> Self {
        self.code.without.push(Signal::Logs);
        self
    }

    /// Prints call trees and a table of metrics on standard output too, as `console` in `OTEL_TRACES_EXPORTER` and
    /// `OTEL_METRICS_EXPORTER` does, beside whatever else those name. Log records are not printed. Defaults to what those
    /// say.
    pub fn console(mut self) -> Self {
        self.code.console = true;
        self
    }

    /// Sends nothing to a collector, as those variables do without `otlp` in them. Defaults to sending.
    pub fn without_otlp(mut self) -> Self {
        self.code.without_otlp = true;
        self
    }

    /// Certificates for `https://` endpoints. Defaults to those of the system.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.code.tls = tls;
        self
    }

    /// A header of every request (with gRPC its metadata), such as a key; joins those of the environment and replaces one of the same name.
    /// Its value is never shown.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.code.headers.push((name.into(), Hidden(value.into())));
        self
    }

    /// Bound of one request, and of the time in which a failed one is tried again. Zero means no limit.
    /// Defaults to 10 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.code.timeout = Some(timeout);
        self
    }

    /// Compression of request bodies. Defaults to none.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.code.compression = Some(compression);
        self
    }

    /// Which traces are kept. Defaults to all, unless the caller's trace is not kept.
    pub fn sampler(mut self, sampler: impl ShouldSample + 'static) -> Self {
        self.code.sampler = Some(Box::new(sampler));
        self
    }

    /// How many attributes, events and links a span keeps. Defaults to 128 of each.
    pub fn span_limits(mut self, limits: SpanLimits) -> Self {
        self.code.span_limits = Some(limits);
        self
    }

    /// Sends the spans of other libraries as they are, and counts none of their calls. Defaults to mending and
    /// counting them; see [`MendingProcessor`](crate::MendingProcessor).
    pub fn without_mending(mut self) -> Self {
        self.code.without_mending = true;
        self
    }

    /// How spans gather before they are sent.
    pub fn batch(mut self, batch: Batch) -> Self {
        self.code.batch = batch;
        self
    }

    /// How log records gather before they are sent.
    pub fn log_batch(mut self, batch: Batch) -> Self {
        self.code.log_batch = batch;
        self
    }

    /// Time between two exports of metrics, at least a millisecond. Defaults to 60 s, on the console to 10 s.
    pub fn metric_interval(mut self, interval: Duration) -> Self {
        self.code.metric_interval = Some(interval);
        self
    }

    /// Shortens the exporter's timeout for metrics; zero does not. Defaults to not at all.
    pub fn metric_export_timeout(mut self, timeout: Duration) -> Self {
        self.code.metric_export_timeout = Some(timeout);
        self
    }

    /// Whether a metric counts since the start or since the last export. Defaults to cumulative.
    pub fn temporality(mut self, temporality: Temporality) -> Self {
        self.code.temporality = Some(temporality);
        self
    }

    /// Lets somebody else read the instruments too, beside the export or ([`without_metrics`](Self::without_metrics)) in place
    /// of it: the reader of `genai-otel-serve`, say, which shows them to Prometheus. Its clones are one and the same, and
    /// belong to the first pipeline that is built with them. May be called for several. Defaults to none.
    pub fn metric_reader(mut self, reader: impl MetricReader + Clone) -> Self {
        self.code.metric_readers.push(JoiningReader::new(reader));
        self
    }

    /// Keeps what goes to the collector in a directory until it has arrived there, however long the collector is away and
    /// whatever becomes of this process. Defaults to the one that `GENAI_OTEL_SPOOL_DIR` names, and else to keeping
    /// nothing on disk.
    pub fn spool(mut self, spool: impl Into<Spool>) -> Self {
        self.code.spool = Some(spool.into());
        self
    }

    /// Whether metrics tell of the export itself (`genai_otel.export.*`). Defaults to what `GENAI_OTEL_SELF_OBSERVATION`
    /// says, and else to doing so where there is a spool, or Prometheus reads the metrics.
    pub fn self_observation(mut self, observes: bool) -> Self {
        self.code.self_observation = Some(observes);
        self
    }

    /// How long dropping [`Telemetry`] may wait for the last export. Defaults to 5 s.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.code.shutdown_timeout = Some(timeout);
        self
    }

    /// The configuration that [`build`](Self::build) would use, without building anything.
    ///
    /// # Errors
    ///
    /// When a variable or a setting cannot be used; the error names it.
    pub fn config(&self) -> Result<Config, SetupError> {
        Config::resolve(&self.environment, &self.code)
    }

    /// Makes the providers and starts their threads, and leaves the OpenTelemetry globals alone.
    ///
    /// # Errors
    ///
    /// When a variable or a setting cannot be used, a thread cannot be started, or `OTEL_METRICS_EXPORTER` asks for
    /// `prometheus` and there is no [`metric_reader`](Self::metric_reader). The collector is not asked: one that is away now
    /// may come later.
    pub fn build(self) -> Result<Telemetry, SetupError> {
        let config = self.config()?;
        if config.prometheus.is_some() && config.metric_readers.is_empty() {
            return Err(SetupError::NotServed);
        }
        Telemetry::start(config)
    }

    /// Makes the providers, starts their threads, and sets the OpenTelemetry globals: tracer provider, meter
    /// provider and propagator; for logs there is none, see [`Telemetry::logger_provider`]. Call it once, before the first tracer or instrument is taken from the globals:
    /// OpenTelemetry gives those that came earlier no second chance.
    ///
    /// With `OTEL_SDK_DISABLED=true` only the propagator is set.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build), and [`SetupError::AlreadyInstalled`] as long as an earlier one is neither shut down
    /// nor dropped. The globals are untouched then.
    pub fn install(self) -> Result<Telemetry, SetupError> {
        let installed = Installed::claim().ok_or(SetupError::AlreadyInstalled)?;
        let mut telemetry = self.build()?;
        telemetry.set_globals(installed);
        Ok(telemetry)
    }
}

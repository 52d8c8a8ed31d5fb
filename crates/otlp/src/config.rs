mod code;
mod display;
mod exports;
mod limits;
mod prometheus;
mod request;
mod selection;

use std::time::Duration;

use opentelemetry_sdk::trace::{ShouldSample, SpanLimits};

pub use self::prometheus::PrometheusAddress;
use self::selection::Selection;
pub(crate) use self::{
    code::{Code, Hidden},
    exports::{BatchExport, ConsoleExport, MetricExport},
    request::Request,
};
use crate::{
    SetupError, Signal,
    env::{Environment, flag},
    metric_reader::JoiningReader,
    propagator::{self, Propagator},
    resource::{self, Attributes, Detected},
    sampler,
    spool::ResolvedSpool,
    tls::SystemRoots,
};

/// The configuration in effect: every value known, wherever it came from.
///
/// `Display` is made for a log line or a support request: it names headers and never shows their values,
/// nor the query of an endpoint.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) disabled: bool,
    pub(crate) resource: Attributes,
    pub(crate) propagators: Vec<Propagator>,
    pub(crate) sampler: Box<dyn ShouldSample>,
    pub(crate) span_limits: SpanLimits,
    /// Whether spans of other libraries are mended and counted.
    pub(crate) mends: bool,
    pub(crate) traces: Option<BatchExport>,
    pub(crate) metrics: Option<MetricExport>,
    pub(crate) logs: Option<BatchExport>,
    pub(crate) console: ConsoleExport,
    /// Where Prometheus is to find metrics.
    pub(crate) prometheus: Option<PrometheusAddress>,
    /// Who reads metrics besides.
    pub(crate) metric_readers: Vec<JoiningReader>,
    /// Where what goes to a collector is kept until it is there.
    pub(crate) spool: Option<ResolvedSpool>,
    /// Whether metrics tell of the export.
    pub(crate) observes_itself: bool,
    pub(crate) shutdown_timeout: Duration,
}

impl Config {
    /// Whether `OTEL_SDK_DISABLED` says that nothing is to be exported.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.disabled
    }

    /// The name of the service (`service.name`), wherever it came from.
    #[must_use]
    pub fn service_name(&self) -> Option<String> {
        self.resource.get(resource::SERVICE_NAME).map(|name| name.as_str().into_owned())
    }

    /// Where Prometheus is to find the metrics, if `OTEL_METRICS_EXPORTER` asks for it.
    #[must_use]
    pub fn prometheus(&self) -> Option<&PrometheusAddress> {
        self.prometheus.as_ref()
    }

    pub(crate) fn resolve(environment: &Environment, code: &Code) -> Result<Self, SetupError> {
        let disabled = environment.read(&["OTEL_SDK_DISABLED"], flag)?.unwrap_or(false);
        // Propagation works on when the SDK is off, as the specification says.
        let propagators = propagator::from_environment(environment)?;
        // Nothing is sent, so nothing else is read: whoever switches the SDK off to get past a bad value gets past it.
        let silent = Environment::default();
        let environment = if disabled { &silent } else { environment };
        let select = |signal| {
            if disabled {
                return Ok(Selection::default());
            }
            Selection::resolve(environment, code, signal)
        };
        let (traces, metrics) = (select(Signal::Traces)?, select(Signal::Metrics)?);
        let logs = select(Signal::Logs)?;
        let spool = ResolvedSpool::resolve(environment, code.spool.as_ref())?;
        let observes_itself = match code.self_observation {
            Some(asked) => asked,
            None => {
                let asked = environment.read(&["GENAI_OTEL_SELF_OBSERVATION"], flag)?;
                asked.unwrap_or(spool.is_some() || metrics.prometheus)
            }
        };
        let system = SystemRoots::default();
        Ok(Self {
            disabled,
            resource: resource::resolve(Detected::here(environment)?, environment, &code.resource)?,
            propagators,
            sampler: match &code.sampler {
                Some(sampler) => sampler.clone(),
                None => sampler::from_environment(environment)?,
            },
            span_limits: match code.span_limits {
                Some(limits) => limits,
                None => limits::from_environment(environment)?,
            },
            mends: !code.without_mending,
            traces: if traces.otlp {
                Some(BatchExport::of_spans(environment, code, &system)?)
            } else {
                None
            },
            metrics: if metrics.otlp {
                Some(MetricExport::resolve(environment, code, &system)?)
            } else {
                None
            },
            logs: if logs.otlp {
                Some(BatchExport::of_logs(environment, code, &system)?)
            } else {
                None
            },
            console: ConsoleExport::resolve(environment, code, traces, metrics)?,
            prometheus: if metrics.prometheus {
                Some(PrometheusAddress::resolve(environment)?)
            } else {
                None
            },
            metric_readers: if disabled { Vec::new() } else { code.metric_readers.clone() },
            spool,
            observes_itself,
            shutdown_timeout: code.shutdown_timeout.unwrap_or(DEFAULT_SHUTDOWN_TIMEOUT),
        })
    }
}

const DEFAULT_SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

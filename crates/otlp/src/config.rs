use std::{fmt, time::Duration};

use opentelemetry_sdk::{
    metrics::Temporality,
    trace::{ShouldSample, SpanLimits},
};

use crate::{
    Batch, Compression, Protocol, SetupError, Signal, Tls,
    batch::ResolvedBatch,
    console::Output,
    endpoint::Endpoint,
    env::{Environment, Range, duration_in, milliseconds, whole_number},
    error::{Origin, REDACTED},
    headers::Headers,
    propagator::{self, Propagator},
    resource::{self, Attributes, Detected},
    sampler,
    selection::Selection,
    text::one_line,
    timeout::Timeout,
    tls::Credentials,
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
    pub(crate) traces: Option<TraceExport>,
    pub(crate) metrics: Option<MetricExport>,
    pub(crate) console: ConsoleExport,
    pub(crate) shutdown_timeout: Duration,
}

/// How spans leave.
#[derive(Clone, Debug)]
pub(crate) struct TraceExport {
    pub(crate) request: Request,
    pub(crate) batch: ResolvedBatch,
}

/// How metrics leave.
#[derive(Clone, Debug)]
pub(crate) struct MetricExport {
    pub(crate) request: Request,
    pub(crate) interval: Duration,
    pub(crate) temporality: Temporality,
}

/// What is printed.
#[derive(Clone, Debug)]
pub(crate) struct ConsoleExport {
    pub(crate) prints_traces: bool,
    /// How often metrics are, if they are.
    pub(crate) metric_interval: Option<Duration>,
    pub(crate) output: Output,
}

/// What the requests of a signal have in common.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) protocol: Protocol,
    pub(crate) endpoint: Endpoint,
    /// Where the endpoint is `https://`.
    pub(crate) tls: Option<Credentials>,
    pub(crate) headers: Headers,
    pub(crate) timeout: Timeout,
    pub(crate) compression: Compression,
}

/// What code asked for; each wins over its variable.
#[derive(Clone, Debug, Default)]
pub(crate) struct Code {
    pub(crate) resource: Attributes,
    pub(crate) endpoint: Option<Hidden>,
    pub(crate) traces_endpoint: Option<Hidden>,
    pub(crate) metrics_endpoint: Option<Hidden>,
    pub(crate) protocol: Option<Protocol>,
    pub(crate) tls: Tls,
    pub(crate) without: Vec<Signal>,
    pub(crate) without_otlp: bool,
    pub(crate) console: bool,
    pub(crate) headers: Vec<(String, Hidden)>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) compression: Option<Compression>,
    pub(crate) sampler: Option<Box<dyn ShouldSample>>,
    pub(crate) span_limits: Option<SpanLimits>,
    pub(crate) without_mending: bool,
    pub(crate) batch: Batch,
    pub(crate) metric_interval: Option<Duration>,
    pub(crate) metric_export_timeout: Option<Duration>,
    pub(crate) temporality: Option<Temporality>,
    pub(crate) shutdown_timeout: Option<Duration>,
}

/// Text that may be a credential and is therefore not shown before it is checked.
#[derive(Clone)]
pub(crate) struct Hidden(pub(crate) String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Config {
    /// Whether `OTEL_SDK_DISABLED` says that nothing is to be exported.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.disabled
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
                None => span_limits(environment)?,
            },
            mends: !code.without_mending,
            traces: if traces.otlp { Some(TraceExport::resolve(environment, code)?) } else { None },
            metrics: if metrics.otlp {
                Some(MetricExport::resolve(environment, code)?)
            } else {
                None
            },
            console: ConsoleExport::resolve(environment, code, traces, metrics)?,
            shutdown_timeout: code.shutdown_timeout.unwrap_or(DEFAULT_SHUTDOWN_TIMEOUT),
        })
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let propagators: Vec<_> = self.propagators.iter().map(|it| it.as_str()).collect();
        let limits = self.span_limits;
        if self.disabled {
            writeln!(f, "disabled by OTEL_SDK_DISABLED")?;
        }
        let console = &self.console;
        match (&self.traces, console.prints_traces) {
            (Some(TraceExport { request, batch }), is_printed) => {
                writeln!(
                    f,
                    "traces: {request}\n  batches of {} every {:?}, queue of {}",
                    batch.batch_size, batch.delay, batch.queue_size,
                )?;
                if is_printed {
                    writeln!(f, "  also printed on standard output")?;
                }
            }
            (None, true) => writeln!(f, "traces: printed on standard output")?,
            (None, false) => writeln!(f, "traces: not exported")?,
        }
        if self.traces.is_some() || console.prints_traces {
            writeln!(
                f,
                "  sampler {}\n  at most {} attributes, {} events ({} attributes), {} links ({} attributes){}",
                one_line(&format!("{:?}", self.sampler)),
                limits.max_attributes_per_span,
                limits.max_events_per_span,
                limits.max_attributes_per_event,
                limits.max_links_per_span,
                limits.max_attributes_per_link,
                if self.mends { "" } else { "\n  gen_ai spans of other libraries as they are" },
            )?;
        }
        match (&self.metrics, console.metric_interval) {
            (Some(MetricExport { request, interval, temporality }), printed) => {
                writeln!(f, "metrics: {request}\n  every {interval:?}, {temporality:?}")?;
                if let Some(interval) = printed {
                    writeln!(f, "  also printed on standard output every {interval:?}")?;
                }
            }
            (None, Some(interval)) => {
                writeln!(f, "metrics: printed on standard output every {interval:?}")?;
            }
            (None, None) => writeln!(f, "metrics: not exported")?,
        }
        writeln!(
            f,
            "propagators: {}",
            if propagators.is_empty() { "none".to_owned() } else { propagators.join(", ") }
        )?;
        writeln!(f, "shutdown: within {:?}", self.shutdown_timeout)?;
        write!(f, "resource:")?;
        self.resource.iter().try_for_each(|(key, value)| {
            write!(f, "\n  {} = {}", one_line(key), one_line(&value.as_str()))
        })
    }
}

impl TraceExport {
    fn resolve(environment: &Environment, code: &Code) -> Result<Self, SetupError> {
        Ok(Self {
            request: Request::resolve(environment, code, Signal::Traces)?,
            batch: ResolvedBatch::resolve(environment, code.batch)?,
        })
    }
}

impl MetricExport {
    fn resolve(environment: &Environment, code: &Code) -> Result<Self, SetupError> {
        let temporality = match code.temporality {
            Some(temporality) => Some(temporality),
            None => environment.read(
                &["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"],
                |origin, text| {
                    text.parse()
                        .map_err(|()| origin.invalid(text, "`cumulative`, `delta` or `lowmemory`"))
                },
            )?,
        };
        Ok(Self {
            request: Request::resolve(environment, code, Signal::Metrics)?,
            interval: metric_interval(environment, code)?.unwrap_or(DEFAULT_METRIC_INTERVAL),
            temporality: temporality.unwrap_or_default(),
        })
    }
}

impl ConsoleExport {
    fn resolve(
        environment: &Environment,
        code: &Code,
        traces: Selection,
        metrics: Selection,
    ) -> Result<Self, SetupError> {
        let metric_interval = if metrics.console {
            Some(metric_interval(environment, code)?.unwrap_or(DEFAULT_CONSOLE_INTERVAL))
        } else {
            None
        };
        let output = Output::stdout(environment);
        Ok(Self { prints_traces: traces.console, metric_interval, output })
    }
}

impl Request {
    fn resolve(environment: &Environment, code: &Code, signal: Signal) -> Result<Self, SetupError> {
        let variables = signal.variables();
        let protocol = match code.protocol {
            Some(protocol) => protocol.check(Origin::Setting("protocol"))?,
            None => environment.read(&variables.protocol, Protocol::parse)?.unwrap_or_default(),
        };
        let mut headers = environment.read(&variables.headers, Headers::parse)?.unwrap_or_default();
        for (name, value) in &code.headers {
            headers.insert(Origin::Setting("header"), name, &value.0)?;
        }
        let processor = match signal {
            Signal::Traces => code.batch.export_timeout,
            Signal::Metrics => code.metric_export_timeout,
        };
        let endpoint = endpoint(environment, code, signal, protocol)?;
        let credentials = Credentials::resolve(environment, variables, &code.tls)?;
        #[cfg(feature = "tls")]
        if endpoint.is_https() {
            crate::tls::check_roots(&credentials)?;
        }
        Ok(Self {
            protocol,
            tls: endpoint.is_https().then_some(credentials),
            endpoint,
            headers,
            timeout: Timeout::resolve(environment, signal, code.timeout, processor)?,
            compression: match code.compression {
                Some(compression) => compression.check(Origin::Setting("compression"))?,
                None => environment
                    .read(&variables.compression, Compression::parse)?
                    .unwrap_or_default(),
            },
        })
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers.names();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        let Self { protocol, endpoint, tls, compression, timeout, .. } = self;
        write!(f, "{endpoint}\n  {protocol}, ")?;
        if let Some(tls) = tls {
            write!(f, "{tls}, ")?;
        }
        write!(f, "compression {compression}, timeout {timeout}, headers {names}")
    }
}

/// Code first, and in each source the endpoint of the signal before the base of both.
fn endpoint(
    environment: &Environment,
    code: &Code,
    signal: Signal,
    protocol: Protocol,
) -> Result<Endpoint, SetupError> {
    let (setting, own) = match signal {
        Signal::Traces => ("traces_endpoint", &code.traces_endpoint),
        Signal::Metrics => ("metrics_endpoint", &code.metrics_endpoint),
    };
    let variables = signal.variables();
    let (origin, text, is_base) = if let Some(Hidden(url)) = own {
        (Origin::Setting(setting), url.as_str(), false)
    } else if let Some(Hidden(base)) = &code.endpoint {
        (Origin::Setting("endpoint"), base.as_str(), true)
    } else if let Some((origin, url)) = environment.text(&[variables.endpoint])? {
        (origin, url, false)
    } else if let Some((origin, base)) = environment.text(&[BASE_ENDPOINT])? {
        (origin, base, true)
    } else {
        (Origin::Variable(BASE_ENDPOINT), protocol.default_endpoint(), true)
    };
    match protocol {
        Protocol::Grpc => {
            let is_insecure = environment.read(&variables.insecure, flag)?.unwrap_or(false);
            Endpoint::target(origin, text, is_insecure)
        }
        _ if is_base => Endpoint::under(origin, text, signal),
        _ => Endpoint::verbatim(origin, text),
    }
}

fn metric_interval(environment: &Environment, code: &Code) -> Result<Option<Duration>, SetupError> {
    match code.metric_interval {
        Some(interval) => duration_in("metric_interval", interval, Range::FROM_ONE).map(Some),
        None => environment.read(&["OTEL_METRIC_EXPORT_INTERVAL"], |origin, text| {
            milliseconds(origin, text, Range::FROM_ONE)
        }),
    }
}

fn flag(origin: Origin, text: &str) -> Result<bool, SetupError> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(origin.invalid(text, "`true` or `false`")),
    }
}

fn span_limits(environment: &Environment) -> Result<SpanLimits, SetupError> {
    let limit = |names: &[&'static str], default| {
        let read = |origin, text: &str| whole_number(origin, text, Range::FROM_ZERO);
        Ok(environment
            .read(names, read)?
            .map_or(default, |limit| u32::try_from(limit).unwrap_or(u32::MAX)))
    };
    let defaults = SpanLimits::default();
    Ok(SpanLimits {
        max_attributes_per_span: limit(
            &["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
            defaults.max_attributes_per_span,
        )?,
        max_events_per_span: limit(&["OTEL_SPAN_EVENT_COUNT_LIMIT"], defaults.max_events_per_span)?,
        max_links_per_span: limit(&["OTEL_SPAN_LINK_COUNT_LIMIT"], defaults.max_links_per_span)?,
        max_attributes_per_event: limit(
            &["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT"],
            defaults.max_attributes_per_event,
        )?,
        max_attributes_per_link: limit(
            &["OTEL_LINK_ATTRIBUTE_COUNT_LIMIT"],
            defaults.max_attributes_per_link,
        )?,
    })
}

const BASE_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const DEFAULT_METRIC_INTERVAL: Duration = Duration::from_secs(60);
/// The specification's, for exporters to standard output.
const DEFAULT_CONSOLE_INTERVAL: Duration = Duration::from_secs(10);
const DEFAULT_SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

use std::time::Duration;

use opentelemetry_sdk::metrics::Temporality;

use super::{Code, Request, Selection};
use crate::{
    SetupError, Signal,
    batch::ResolvedBatch,
    console::Output,
    env::{Environment, Range, duration_in, milliseconds},
    tls::SystemRoots,
};

/// How spans or log records leave, which wait in a queue.
#[derive(Clone, Debug)]
pub(crate) struct BatchExport {
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

impl BatchExport {
    pub(super) fn of_spans(
        environment: &Environment,
        code: &Code,
        system: &SystemRoots,
    ) -> Result<Self, SetupError> {
        let request = Request::resolve(environment, code, Signal::Traces, system)?;
        Ok(Self { request, batch: ResolvedBatch::of_spans(environment, code.batch)? })
    }

    pub(super) fn of_logs(
        environment: &Environment,
        code: &Code,
        system: &SystemRoots,
    ) -> Result<Self, SetupError> {
        let request = Request::resolve(environment, code, Signal::Logs, system)?;
        Ok(Self { request, batch: ResolvedBatch::of_logs(environment, code.log_batch)? })
    }
}

impl MetricExport {
    pub(super) fn resolve(
        environment: &Environment,
        code: &Code,
        system: &SystemRoots,
    ) -> Result<Self, SetupError> {
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
            request: Request::resolve(environment, code, Signal::Metrics, system)?,
            interval: metric_interval(environment, code)?.unwrap_or(DEFAULT_METRIC_INTERVAL),
            temporality: temporality.unwrap_or_default(),
        })
    }
}

impl ConsoleExport {
    pub(super) fn resolve(
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

fn metric_interval(environment: &Environment, code: &Code) -> Result<Option<Duration>, SetupError> {
    match code.metric_interval {
        Some(interval) => duration_in("metric_interval", interval, Range::FROM_ONE).map(Some),
        None => environment.read(&["OTEL_METRIC_EXPORT_INTERVAL"], |origin, text| {
            milliseconds(origin, text, Range::FROM_ONE)
        }),
    }
}

const DEFAULT_METRIC_INTERVAL: Duration = Duration::from_secs(60);
/// The specification's, for exporters to standard output.
const DEFAULT_CONSOLE_INTERVAL: Duration = Duration::from_secs(10);

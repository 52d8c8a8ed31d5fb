//! Where Prometheus is to find the metrics.

use crate::{
    SetupError,
    env::{Environment, Range, whole_number},
    error::Origin,
};

/// Where `prometheus` in `OTEL_METRICS_EXPORTER` wants metrics to be read. Whoever builds the pipeline listens there, and
/// gives it a [`metric_reader`](crate::OtlpPipeline::metric_reader); `genai_otel::init` does, with the feature `serve`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrometheusAddress {
    /// A name or an address, without a port. Defaults to `localhost`.
    pub host: String,
    /// The port; 0 is any that is free. Defaults to 9464.
    pub port: u16,
}

impl PrometheusAddress {
    pub(super) fn resolve(environment: &Environment) -> Result<Self, SetupError> {
        let host = environment.read(&["OTEL_EXPORTER_PROMETHEUS_HOST"], host)?;
        let port = environment.read(&["OTEL_EXPORTER_PROMETHEUS_PORT"], port)?;
        Ok(Self {
            host: host.unwrap_or_else(|| "localhost".to_owned()),
            port: port.unwrap_or(DEFAULT_PORT),
        })
    }
}

/// Whether there is such a host is seen when somebody listens there.
fn host(origin: Origin, text: &str) -> Result<String, SetupError> {
    let is_part = |c: char| c.is_alphanumeric() || ".-_:[]%".contains(c);
    let has_port = text.matches(':').count() == 1 || text.contains("]:");
    if text.chars().all(is_part) && !has_port {
        return Ok(text.to_owned());
    }
    Err(origin.invalid(text, "a name or an address, without scheme and port"))
}

fn port(origin: Origin, text: &str) -> Result<u16, SetupError> {
    let range = Range { least: 0, most: u64::from(u16::MAX) };
    let number = whole_number(origin, text, range)?;
    // The range has no more.
    Ok(u16::try_from(number).unwrap_or(u16::MAX))
}

const DEFAULT_PORT: u16 = 9_464;

use std::fmt;

use super::{Code, Hidden};
use crate::{
    Compression, Protocol, SetupError, Signal,
    endpoint::Endpoint,
    env::{Environment, flag},
    error::Origin,
    headers::Headers,
    timeout::Timeout,
    tls::{Credentials, SystemRoots},
};

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

impl Request {
    pub(super) fn resolve(
        environment: &Environment,
        code: &Code,
        signal: Signal,
        system: &SystemRoots,
    ) -> Result<Self, SetupError> {
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
            Signal::Logs => code.log_batch.export_timeout,
        };
        let endpoint = endpoint(environment, code, signal, protocol)?;
        let credentials = Credentials::resolve(environment, variables, &code.tls, system)?;
        #[cfg(feature = "tls")]
        if endpoint.is_https() {
            credentials.check_roots()?;
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

/// Code first, and in each source the endpoint of the signal before the base of all.
fn endpoint(
    environment: &Environment,
    code: &Code,
    signal: Signal,
    protocol: Protocol,
) -> Result<Endpoint, SetupError> {
    let (setting, own) = match signal {
        Signal::Traces => ("traces_endpoint", &code.traces_endpoint),
        Signal::Metrics => ("metrics_endpoint", &code.metrics_endpoint),
        Signal::Logs => ("logs_endpoint", &code.logs_endpoint),
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

const BASE_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

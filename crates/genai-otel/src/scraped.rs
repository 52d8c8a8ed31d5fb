//! The port at which the environment wants metrics to be read, which closes with the exporter.

use std::{net::SocketAddr, time::Duration};

use genai_otel_otlp::{Companion, Config, OtlpPipeline};
use genai_otel_serve::{MetricsServer, PrometheusReader, ServeError};

/// The listener of `OTEL_EXPORTER_PROMETHEUS_HOST` and `_PORT`, as a companion of the exporter.
#[derive(Debug)]
pub(crate) struct Scraped(MetricsServer);

impl Scraped {
    /// Listens, and lets what is shown read the pipeline's metrics; nothing where the environment asks for none.
    pub(crate) fn listen(
        config: &Config,
        pipeline: OtlpPipeline,
    ) -> Result<(OtlpPipeline, Option<Self>), ServeError> {
        let Some(address) = config.prometheus() else { return Ok((pipeline, None)) };
        let reader = PrometheusReader::new();
        let server = MetricsServer::builder(reader.clone()).host(&*address.host).port(address.port);
        let server = server.start()?;
        Ok((pipeline.metric_reader(reader), Some(Self(server))))
    }
}

impl Companion for Scraped {
    fn name(&self) -> &'static str {
        "prometheus"
    }

    fn listens_on(&self) -> Option<SocketAddr> {
        Some(self.0.address())
    }

    /// Nothing waits here: who wants metrics comes for them.
    fn flush(&self, _timeout: Duration) -> Result<(), String> {
        Ok(())
    }

    fn shutdown(&self, _timeout: Duration) -> Result<(), String> {
        self.0.stop();
        Ok(())
    }
}

//! Two ways to the collector.

use std::error::Error;
use std::time::Duration;

use genai_otel_otlp::{Batch, OtlpPipeline, Telemetry};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider};

/// Which exporter is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipeline {
    /// That of `genai-otel-otlp`.
    Ours,
    /// The SDK's batch processor before `opentelemetry-otlp`.
    Plain,
}

/// An exporter at work. Dropping it does not send what is left.
#[derive(Debug)]
pub struct Running {
    provider: SdkTracerProvider,
    /// Shuts ours down.
    telemetry: Option<Telemetry>,
}

impl Pipeline {
    /// Starts it, with a queue for so many spans and batches of 512, over HTTP in protobuf.
    ///
    /// # Errors
    ///
    /// When the exporter cannot be set up.
    pub fn start(self, url: &str, queue: usize) -> Result<Running, Box<dyn Error>> {
        match self {
            Self::Ours => ours(url, queue),
            Self::Plain => plain(url, queue),
        }
    }
}

impl Running {
    /// The provider whose spans are sent.
    #[must_use]
    pub const fn provider(&self) -> &SdkTracerProvider {
        &self.provider
    }

    /// Waits until everything was sent.
    ///
    /// # Errors
    ///
    /// When something was not.
    pub fn flush(&self) -> Result<(), Box<dyn Error>> {
        match &self.telemetry {
            Some(telemetry) => telemetry.flush(AMPLE)?,
            None => self.provider.force_flush()?,
        }
        Ok(())
    }
}

fn ours(url: &str, queue: usize) -> Result<Running, Box<dyn Error>> {
    let batch = Batch::default().max_queue_size(queue).max_export_batch_size(BATCH);
    let pipeline = OtlpPipeline::from_pairs([]).endpoint(url).without_metrics().batch(batch);
    // A collector that is away shall not hold up the end of a benchmark.
    let telemetry = pipeline.shutdown_timeout(Duration::ZERO).build()?;
    Ok(Running { provider: telemetry.tracer_provider().clone(), telemetry: Some(telemetry) })
}

fn plain(url: &str, queue: usize) -> Result<Running, Box<dyn Error>> {
    let endpoint = format!("{url}/v1/traces");
    let exporter = SpanExporter::builder().with_http().with_endpoint(endpoint).build()?;
    let config = BatchConfigBuilder::default()
        .with_max_queue_size(queue)
        .with_max_export_batch_size(BATCH)
        .build();
    let processor = BatchSpanProcessor::builder(exporter).with_batch_config(config).build();
    let provider = SdkTracerProvider::builder().with_span_processor(processor).build();
    Ok(Running { provider, telemetry: None })
}

const BATCH: usize = 512;
const AMPLE: Duration = Duration::from_secs(60);

//! Two ways to the collector.

use std::error::Error;
use std::thread;
use std::time::Duration;

use genai_otel_otlp::{Batch, OtlpPipeline, Spool, SpoolSync, Telemetry};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider};
use tempfile::TempDir;

/// Which exporter is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipeline {
    /// That of `genai-otel-otlp`.
    Ours,
    /// The same with a spool that is synced by interval, in a temporary folder.
    Spooled,
    /// The SDK's batch processor before `opentelemetry-otlp`.
    Plain,
}

/// An exporter at work. Dropping it does not send what is left.
#[derive(Debug)]
pub struct Running {
    provider: SdkTracerProvider,
    /// Shuts ours down.
    telemetry: Option<Telemetry>,
    /// Where the spool is.
    folder: Option<TempDir>,
}

impl Pipeline {
    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "ours" => Some(Self::Ours),
            "spooled" => Some(Self::Spooled),
            "plain" => Some(Self::Plain),
            _ => None,
        }
    }

    /// Starts it, with a queue for so many spans and batches of 512, over HTTP in protobuf.
    ///
    /// # Errors
    ///
    /// When the exporter cannot be set up.
    pub fn start(self, url: &str, queue: usize) -> Result<Running, Box<dyn Error>> {
        match self {
            Self::Ours => ours(url, queue, None),
            Self::Spooled => ours(url, queue, Some(TempDir::new()?)),
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

    /// Waits until everything was sent; with a spool, until everything is in it.
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

    /// Waits until so many spans have arrived, or are lost, altogether.
    ///
    /// # Errors
    ///
    /// When something was not sent.
    pub fn deliver(&self, spans: usize) -> Result<(), Box<dyn Error>> {
        self.flush()?;
        let Some(telemetry) = self.telemetry.as_ref().filter(|_| self.folder.is_some()) else {
            return Ok(());
        };
        let settled = || {
            let counts = telemetry.export_counts();
            counts.spans_delivered + counts.spans_dropped + counts.spans_lost
        };
        while settled() < spans as u64 {
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

fn ours(url: &str, queue: usize, folder: Option<TempDir>) -> Result<Running, Box<dyn Error>> {
    let batch = Batch::default().max_queue_size(queue).max_export_batch_size(BATCH);
    let mut pipeline = OtlpPipeline::from_pairs([]).endpoint(url).without_metrics().batch(batch);
    if let Some(folder) = &folder {
        let every = SpoolSync::Interval(Duration::from_secs(1));
        pipeline = pipeline.spool(Spool::at(folder.path().join("spool")).sync(every));
    }
    // A collector that is away shall not hold up the end of a benchmark.
    let telemetry = pipeline.shutdown_timeout(Duration::ZERO).build()?;
    Ok(Running {
        provider: telemetry.tracer_provider().clone(),
        telemetry: Some(telemetry),
        folder,
    })
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
    Ok(Running { provider, telemetry: None, folder: None })
}

const BATCH: usize = 512;
const AMPLE: Duration = Duration::from_secs(60);

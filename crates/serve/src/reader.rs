use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use opentelemetry_sdk::{
    error::OTelSdkResult,
    metrics::{
        InstrumentKind, ManualReader, Pipeline, Temporality, data::ResourceMetrics,
        reader::MetricReader,
    },
};

use crate::{ExposeError, Format, gather::gather, write::write};

/// Reads the instruments of a meter provider when somebody asks, and shows them to Prometheus. A cheap handle; clones read
/// the same.
///
/// Give one clone to a provider, as a reader beside whatever else it has, and another one to a
/// [`MetricsServer`](crate::MetricsServer), a `router` or an [`Endpoint`](crate::Endpoint). It belongs to
/// the first provider that gets it.
///
/// ```
/// use genai_otel_serve::{Format, PrometheusReader};
/// use opentelemetry::{KeyValue, metrics::MeterProvider as _};
/// use opentelemetry_sdk::{Resource, metrics::SdkMeterProvider};
///
/// let reader = PrometheusReader::builder().without_scope_labels().build();
/// let provider = SdkMeterProvider::builder()
///     .with_resource(Resource::builder_empty().with_service_name("shop").build())
///     .with_reader(reader.clone())
///     .build();
/// let orders = provider.meter("shop").u64_counter("shop.orders").with_description("Orders.").build();
/// orders.add(3, &[KeyValue::new("country", "AT")]);
///
/// assert_eq!(
///     reader.expose(Format::Text)?,
///     [
///         "# HELP shop_orders_total Orders.",
///         "# TYPE shop_orders_total counter",
///         r#"shop_orders_total{country="AT"} 3"#,
///         "# HELP target_info What this process says of itself.",
///         "# TYPE target_info gauge",
///         r#"target_info{service_name="shop"} 1"#,
///         "",
///     ]
///     .join("\n")
/// );
/// # Ok::<(), genai_otel_serve::ExposeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PrometheusReader(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reader: ManualReader,
    settings: PrometheusReaderBuilder,
    exposed: AtomicU64,
    failed: AtomicU64,
    left_out: AtomicU64,
    /// Whether the last collection did.
    is_failing: AtomicBool,
}

impl PrometheusReader {
    /// One with the defaults of its [builder](Self::builder).
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Configures one.
    pub fn builder() -> PrometheusReaderBuilder {
        PrometheusReaderBuilder { labels_scopes: true, tells_starts: false, max_bytes: MAX_BYTES }
    }

    /// Collects all instruments, those of callbacks too, and writes them down. It blocks as long as the callbacks do.
    ///
    /// # Errors
    ///
    /// Where there is no provider, or it is shut down, or a callback panicked.
    pub fn expose(&self, format: Format) -> Result<String, ExposeError> {
        let exposed = self.collect().map(|collected| {
            let settings = self.0.settings;
            let gathered = gather(&collected, settings.labels_scopes);
            write(&gathered, format, settings.tells_starts, settings.max_bytes)
        });
        self.0.is_failing.store(exposed.is_err(), Ordering::Relaxed);
        match exposed {
            Ok(written) => {
                self.0.exposed.fetch_add(1, Ordering::Relaxed);
                self.0.left_out.store(written.left_out, Ordering::Relaxed);
                Ok(written.text)
            }
            Err(error) => {
                self.0.failed.fetch_add(1, Ordering::Relaxed);
                Err(error)
            }
        }
    }

    /// How often metrics were shown, and what was not.
    #[must_use]
    pub fn counts(&self) -> ExposeCounts {
        ExposeCounts {
            exposed: self.0.exposed.load(Ordering::Relaxed),
            failed: self.0.failed.load(Ordering::Relaxed),
            series_left_out: self.0.left_out.load(Ordering::Relaxed),
        }
    }

    /// Whether metrics could not be shown when somebody asked last.
    pub(crate) fn is_failing(&self) -> bool {
        self.0.is_failing.load(Ordering::Relaxed)
    }

    fn collect(&self) -> Result<ResourceMetrics, ExposeError> {
        let mut collected = ResourceMetrics::default();
        // Somebody's callback may panic; who asks is not to fall with it.
        let done = catch_unwind(AssertUnwindSafe(|| self.0.reader.collect(&mut collected)));
        match done {
            Ok(done) => done.map(|()| collected).map_err(ExposeError::of),
            Err(_panic) => Err(ExposeError::panicked()),
        }
    }
}

impl Default for PrometheusReader {
    fn default() -> Self {
        Self::new()
    }
}

impl MetricReader for PrometheusReader {
    fn register_pipeline(&self, pipeline: Weak<Pipeline>) {
        self.0.reader.register_pipeline(pipeline);
    }

    fn collect(&self, metrics: &mut ResourceMetrics) -> OTelSdkResult {
        self.0.reader.collect(metrics)
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.reader.shutdown_with_timeout(timeout)
    }

    /// Prometheus knows sums since the start alone.
    fn temporality(&self, _kind: InstrumentKind) -> Temporality {
        Temporality::Cumulative
    }
}

/// Configures a [`PrometheusReader`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct PrometheusReaderBuilder {
    labels_scopes: bool,
    tells_starts: bool,
    max_bytes: usize,
}

impl PrometheusReaderBuilder {
    /// Leaves the labels `otel_scope_name`, `otel_scope_version`, `otel_scope_schema_url` and those of the scope's attributes
    /// away, as Prometheus does with what it takes by OTLP. Two scopes that measure under one name are one then. Defaults to
    /// writing them, as the specification says.
    pub const fn without_scope_labels(mut self) -> Self {
        self.labels_scopes = false;
        self
    }

    /// Says in OpenMetrics since when each series counts (`_created`), for a Prometheus with
    /// `--enable-feature=created-timestamp-zero-ingestion`, which counts what happened before its first scrape then. Any other
    /// one takes them for series. Defaults to not.
    pub const fn start_times(mut self) -> Self {
        self.tells_starts = true;
        self
    }

    /// The most that is shown at a time; series that come after are left out and counted. Defaults to 64 MiB.
    pub const fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Makes it.
    #[must_use]
    pub fn build(self) -> PrometheusReader {
        PrometheusReader(Arc::new(Inner {
            reader: ManualReader::builder().build(),
            settings: self,
            exposed: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            left_out: AtomicU64::new(0),
            is_failing: AtomicBool::new(false),
        }))
    }
}

/// How often a [`PrometheusReader`] was asked; a copy taken at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExposeCounts {
    /// How often metrics were shown.
    pub exposed: u64,
    /// How often they could not be.
    pub failed: u64,
    /// Series that were not in the last answer: there was no room, or they contradict others under one name.
    pub series_left_out: u64,
}

const MAX_BYTES: usize = 64 << 20;

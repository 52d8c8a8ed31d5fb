use std::time::Duration;

use opentelemetry_sdk::trace::{BatchConfig, BatchConfigBuilder};

use crate::{
    SetupError,
    env::{Environment, Range, duration_in, milliseconds, whole_number},
    error::Origin,
};

/// How spans gather before they are sent; what is not set here comes from the `OTEL_BSP_*` variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "pass it to `OtlpPipeline::batch`"]
pub struct Batch {
    max_queue_size: Option<usize>,
    max_export_batch_size: Option<usize>,
    schedule_delay: Option<Duration>,
    pub(crate) export_timeout: Option<Duration>,
}

impl Batch {
    /// Spans that may wait, 1 to 1,000,000. A span that finds the queue full is refused and counted
    /// in [`ExportCounts`](crate::ExportCounts). Defaults to 2,048.
    pub fn max_queue_size(mut self, spans: usize) -> Self {
        self.max_queue_size = Some(spans);
        self
    }

    /// Spans sent in one request, at most the queue's size. Defaults to 512, or the queue's size if that is less.
    pub fn max_export_batch_size(mut self, spans: usize) -> Self {
        self.max_export_batch_size = Some(spans);
        self
    }

    /// The longest time a span waits for its batch to fill; at least a millisecond. Defaults to 5 s.
    pub fn schedule_delay(mut self, delay: Duration) -> Self {
        self.schedule_delay = Some(delay);
        self
    }

    /// Shortens the exporter's timeout for spans; zero does not. Defaults to not at all.
    pub fn export_timeout(mut self, timeout: Duration) -> Self {
        self.export_timeout = Some(timeout);
        self
    }
}

/// [`Batch`] with every value known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResolvedBatch {
    pub(crate) queue_size: usize,
    pub(crate) batch_size: usize,
    pub(crate) delay: Duration,
}

impl ResolvedBatch {
    pub(crate) fn resolve(environment: &Environment, code: Batch) -> Result<Self, SetupError> {
        let size = |name, setting, code: Option<usize>, range| {
            let read =
                |origin, text: &str| Ok((origin, to_size(whole_number(origin, text, range)?)));
            match code {
                Some(size) => {
                    let origin = Origin::Setting(setting);
                    let size = whole_number(origin, &size.to_string(), range)?;
                    Ok(Some((origin, to_size(size))))
                }
                None => environment.read(&[name], read),
            }
        };
        let queue = size("OTEL_BSP_MAX_QUEUE_SIZE", "max_queue_size", code.max_queue_size, QUEUE)?;
        let queue_size = queue.map_or(DEFAULT_QUEUE_SIZE, |(_, size)| size);
        let batch = size(
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
            "max_export_batch_size",
            code.max_export_batch_size,
            Range::FROM_ONE,
        )?;
        let batch_size = match batch {
            // The SDK would cut it to the queue's size in silence.
            Some((origin, size)) if size > queue_size => {
                let expected = format!("at most the queue's size, {queue_size}");
                return Err(origin.invalid(size.to_string(), expected));
            }
            Some((_, size)) => size,
            None => DEFAULT_BATCH_SIZE.min(queue_size),
        };
        let delay = match code.schedule_delay {
            Some(delay) => Some(duration_in("schedule_delay", delay, Range::FROM_ONE)?),
            None => environment.read(&["OTEL_BSP_SCHEDULE_DELAY"], |origin, text| {
                milliseconds(origin, text, Range::FROM_ONE)
            })?,
        };
        Ok(Self { queue_size, batch_size, delay: delay.unwrap_or(DEFAULT_DELAY) })
    }

    /// The SDK's form. Its builder reads the environment first; every value it reads is set again here.
    pub(crate) fn to_sdk(self) -> BatchConfig {
        BatchConfigBuilder::default()
            .with_max_queue_size(self.queue_size)
            .with_max_export_batch_size(self.batch_size)
            .with_scheduled_delay(self.delay)
            .build()
    }
}

fn to_size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The SDK allocates the whole queue at once, a few hundred bytes for each span.
const QUEUE: Range = Range { least: 1, most: 1_000_000 };
const DEFAULT_QUEUE_SIZE: usize = 2_048;
const DEFAULT_BATCH_SIZE: usize = 512;
const DEFAULT_DELAY: Duration = Duration::from_secs(5);

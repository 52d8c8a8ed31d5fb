use std::time::Duration;

use opentelemetry_sdk::{logs, trace};

use crate::{
    SetupError,
    env::{Environment, Range, duration_in, milliseconds, whole_number},
    error::Origin,
};

/// How spans, or log records, gather before they are sent; what is not set here comes from the variables `OTEL_BSP_*`,
/// and for log records `OTEL_BLRP_*`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "pass it to `OtlpPipeline::batch` or `OtlpPipeline::log_batch`"]
pub struct Batch {
    max_queue_size: Option<usize>,
    max_export_batch_size: Option<usize>,
    schedule_delay: Option<Duration>,
    pub(crate) export_timeout: Option<Duration>,
}

impl Batch {
    /// How many may wait, 1 to 1,000,000. What finds the queue full is refused and counted
    /// in [`ExportCounts`](crate::ExportCounts). Defaults to 2,048.
    pub fn max_queue_size(mut self, items: usize) -> Self {
        self.max_queue_size = Some(items);
        self
    }

    /// How many are sent in one request, at most the queue's size. Defaults to 512, or the queue's size if that is less.
    pub fn max_export_batch_size(mut self, items: usize) -> Self {
        self.max_export_batch_size = Some(items);
        self
    }

    /// The longest time that one waits for its batch to fill; at least a millisecond. Defaults to 5 s, for log records
    /// to 1 s.
    pub fn schedule_delay(mut self, delay: Duration) -> Self {
        self.schedule_delay = Some(delay);
        self
    }

    /// Shortens the exporter's timeout; zero does not. Defaults to not at all.
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
    pub(crate) fn of_spans(environment: &Environment, code: Batch) -> Result<Self, SetupError> {
        Self::resolve(environment, code, &OF_SPANS)
    }

    pub(crate) fn of_logs(environment: &Environment, code: Batch) -> Result<Self, SetupError> {
        Self::resolve(environment, code, &OF_LOGS)
    }

    fn resolve(
        environment: &Environment,
        code: Batch,
        gathering: &Gathering,
    ) -> Result<Self, SetupError> {
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
        let queue = size(gathering.queue_size, "max_queue_size", code.max_queue_size, QUEUE)?;
        let queue_size = queue.map_or(DEFAULT_QUEUE_SIZE, |(_, size)| size);
        let batch = size(
            gathering.batch_size,
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
            None => environment.read(&[gathering.delay], |origin, text| {
                milliseconds(origin, text, Range::FROM_ONE)
            })?,
        };
        Ok(Self { queue_size, batch_size, delay: delay.unwrap_or(gathering.default_delay) })
    }

    /// The SDK's form. Its builder reads the environment first; every value it reads is set again here.
    pub(crate) fn to_sdk(self) -> trace::BatchConfig {
        trace::BatchConfigBuilder::default()
            .with_max_queue_size(self.queue_size)
            .with_max_export_batch_size(self.batch_size)
            .with_scheduled_delay(self.delay)
            .build()
    }

    /// [`to_sdk`](Self::to_sdk) for log records.
    pub(crate) fn to_sdk_of_logs(self) -> logs::BatchConfig {
        logs::BatchConfigBuilder::default()
            .with_max_queue_size(self.queue_size)
            .with_max_export_batch_size(self.batch_size)
            .with_scheduled_delay(self.delay)
            .build()
    }
}

/// What the variables of a signal that gathers are called, and the one default that is its own.
struct Gathering {
    queue_size: &'static str,
    batch_size: &'static str,
    delay: &'static str,
    default_delay: Duration,
}

const OF_SPANS: Gathering = Gathering {
    queue_size: "OTEL_BSP_MAX_QUEUE_SIZE",
    batch_size: "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
    delay: "OTEL_BSP_SCHEDULE_DELAY",
    default_delay: Duration::from_secs(5),
};

const OF_LOGS: Gathering = Gathering {
    queue_size: "OTEL_BLRP_MAX_QUEUE_SIZE",
    batch_size: "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
    delay: "OTEL_BLRP_SCHEDULE_DELAY",
    default_delay: Duration::from_secs(1),
};

fn to_size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The SDK allocates the whole queue at once, a few hundred bytes for each span.
const QUEUE: Range = Range { least: 1, most: 1_000_000 };
const DEFAULT_QUEUE_SIZE: usize = 2_048;
const DEFAULT_BATCH_SIZE: usize = 512;

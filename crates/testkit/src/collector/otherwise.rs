use std::fmt;

use super::log::CollectedLog;
use super::metric::CollectedMetric;
use super::payload::Payload;
use super::reaction::Reaction;
use super::span::CollectedSpan;

/// What a request brings that could be read, for [`FakeCollectorBuilder::decide`](super::FakeCollectorBuilder::decide).
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Submission<'a> {
    /// Its spans.
    pub spans: &'a [CollectedSpan],
    /// Its metrics.
    pub metrics: &'a [CollectedMetric],
    /// Its log records.
    pub logs: &'a [CollectedLog],
}

impl<'a> Submission<'a> {
    fn of(payload: &'a Payload) -> Self {
        match payload {
            Payload::Traces(spans) => Self { spans, ..Self::default() },
            Payload::Metrics(metrics) => Self { metrics, ..Self::default() },
            Payload::Logs(logs) => Self { logs, ..Self::default() },
        }
    }
}

/// The reaction to requests that find no other in the queue.
pub(super) enum Otherwise {
    Always(Reaction),
    Decided(Box<Decide>),
}

pub(super) type Decide = dyn Fn(Submission<'_>) -> Reaction + Send + Sync;

impl Otherwise {
    pub(super) fn to(&self, payload: &Payload) -> Reaction {
        match self {
            Self::Always(reaction) => reaction.clone(),
            Self::Decided(decide) => decide(Submission::of(payload)),
        }
    }
}

impl Default for Otherwise {
    fn default() -> Self {
        Self::Always(Reaction::default())
    }
}

impl fmt::Debug for Otherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always(reaction) => reaction.fmt(f),
            Self::Decided(_) => f.write_str("Decided"),
        }
    }
}

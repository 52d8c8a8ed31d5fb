use std::fmt;

use super::log::CollectedLog;
use super::metric::CollectedMetric;
use super::payload::Payload;
use super::reaction::Reaction;
use super::span::CollectedSpan;

/// What a request offers to the collector, before it is decided what becomes of it.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Offer<'a> {
    /// Spans, if it has some.
    pub spans: &'a [CollectedSpan],
    /// Metrics, if it has some.
    pub metrics: &'a [CollectedMetric],
    /// Log records, if it has some.
    pub logs: &'a [CollectedLog],
    /// Bytes of the body as it came, compressed perhaps.
    pub bytes: usize,
}

impl<'a> Offer<'a> {
    pub(super) fn of(payload: &'a Payload, bytes: usize) -> Self {
        let offer = Self { bytes, ..Self::default() };
        match payload {
            Payload::Traces(spans) => Self { spans, ..offer },
            Payload::Metrics(metrics) => Self { metrics, ..offer },
            Payload::Logs(logs) => Self { logs, ..offer },
        }
    }
}

/// A reaction that some requests meet because of what they hold.
pub(super) struct Rule {
    matches: Box<dyn Fn(&Offer<'_>) -> bool + Send>,
    reaction: Reaction,
}

impl Rule {
    pub(super) fn new(
        matches: impl Fn(&Offer<'_>) -> bool + Send + 'static,
        reaction: Reaction,
    ) -> Self {
        Self { matches: Box::new(matches), reaction }
    }

    pub(super) fn reaction(&self, offer: &Offer<'_>) -> Option<Reaction> {
        (self.matches)(offer).then(|| self.reaction.clone())
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("reaction", &self.reaction).finish_non_exhaustive()
    }
}

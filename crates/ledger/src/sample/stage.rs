//! Where the scenes are played: the instrumentation, its clock, chance, and what has been recorded.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use genai_otel_core::{CallRecord, Instrumentation, InstrumentationBuilder, RecordSink};
use jiff::Timestamp;

use super::Sample;
use super::clock::StageClock;
use super::fate::Fate;
use super::incident::{Incident, Trouble};
use super::people::{People, Visit};
use super::random::Random;

/// Where the scenes are played.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) instrumentation: Instrumentation,
    pub(super) random: Random,
    people: People,
    clock: Arc<StageClock>,
    recorded: Arc<Recorded>,
    incidents: Vec<Incident>,
    now: Timestamp,
}

impl Stage {
    pub(super) fn new(sample: &Sample, since: Timestamp, builder: InstrumentationBuilder) -> Self {
        let clock = Arc::new(StageClock::default());
        let recorded = Arc::new(Recorded::default());
        let mut random = Random::new(sample.seed);
        let incidents = Incident::plan(&mut random, since, sample.until);
        Self {
            instrumentation: builder.clock(Arc::clone(&clock)).sink(Arc::clone(&recorded)).build(),
            random,
            people: People::new(sample.calls),
            clock,
            recorded,
            incidents: if sample.calm { Vec::new() } else { incidents },
            now: since,
        }
    }

    /// A scene begins.
    pub(super) fn enter(&mut self, now: Timestamp) {
        self.now = now;
        self.clock.set(u64::try_from(now.as_nanosecond()).unwrap_or(0));
    }

    /// What the scene has recorded.
    pub(super) fn records(&self) -> Vec<Arc<CallRecord>> {
        mem::take(&mut self.recorded.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn visit(&mut self) -> Visit {
        self.people.visit(&mut self.random, self.now)
    }

    /// What goes wrong at the moment.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        self.incidents.iter().find(|incident| incident.covers(self.now)).map(|known| known.kind)
    }

    pub(super) fn fate(&mut self, provider: &str) -> Fate {
        Fate::of(provider, self.trouble(), &mut self.random)
    }

    /// Lets about this many milliseconds pass, now and then many more.
    pub(super) fn pass(&mut self, median_ms: f64) {
        let ms = self.random.around(median_ms, 0.45);
        // One in two hundred waits in a queue of the provider.
        let ms = if self.random.chance(0.005) { ms * 6.0 } else { ms };
        self.clock.advance(Duration::from_micros((ms * 1e3) as u64));
    }

    /// [`pass`](Self::pass) at a provider, who may be slow.
    pub(super) fn pass_at(&mut self, provider: &str, median_ms: f64) {
        let is_slow = matches!(self.trouble(), Some(Trouble::Slow(name)) if name == provider);
        self.pass(if is_slow { median_ms * 5.0 } else { median_ms });
    }
}

#[derive(Debug, Default)]
struct Recorded(Mutex<Vec<Arc<CallRecord>>>);

impl RecordSink for Recorded {
    fn record(&self, record: &Arc<CallRecord>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(record));
    }
}

//! A believable ledger, made up: the same for the same seed.

mod chunks;
mod clock;
mod fate;
mod incident;
mod lines;
mod models;
mod people;
mod random;
mod rhythm;
mod scenes;
mod stage;
mod talk;

use genai_otel_core::{CallRecord, InstrumentationBuilder};
use jiff::{Timestamp, ToSpan};

use self::rhythm::Rhythm;
use self::stage::Stage;

/// Calls of a company that does not exist, for demonstrations and measurements: people with their sessions, agents with
/// their tools, a document pipeline and a search, with the rhythm of office hours, slow tails, caches, retries, errors that
/// come in bursts, and models that nobody has a price for.
///
/// They are made through the real guards and a clock that is moved by hand, so that spans, metrics and records of one
/// call agree as they do in an application. The same settings give the same records, on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    calls: u64,
    days: u16,
    seed: u64,
    until: Timestamp,
    calm: bool,
}

impl Sample {
    /// Calls that begin before `until`. By default [`Self::CALLS`] of them on [`Self::DAYS`] days, from the seed 1.
    #[must_use]
    pub const fn new(until: Timestamp) -> Self {
        Self { calls: Self::CALLS, days: Self::DAYS, seed: 1, until, calm: false }
    }

    /// How many calls.
    #[must_use]
    pub const fn calls(mut self, calls: u64) -> Self {
        self.calls = calls;
        self
    }

    /// On how many days, of 24 hours each, before the end; at least one.
    #[must_use]
    pub const fn days(mut self, days: u16) -> Self {
        self.days = days;
        self
    }

    /// From which seed.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Whether nothing goes wrong for hours: no outage, no slow provider, no run-away job. No by default: there is
    /// one in about every week, and one in the last hours.
    #[must_use]
    pub const fn calm(mut self, calm: bool) -> Self {
        self.calm = calm;
        self
    }

    /// Makes all calls, in the order in which they begin but for those inside of others, which end first. `builder` has
    /// what shall hear of them beside: pricing, tracer, meters, sinks. Its clock is replaced.
    ///
    /// # Errors
    ///
    /// The first error of `take`, after which no more calls are made.
    pub fn play<E>(
        &self,
        builder: InstrumentationBuilder,
        mut take: impl FnMut(&CallRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        let since = self.since();
        let mut moments = Rhythm::new(self.calls, since, self.until);
        let mut stage = Stage::new(self, since, builder);
        let mut left = self.calls;
        while left > 0 {
            let Some(moment) = moments.next(&mut stage.random) else { break };
            stage.enter(moment);
            scenes::play(&mut stage, left);
            for (made, record) in stage.records().iter().enumerate() {
                take(record)?;
                left = left.saturating_sub(1);
                if made > 0 {
                    // The calls of a scene share its moment, and use up their own.
                    moments.next(&mut stage.random);
                }
            }
        }
        Ok(())
    }

    fn since(&self) -> Timestamp {
        let hours = i64::from(self.days.max(1)).saturating_mul(24).hours();
        self.until.checked_sub(hours).unwrap_or(Timestamp::MIN)
    }

    /// How many calls there are by default.
    pub const CALLS: u64 = 25_000;
    /// On how many days by default: nine weeks, eight to compare the last one with.
    pub const DAYS: u16 = 63;
}

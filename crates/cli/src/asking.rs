//! From what was typed to a question.

use genai_otel_ledger::{Filter, Ledger, Query};
use jiff::tz::TimeZone;

use crate::args::Calls;
use crate::args_low::{AnswerArgs, FilterArgs, LedgerArgs};
use crate::failure::Failure;
use crate::progress::ProgressLine;
use crate::world::World;

/// A ledger, and which of its calls are meant.
#[derive(Debug)]
pub(crate) struct Asking {
    /// Which ledger.
    pub(crate) ledger: Ledger,
    filters: Vec<Filter>,
    threads: Option<usize>,
    memory: Option<usize>,
    progress: Option<ProgressLine>,
    /// What was typed of the filters.
    pub(crate) typed: Vec<String>,
    /// Where days begin.
    pub(crate) zone: TimeZone,
}

impl Asking {
    /// What was typed.
    ///
    /// # Errors
    ///
    /// A filter without a meaning; a ledger that is not there.
    pub(crate) fn new(
        (ledger, filter, answer): (&LedgerArgs, &FilterArgs, &AnswerArgs),
        world: &World,
    ) -> Result<Self, Failure> {
        let Calls { filters, typed, zone } =
            Calls::new(filter, world.now()).map_err(Failure::usage)?;
        let threads = answer.threads.map(Into::into);
        let memory = answer.memory.map(|mebibytes| usize::from(mebibytes).saturating_mul(1 << 20));
        let (ledger, progress) = (world.ledger(ledger)?, world.progress_line().cloned());
        Ok(Self { ledger, filters, threads, memory, progress, typed, zone })
    }

    /// A question about the calls that are meant.
    pub(crate) fn query(&self) -> Query<'_> {
        let query = self.ledger.query().time_zone(self.zone.clone());
        let query = self.threads.into_iter().fold(query, Query::threads);
        let query = self.memory.into_iter().fold(query, Query::memory);
        let query = watched(query, self.progress.as_ref());
        self.filters.iter().cloned().fold(query, Query::filter)
    }
}

/// The question, with a line that tells how far reading has come until it is answered.
pub(crate) fn watched<'l>(query: Query<'l>, line: Option<&ProgressLine>) -> Query<'l> {
    line.into_iter().fold(query, |query, line| {
        let question = line.question();
        query.progress(move |progress| question.tell(progress.done, progress.of))
    })
}

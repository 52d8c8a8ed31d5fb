//! The ledger, written: a sink that every finished call goes to.

mod environment;
mod error;
mod handle;
mod logging;
mod notices;
mod opening;
mod options;
mod queue;
mod reading;
mod recent_ids;
mod scribe;
mod shared;
mod status;
mod values;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use genai_otel_core::{CallRecord, EnergyModel, Pricing, RecordSink};

pub use self::error::{LedgerFlushError, WriterError};
use self::handle::Handle;
use self::notices::Trouble;
pub use self::options::LedgerOptions;
use self::queue::{Item, Pushed};
pub use self::status::WriterStatus;

/// Writes every finished call as a line of the ledger. A cheap handle: clones write to the same file.
///
/// A call pays for moving a pointer into a queue; a thread encodes and appends. Nothing that goes wrong reaches the
/// application: it is counted in the [`status`](Self::status), and told to the log (`tracing`, target `genai_otel`) once a
/// minute for each kind.
///
/// When the last handle is dropped, what waits is written, within five seconds.
///
/// ```
/// use std::time::Duration;
///
/// use genai_otel_core::Instrumentation;
/// use genai_otel_ledger::LedgerWriter;
///
/// # let folder = tempfile::tempdir()?;
/// # let directory = folder.path().join("ledger");
/// let ledger = LedgerWriter::open(&directory)?;
/// let genai = Instrumentation::builder().sink(ledger.clone()).build();
///
/// let call = genai.track_llm_call("openai", "gpt-4o").start();
/// call.set_token_usage(120, 30);
/// call.finish();
///
/// ledger.flush(Duration::from_secs(5))?; // the line is in the file
/// assert_eq!(ledger.status().written, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct LedgerWriter {
    handle: Arc<Handle>,
    pricing: Option<Arc<dyn Pricing>>,
    energy: Option<Arc<dyn EnergyModel>>,
}

impl LedgerWriter {
    /// Opens the ledger in a directory, which is made if it is not there, with everything as it is by default.
    ///
    /// # Errors
    ///
    /// As [`LedgerOptions::open`].
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, WriterError> {
        Self::builder(directory).open()
    }

    /// How the ledger in a directory is to be written.
    pub fn builder(directory: impl AsRef<Path>) -> LedgerOptions {
        LedgerOptions::at(directory.as_ref().to_owned())
    }

    /// Waits until all calls that ended so far are in the file, at most for this long. They survive the death of the
    /// process from then on; the [sync policy](LedgerOptions::sync) says what survives the loss of power.
    ///
    /// # Errors
    ///
    /// What is not written, and what the disk said.
    pub fn flush(&self, timeout: Duration) -> Result<(), LedgerFlushError> {
        self.handle.flush(timeout)
    }

    /// Asks the thread to close the file behind all calls that ended so far, and to begin the next one: before a copy is made,
    /// or at the end of a run. It does not wait for that; [`flush`](Self::flush) does. A file without lines stays, and so does
    /// one that cannot be closed, which [`WriterStatus::last_error`] tells. Nothing is asked of a writer that is shut down,
    /// or of one that the process inherited by a fork.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use genai_otel_ledger::{LedgerWriter, LoggedCall};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// let ledger = LedgerWriter::open(folder.path())?;
    /// ledger.log_call(LoggedCall::llm("openai", "gpt-4o", 120, 30));
    /// ledger.rotate();
    /// ledger.flush(Duration::from_secs(5))?;
    /// assert_eq!(ledger.status().closed.closed, 1); // `calls.jsonl` is empty again
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rotate(&self) {
        if !self.handle.is_forked() {
            self.handle.shared.queue.rotate();
        }
    }

    /// Writes what waits and ends the thread, waiting at most for this long. Calls that end later are refused.
    ///
    /// # Errors
    ///
    /// What is not written, and what the disk said.
    pub fn shutdown(&self, timeout: Duration) -> Result<(), LedgerFlushError> {
        self.handle.shutdown(timeout)
    }

    /// How it is doing.
    #[must_use]
    pub fn status(&self) -> WriterStatus {
        self.handle.status()
    }

    fn push(&self, item: Item) -> Pushed {
        let shared = &self.handle.shared;
        let is_forked = || self.handle.is_forked();
        let pushed = shared.queue.push(item, || shared.clock.now(), is_forked);
        match pushed {
            Pushed::Forked => shared.tell(Trouble::Forked, 1, &LedgerFlushError::Forked),
            Pushed::Ended => {
                shared.tell(Trouble::Ended, 1, &"a call ended after the ledger was shut down");
            }
            // The thread tells of a full queue, in the ledger too.
            Pushed::Taken | Pushed::Full => {}
        }
        pushed
    }
}

impl RecordSink for LedgerWriter {
    fn record(&self, record: &Arc<CallRecord>) {
        self.push(Item { record: Arc::clone(record), id: None });
    }
}

impl fmt::Debug for LedgerWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LedgerWriter").field("status", &self.status()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::logged::{Logged, LoggedCall};

    #[test]
    fn the_child_of_a_fork_writes_nothing_and_ends_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let writer = LedgerWriter::open(folder.path()).unwrap();
        // What a writer is in a child that was forked off after it was opened, as far as the child can tell.
        let handle = Arc::new(writer.handle.of_another_process());
        let child = LedgerWriter { handle, pricing: None, energy: None };
        let record = Arc::default();
        child.record(&record);
        let logged = LoggedCall::llm("openai", "gpt-4o", 1, 1);
        assert_eq!(child.log_call(logged.clone().id("7")), Logged::Refused);
        assert_eq!(child.log_call(logged), Logged::Refused);
        child.rotate();
        let second = Duration::from_secs(60);
        assert_eq!(child.flush(second), Err(LedgerFlushError::Forked));
        assert_eq!(child.shutdown(second), Err(LedgerFlushError::Forked));
        assert_eq!(child.status().last_error, Some(LedgerFlushError::Forked.to_string()));
        drop(child);
        writer.record(&record);
        assert_eq!(writer.flush(second), Ok(()));
        assert_eq!((writer.status().written, writer.status().refused), (1, 0));
        assert_eq!(writer.status().closed.closed, 0);
    }
}

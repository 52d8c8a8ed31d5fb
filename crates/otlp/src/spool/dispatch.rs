//! The thread that sends what is in the journal.

mod inquiry;
mod tending;

use std::{
    collections::VecDeque,
    error::Error as _,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use genai_otel_journal::{Batch, Journal, Keeps, Limits, Turn};
use opentelemetry::Context;

use self::inquiry::Inquiry;
use super::{Depot, compose::compose, now};
use crate::{
    Loss, SetupError, Signal,
    answer::Answer,
    delivery::LOG_TARGET,
    retry::{Blame, EndlessBackoff, Retry},
    shipper::Shipper,
    transport::Failure,
};

/// Sends the records of one journal, one request at a time.
#[derive(Debug)]
pub(crate) struct Dispatcher {
    depot: Arc<Depot>,
    shipper: Shipper,
    /// Records that make a request worth sending, and the most in one.
    batch_size: usize,
    /// How long fewer wait for more.
    delay: Duration,
    turn: Turn,
    /// What was not taken, and is sent again as it was: whatever the collector made of it, there is one such request.
    held: Option<Batch>,
    /// How often it was refused, or its state before, without a word on whether it or the collector is to blame.
    unclear: u32,
    /// How often it has to be, for that to be looked into.
    patience: u32,
    /// What is looked into for that, the next first.
    inquiries: VecDeque<Inquiry>,
    /// How many of these had their turn since anything else had.
    asked: usize,
    backoff: EndlessBackoff,
    /// How many records are to be sent without waiting for more.
    rush: u64,
    /// Since when fewer than a batch wait.
    since: Option<Instant>,
    tended: Option<Instant>,
    /// Whether lanes of others were taken over when that was looked for last.
    is_adopting: bool,
    /// The room for a request.
    request: Vec<u8>,
}

/// What came of one turn.
enum Turned {
    /// So many records are settled.
    Settled(u64),
    /// There was nothing.
    Empty,
    /// Nobody took it. How long to wait, and whether that is the collector's wish.
    Failed(Duration, bool),
    /// It was refused, which says nothing of what else there is. How long to wait.
    Refused(Duration),
}

impl Dispatcher {
    pub(crate) fn new(
        depot: Arc<Depot>,
        shipper: Shipper,
        batch_size: usize,
        delay: Duration,
    ) -> Self {
        Self {
            depot,
            shipper,
            batch_size,
            delay,
            turn: Turn::Oldest,
            held: None,
            unclear: 0,
            patience: PATIENCE,
            inquiries: VecDeque::new(),
            asked: 0,
            backoff: EndlessBackoff::new(),
            rush: 0,
            since: None,
            tended: None,
            is_adopting: false,
            request: Vec::new(),
        }
    }

    /// Starts the thread, which ends when the depot's bell closes.
    pub(crate) fn start(self) -> Result<(), SetupError> {
        let name = match self.depot.signal {
            Signal::Traces => "genai-otel-shsp",
            Signal::Metrics => "genai-otel-shme",
            Signal::Logs => "genai-otel-shlo",
        };
        let ended = Ended(Arc::clone(&self.depot));
        // Detached: its end is waited for by whoever closes the bell.
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                // What an appender makes of our own log lines must not be exported, which would make more of them.
                let _suppressed = Context::enter_telemetry_suppressed_scope();
                self.run();
                drop(ended);
            })
            .map_err(|source| SetupError::Thread { name, source })?;
        Ok(())
    }

    fn run(mut self) {
        let Some(journal) = self.depot.journal() else { return };
        let mut misses = 0_u32;
        loop {
            self.tend(&journal);
            // In this order: what comes in between rings again.
            let rung = self.depot.bell.wait(Duration::ZERO, u64::MAX);
            let waiting = journal.status().records;
            if rung.hurries || rung.is_closing {
                self.rush = waiting;
            }
            if waiting == 0 {
                (self.since, self.rush) = (None, 0);
                self.inquiries.clear();
                if rung.is_closing {
                    break;
                }
                self.rest(1);
                continue;
            }
            let batch = u64::try_from(self.batch_size).unwrap_or(u64::MAX);
            let is_under_way = self.held.is_some() || !self.inquiries.is_empty();
            if self.rush == 0 && waiting < batch && !is_under_way {
                let since = *self.since.get_or_insert_with(|| now().1);
                let left = self.delay.saturating_sub(now().1.saturating_duration_since(since));
                if !left.is_zero() {
                    self.wait(left, batch.saturating_sub(waiting));
                    continue;
                }
                self.rush = waiting;
            }
            self.since = None;
            match self.turn(&journal) {
                Turned::Settled(records) => {
                    self.rush = self.rush.saturating_sub(records);
                    if records > 0 {
                        misses = 0;
                    }
                }
                // At the end there is no other time to find out, and the rest is to arrive.
                Turned::Refused(_) if rung.is_closing && misses < MOST_MISSES => {
                    misses = misses.saturating_add(1);
                }
                // It was removed meanwhile, or cannot be read at this time.
                Turned::Empty if rung.is_closing => break,
                Turned::Empty => {
                    self.rush = 0;
                    self.wait(EMPTY, u64::MAX);
                }
                Turned::Failed(_, _) | Turned::Refused(_) if rung.is_closing => break,
                Turned::Failed(pause, is_asked) => {
                    self.rush = self.rush.max(1);
                    self.pause(&journal, pause, is_asked);
                }
                Turned::Refused(pause) => {
                    self.rush = self.rush.max(1);
                    self.pause(&journal, pause, false);
                }
            }
        }
        self.shipper.close();
        self.depot.wait_for_writer();
    }

    /// Sends one request, and settles what it held.
    fn turn(&mut self, journal: &Journal) -> Turned {
        if self.asked < self.inquiries.len() {
            return self.inquire(journal);
        }
        let Some(batch) = self.next(journal) else {
            if !self.inquiries.is_empty() {
                self.asked = 0;
                return self.inquire(journal);
            }
            self.swap();
            return Turned::Empty;
        };
        self.asked = 0;
        let records = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let payloads = batch.records().map(|(_, payload)| payload);
        let answer = match self.attempt(batch.preamble(), payloads) {
            Ok(answer) => answer,
            Err(failure) => {
                self.note_others_refused();
                if failure.blame == Blame::Unclear {
                    self.unclear = self.unclear.saturating_add(1);
                }
                let is_suspect = failure.blame == Blame::Content || self.unclear >= self.patience;
                if is_suspect && self.inquiries.len() < MOST_INQUIRIES {
                    self.begin_inquiry(batch);
                    return Turned::Settled(0);
                }
                return self.hold(batch, &failure);
            }
        };
        // In this order: whoever sees that something is delivered sees whose it was.
        self.depot.note_settled(batch.preamble(), records);
        self.note_taken(records, &answer);
        self.unclear = 0;
        self.note_others_taken();
        self.swap();
        journal.acknowledge(batch);
        Turned::Settled(records)
    }

    fn next(&mut self, journal: &Journal) -> Option<Batch> {
        if let Some(held) = self.held.take()
            && !self.is_too_old(&held)
        {
            return Some(held);
        }
        let limits = Limits { records: self.batch_size, bytes: self.shipper.max_bytes() };
        let mut ends = [self.turn, other(self.turn)].into_iter();
        ends.find_map(|turn| journal.next(turn, limits).filter(|batch| !self.is_inquired(batch)))
    }

    fn attempt<'a>(
        &mut self,
        preamble: &[u8],
        payloads: impl Iterator<Item = &'a [u8]>,
    ) -> Result<Answer, Failure> {
        let mut request = std::mem::take(&mut self.request);
        request.clear();
        compose(preamble, payloads, &mut request).map_err(|reason| Failure {
            reason,
            retry: Retry::Never,
            blame: Blame::Content,
        })?;
        let request = Bytes::from(request);
        let answer = self.shipper.attempt(&request);
        if request.is_unique() && request.len() <= MAX_KEPT {
            self.request = request.into();
        }
        answer
    }

    /// So many records were taken, or some of them.
    fn note_taken(&mut self, records: u64, answer: &Answer) {
        let delivery = &self.depot.delivery;
        let items = if self.depot.signal == Signal::Metrics { 1 } else { records };
        if let Some(reason) = delivery.note_accepted(items, answer) {
            delivery.note_refused(&reason);
            self.depot.warn(Loss::Rejected.as_str(), &reason);
        }
        self.backoff = EndlessBackoff::new();
    }

    /// Sets one record aside for good, or drops it where that cannot be done: it must not hold up the rest.
    fn set_aside(&mut self, journal: &Journal, batch: &Batch, said: &str) {
        let (loss, reason) = match journal.set_aside(batch, said) {
            Ok(path) => (Loss::SetAside, format!("{said}; set aside as {}", path.display())),
            Err(error) => {
                journal.acknowledge(batch.clone());
                let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
                (Loss::Refused, format!("{said}; {error}{cause}"))
            }
        };
        let delivery = &self.depot.delivery;
        delivery.note_refused(&reason);
        self.depot.warn(loss.as_str(), &reason);
        self.depot.note_settled(batch.preamble(), 1);
        delivery.count(loss, 1);
    }

    /// Nobody took it; it is sent again.
    fn hold(&mut self, batch: Batch, failure: &Failure) -> Turned {
        // A newer state supersedes one that was not taken.
        if self.depot.keeps != Keeps::Last {
            self.held = Some(batch);
        }
        self.failed(failure)
    }

    fn failed(&mut self, failure: &Failure) -> Turned {
        self.depot.delivery.note_away(&failure.reason);
        let pause = self.backoff.pause(failure.retry);
        match failure.blame {
            Blame::Way => Turned::Failed(pause, matches!(failure.retry, Retry::After(_))),
            Blame::Content | Blame::Unclear => Turned::Refused(pause),
        }
    }

    /// The oldest first, and in between the newest, which a backlog of days must not hold up.
    fn swap(&mut self) {
        self.turn = other(self.turn);
    }
}

fn other(turn: Turn) -> Turn {
    match turn {
        Turn::Oldest => Turn::Newest,
        _ => Turn::Oldest,
    }
}

/// Lets the journal go when the thread ends, by a panic too, and tells those who wait.
struct Ended(Arc<Depot>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.close();
        self.0.bell.end();
        tracing::debug!(target: LOG_TARGET, signal = self.0.signal.as_str(), "the spool is closed");
    }
}

/// How often the same records are refused without a word on what is to blame, before that is looked into.
const PATIENCE: u32 = 3;
/// There are two ends from which records come, and so two places at which it can get stuck.
const MOST_INQUIRIES: usize = 2;
/// Refusals in a row, at the end, that do not say whether anything else would be taken.
const MOST_MISSES: u32 = 16;
/// Memory of a request that was larger is not kept.
const MAX_KEPT: usize = 4 * 1_024 * 1_024;
/// How long nothing is looked for where there should be something and is not.
const EMPTY: Duration = Duration::from_secs(1);

use std::{
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use genai_otel_journal::{
    AppendError, Incident, Journal, Keeps, Options, Place, Records, Space, Status, Sync, What,
};

use super::{Intake, ResolvedSpool, bell::Bell, notices::Notices, now, writer::IDLE};
use crate::{
    Loss, SetupError, Signal,
    delivery::{Delivery, LOG_TARGET},
    text::one_line,
};

/// What opens the journals of a pipeline, which share one budget.
#[derive(Debug)]
pub(crate) struct Depots {
    spool: ResolvedSpool,
    space: Space,
}

impl Depots {
    pub(crate) fn new(spool: &ResolvedSpool) -> Self {
        Self { spool: spool.clone(), space: Space::new(spool.max_bytes) }
    }

    /// The one of a signal, in a folder of its name. `preamble` is what its requests begin with.
    pub(crate) fn open(
        &self,
        signal: Signal,
        preamble: Vec<u8>,
        keeps: Keeps,
        delivery: Arc<Delivery>,
    ) -> Result<Arc<Depot>, SetupError> {
        let ResolvedSpool { origin, directory, sync, max_age, .. } = &self.spool;
        let options = Options::default()
            .preamble(preamble.clone())
            .sync(*sync)
            .space(self.space.clone())
            .keeps(keeps)
            // It reads what others left, which the thread that sends has the time for.
            .adopt_at_open(false);
        let journal = Journal::open(directory.join(signal.as_str()), options)
            .map_err(|error| SetupError::Spool { setting: origin.name(), source: error.into() })?;
        Ok(Arc::new(Depot {
            signal,
            preamble,
            keeps,
            max_age: *max_age,
            sync: *sync,
            delivery,
            bell: Bell::default(),
            notices: Notices::default(),
            journal: Mutex::new(Some(Arc::new(journal))),
            last: Mutex::default(),
            is_degraded: AtomicBool::new(false),
            own: AtomicU64::new(0),
            intake: OnceLock::new(),
        }))
    }
}

/// The journal of one signal, and what is known of it.
#[derive(Debug)]
pub(crate) struct Depot {
    pub(super) signal: Signal,
    preamble: Vec<u8>,
    pub(super) keeps: Keeps,
    pub(super) max_age: Option<Duration>,
    sync: Sync,
    pub(super) delivery: Arc<Delivery>,
    pub(crate) bell: Bell,
    notices: Notices,
    /// Nothing after the end.
    journal: Mutex<Option<Arc<Journal>>>,
    /// As it was at the end.
    last: Mutex<Status>,
    is_degraded: AtomicBool,
    /// Records that this process appended, less those of them that are settled.
    own: AtomicU64,
    /// Where what ended waits before, if it does.
    intake: OnceLock<Arc<Intake>>,
}

impl Depot {
    pub(super) fn set_intake(&self, intake: &Arc<Intake>) {
        let _first = self.intake.set(Arc::clone(intake));
    }

    /// Whether a thread writes what ends, which then looks after the journal as well.
    pub(super) fn has_writer(&self) -> bool {
        self.intake.get().is_some()
    }

    /// How many records are not yet in the journal.
    pub(crate) fn queued(&self) -> u64 {
        self.intake.get().map_or(0, |intake| intake.waiting())
    }

    /// Appends records, and wakes the thread that sends.
    ///
    /// # Errors
    ///
    /// They are not taken; counted, told and logged already.
    pub(super) fn append(&self, records: &Records) -> Result<(), String> {
        let count = u64::try_from(records.len()).unwrap_or(u64::MAX);
        let Some(journal) = self.journal() else { return Err("the spool is closed".to_owned()) };
        // Before they can be seen in the journal, where they would be taken for what others left.
        self.own.fetch_add(count, Ordering::Release);
        match journal.append(records, now().0) {
            Ok(place) => {
                if place == Place::Disk {
                    self.delivery.note_spooled(count);
                }
                self.is_degraded.store(place != Place::Disk, Ordering::Relaxed);
                self.bell.came(count);
                Ok(())
            }
            Err(error) => {
                self.settle_own(count);
                let loss = match error {
                    AppendError::MemoryFull { .. } => Loss::MemoryFull,
                    _ => Loss::SpoolFull,
                };
                let reason = format!("{count} are dropped: {error}");
                self.delivery.count(loss, count);
                self.delivery.note_unkept(&reason);
                self.warn(loss.as_str(), &reason);
                Err(reason)
            }
        }
    }

    /// How many records in the journal are not of this process.
    pub(super) fn left_by_others(&self, journal: &Journal) -> u64 {
        // In this order: what is seen in the journal is counted by then.
        let records = journal.status().records;
        records.saturating_sub(self.own.load(Ordering::Acquire))
    }

    /// So many found no room where what ended waits to be written; they are counted already.
    pub(super) fn note_dropped(&self, records: u64) {
        let reason = format!(
            "{records} are dropped: they ended faster than they could be written, or are too large"
        );
        self.delivery.note_unkept(&reason);
        self.warn(Loss::QueueFull.as_str(), &reason);
    }

    /// Whether what was appended is on the disk.
    ///
    /// # Errors
    ///
    /// Something is in memory alone; why.
    pub(crate) fn check_kept(&self) -> Result<(), String> {
        match self.status() {
            Status { memory_records: 0, .. } => Ok(()),
            Status { memory_records, degraded, .. } => Err(format!(
                "{memory_records} are kept in memory alone: {}",
                degraded.unwrap_or_else(|| "the spool cannot be written".to_owned())
            )),
        }
    }

    pub(crate) fn status(&self) -> Status {
        let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        match &*journal {
            // Under the lock: whoever closes the journal is to be the last to hold it.
            Some(journal) => journal.status(),
            None => self.last.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// So many records with this preamble are settled: delivered or lost.
    pub(super) fn note_settled(&self, preamble: &[u8], records: u64) {
        if preamble == self.preamble {
            self.settle_own(records);
        } else {
            self.note_recovered(records);
        }
    }

    /// Of so many records so many were too old. Whose they were is not known; the oldest are those of others as a rule.
    pub(super) fn note_expired(&self, before: u64, expired: u64) {
        let others = before.saturating_sub(self.own.load(Ordering::Relaxed)).min(expired);
        self.note_recovered(others);
        self.settle_own(expired.saturating_sub(others));
        self.delivery.count(Loss::Expired, expired);
    }

    fn settle_own(&self, records: u64) {
        let order = Ordering::Relaxed;
        let settled = |own: u64| Some(own.saturating_sub(records));
        let _before = self.own.fetch_update(order, order, settled);
    }

    fn note_recovered(&self, records: u64) {
        self.delivery.note_recovered(records);
    }

    /// How often somebody has to look after the journal.
    pub(super) fn upkeep(&self) -> Duration {
        if self.is_degraded.load(Ordering::Relaxed) {
            return PROBING;
        }
        match self.sync {
            Sync::Interval(interval) => interval.clamp(SHORTEST, IDLE),
            _ => IDLE,
        }
    }

    /// Looks after the journal, and tells what happened to it.
    pub(super) fn upkeep_now(&self, now: Instant) {
        let Some(journal) = self.journal() else { return };
        journal.sync_if_due(now);
        for incident in journal.incidents() {
            self.note(&incident);
        }
    }

    /// Says something of a kind that may happen again and again.
    pub(super) fn warn(&self, kind: &'static str, reason: &str) {
        if let Some(omitted) = self.notices.tell(kind, now().1) {
            let signal = self.signal.as_str();
            tracing::warn!(target: LOG_TARGET, signal, kind, reason, omitted, "telemetry is lost");
        }
    }

    pub(super) fn journal(&self) -> Option<Arc<Journal>> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for the thread that writes, which looks after the journal to its end.
    pub(super) fn wait_for_writer(&self) {
        if let Some(intake) = self.intake.get() {
            intake.wait_ended();
        }
    }

    /// Lets the journal go, for the next who opens the directory.
    pub(super) fn close(&self) {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = journal.take() {
            let status = journal.status();
            // Somebody else holds it after a panic alone, and then closes it by letting go.
            let status = Arc::into_inner(journal).map_or(status, Journal::close);
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = status;
        }
    }

    fn note(&self, incident: &Incident) {
        let signal = self.signal.as_str();
        match &incident.what {
            What::Degraded { reason } => {
                self.is_degraded.store(true, Ordering::Relaxed);
                self.delivery.note_said(reason);
            }
            What::Recovered { records } => {
                self.is_degraded.store(false, Ordering::Relaxed);
                self.delivery.note_spooled(*records);
                let incident = one_line(&incident.to_string()).into_owned();
                tracing::info!(target: LOG_TARGET, signal, incident, "the spool is in order again");
                return;
            }
            What::Removed { records } => {
                self.settle_own(*records);
                self.delivery.count(Loss::Removed, *records);
            }
            // What is damaged was left by others as a rule, as this process has just written its own.
            What::Damaged { records, .. } => {
                self.note_recovered(*records);
                self.delivery.count(Loss::Damaged, *records);
            }
            _ => {}
        }
        let incident = one_line(&incident.to_string()).into_owned();
        tracing::warn!(target: LOG_TARGET, signal, incident, "the spool is not as it should be");
    }
}

/// How often a disk is tried that could not be written.
const PROBING: Duration = Duration::from_secs(1);
/// No disk is synced more often than this.
const SHORTEST: Duration = Duration::from_millis(10);

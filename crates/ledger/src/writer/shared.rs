//! What the handles and the thread have in common.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use genai_otel_core::Clock;
use genai_otel_journal::LinesStatus;
use jiff::Timestamp;

use super::notices::{Notices, Trouble};
use super::queue::Queue;
use super::recent_ids::RecentIds;
use super::status::WriterStatus;
use crate::line::Stamp;

/// What the handles and the thread have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) queue: Queue,
    pub(super) clock: Arc<dyn Clock>,
    /// Who writes: 16 hexadecimal digits.
    writer: String,
    service: Option<String>,
    notices: Notices,
    written: AtomicU64,
    bytes: AtomicU64,
    last_error: Mutex<Option<String>>,
    file: Mutex<PathBuf>,
    closed: Mutex<LinesStatus>,
    ids: Mutex<RecentIds>,
}

impl Shared {
    pub(super) fn new(
        queue: Queue,
        clock: Arc<dyn Clock>,
        (writer, service): (String, Option<String>),
        (file, ids): (&Path, RecentIds),
    ) -> Self {
        Self {
            queue,
            clock,
            writer,
            service,
            notices: Notices::default(),
            written: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            last_error: Mutex::default(),
            file: Mutex::new(file.to_owned()),
            closed: Mutex::default(),
            ids: Mutex::new(ids),
        }
    }

    pub(super) fn stamp<'a>(&'a self, seq: u64, id: Option<&'a str>, now: Timestamp) -> Stamp<'a> {
        Stamp { writer: &self.writer, seq, id, service: self.service.as_deref(), now }
    }

    pub(super) fn ids(&self) -> MutexGuard<'_, RecentIds> {
        lock(&self.ids)
    }

    pub(super) fn tell(&self, trouble: Trouble, calls: u64, what: &dyn fmt::Display) {
        match trouble {
            Trouble::Lost if calls == 0 => return,
            Trouble::Disk | Trouble::Incident => *lock(&self.last_error) = Some(what.to_string()),
            _ => {}
        }
        self.notices.tell(trouble, calls, self.clock.monotonic(), what);
    }

    pub(super) fn note_written(&self, calls: u64, bytes: usize) {
        self.written.fetch_add(calls, Ordering::Relaxed);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn set_file(&self, path: &Path) {
        let mut file = lock(&self.file);
        if *file != path {
            path.clone_into(&mut file);
        }
    }

    pub(super) fn set_closed(&self, closed: LinesStatus) {
        *lock(&self.closed) = closed;
    }

    pub(super) fn status(&self) -> WriterStatus {
        let counts = self.queue.counts();
        WriterStatus {
            writer: self.writer.clone(),
            file: lock(&self.file).clone(),
            closed: *lock(&self.closed),
            written: self.written.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            waiting: counts.waiting,
            waiting_bytes: counts.waiting_bytes,
            refused: counts.refused,
            lost: counts.lost,
            last_error: lock(&self.last_error).clone(),
        }
    }
}

/// Locks, also after another thread has panicked in there: nothing is left half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The thread that encodes what waits and appends it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use genai_otel_journal::Lines;
use jiff::Timestamp;

use super::notices::Trouble;
use super::queue::{Item, Taken};
use super::shared::Shared;
use crate::line::{self, Gap};

/// The thread that encodes what waits and appends it.
#[derive(Debug)]
pub(super) struct Scribe {
    shared: Arc<Shared>,
    lines: Lines,
    /// The number of the line that was encoded last.
    seq: u64,
    batch: Batch,
    /// When the files are looked after next, on the monotonic clock.
    tended_until: Duration,
}

/// Lines that are encoded and not yet written.
#[derive(Debug, Default)]
struct Batch {
    lines: Vec<u8>,
    /// What its calls took while they waited.
    bytes: u64,
    calls: u64,
    /// Refused calls that its gaps tell of.
    refused: u64,
}

impl Scribe {
    pub(super) fn new(shared: Arc<Shared>, lines: Lines) -> Self {
        Self { shared, lines, seq: 0, batch: Batch::default(), tended_until: Duration::ZERO }
    }

    /// Writes until nothing comes any more. What cannot be written at the end is counted as lost.
    pub(super) fn run(mut self) {
        let shared = Arc::clone(&self.shared);
        let end = End(&shared);
        let mut items = Vec::new();
        loop {
            let Taken { gap, turns, is_last } = shared.queue.take(&mut items, UPKEEP);
            for item in items.drain(..) {
                self.encode(&item);
                if self.batch.lines.len() >= MAX_BATCH {
                    self.append();
                }
            }
            if let Some((refused, since)) = gap {
                self.encode_gap(refused, since);
            }
            self.append();
            if turns {
                self.rotate();
            }
            self.tend();
            if is_last {
                break;
            }
        }
        // Forces to the disk what is not there yet. The lock of the file is free before somebody hears that this has ended.
        drop(self);
        drop(end);
    }

    fn encode(&mut self, item: &Item) {
        self.seq = self.seq.saturating_add(1);
        let stamp = self.shared.stamp(self.seq, item.id.as_deref(), self.now());
        line::write(&item.record, &stamp, &mut self.batch.lines);
        self.batch.bytes = self.batch.bytes.saturating_add(item.bytes());
        self.batch.calls = self.batch.calls.saturating_add(1);
    }

    fn encode_gap(&mut self, refused: u64, since: SystemTime) {
        self.seq = self.seq.saturating_add(1);
        let stamp = self.shared.stamp(self.seq, None, self.now());
        let gap = Gap::new(refused, timestamp(since));
        line::write_gap(&gap, &stamp, &mut self.batch.lines);
        self.batch.refused = self.batch.refused.saturating_add(refused);
        self.shared.tell(Trouble::QueueFull, refused, &"the queue of the ledger was full");
    }

    /// Appends the batch with one write, however often that has to be tried.
    fn append(&mut self) {
        if self.batch.lines.is_empty() {
            return;
        }
        let shared = &self.shared;
        let mut pause = FIRST_PAUSE;
        let is_written = loop {
            let Err(error) = self.lines.append(&self.batch.lines, shared.clock.now()) else {
                break true;
            };
            shared.tell(Trouble::Disk, 0, &error);
            if !shared.queue.pause(pause, error.to_string()) {
                break false;
            }
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        };
        let Batch { bytes, calls, refused, .. } = self.batch;
        if is_written {
            shared.note_written(calls, self.batch.lines.len());
            shared.queue.note_written(bytes, calls, refused);
        } else {
            shared.queue.note_lost(bytes, calls, refused);
            shared.tell(Trouble::Lost, calls, &"the disk took nothing until the end");
        }
        let mut lines = std::mem::take(&mut self.batch.lines);
        lines.clear();
        // Memory of a burst that was larger is not kept.
        lines.shrink_to(MAX_BATCH.saturating_mul(2));
        self.batch = Batch { lines, ..Batch::default() };
    }

    /// Closes the file because somebody asked for it.
    fn rotate(&mut self) {
        if let Err(error) = self.lines.rotate(self.shared.clock.now()) {
            self.shared.tell(Trouble::Disk, 0, &error);
        }
        if let Some(path) = self.lines.path() {
            self.shared.set_file(path);
        }
        self.shared.set_closed(self.lines.status());
        self.shared.queue.note_turned();
    }

    /// Looks after the files, once a second.
    fn tend(&mut self) {
        if let Some(path) = self.lines.path() {
            self.shared.set_file(path);
        }
        let now = self.shared.clock.monotonic();
        if now < self.tended_until {
            return;
        }
        self.tended_until = now.saturating_add(UPKEEP);
        if let Err(error) = self.lines.tend(self.shared.clock.now()) {
            self.shared.tell(Trouble::Disk, 0, &error);
        }
        for incident in self.lines.incidents() {
            self.shared.tell(Trouble::of(&incident.what), 0, &incident);
        }
        self.shared.set_closed(self.lines.status());
    }

    fn now(&self) -> Timestamp {
        timestamp(self.shared.clock.now())
    }
}

/// The time in a line. What no calendar knows is the start of 1970.
pub(super) fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Tells those who wait when the thread ends, by a panic too.
struct End<'a>(&'a Shared);

impl Drop for End<'_> {
    fn drop(&mut self) {
        let left = self.0.queue.end();
        self.0.tell(Trouble::Lost, left, &"the thread of the ledger has ended");
    }
}

/// How often files are looked after while nothing comes.
const UPKEEP: Duration = Duration::from_secs(1);
/// Bytes of lines that are appended with one write, and one line.
const MAX_BATCH: usize = 256 * 1_024;
/// How long a disk that took nothing is left alone; then twice as long, and so on.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

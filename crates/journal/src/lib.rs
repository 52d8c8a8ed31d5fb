//! A directory of append-only segment files that several processes share and that outlives a kill. Bytes only: it knows
//! nothing of what is in them, writes no log, and reads no clock; only what looks after closed files of lines, if it is
//! asked for, is a thread.
//!
//! ```text
//!   Journal of this process                      one directory                     Journal of another process
//!  ─────────────────────────       ──────────────────────────────────────────     ────────────────────────────
//!   append ──► one write ────────►  lane, locked by its writer
//!     │                               00000001.seg  preamble, records ──┐
//!     │ disk says no                  00000002.seg  preamble, rec…      │          append ──► its own lane
//!     ▼                                                                 │
//!   memory ◄─── tried again ───►                                        │
//!     │                             lane of a dead writer: adopted by ──┤
//!     └───────────────────────┐     whoever gets its lock first         │
//!                             ▼                                         ▼
//!   next(Oldest | Newest) ◄── batch of one segment ◄────────────────────┘
//!   acknowledge(batch) ────►  cursor forward; a segment that is done with is deleted
//!                             set-aside/: damaged segments, refused records
//! ```
//!
//! Each writer appends to segments in a folder of its own, its *lane*, and holds a lock there as long as it lives. A
//! lane whose lock can be taken is one of the dead: [`Journal::open`] and [`Journal::adopt`] take those over and hand
//! out what is in them. A record is handed out, by whoever owns its lane, until it is acknowledged.
//!
//! ```
//! use std::time::{Instant, SystemTime};
//!
//! use genai_otel_journal::{Journal, Limits, Options, Place, Records, Turn};
//!
//! # #[allow(clippy::disallowed_methods)]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let directory = folder.path().join("spool");
//! let options = || Options::default().preamble(b"service.name=shop".to_vec());
//! let journal = Journal::open(&directory, options())?;
//!
//! let mut records = Records::new();
//! records.push(b"first")?;
//! records.push(b"second")?;
//! assert_eq!(journal.append(&records, SystemTime::now())?, Place::Disk); // from here on a kill loses nothing
//! journal.sync_if_due(Instant::now()); // now and then
//! drop(journal); // or the process dies
//!
//! let journal = Journal::open(&directory, options())?;
//! while let Some(batch) = journal.next(Turn::Oldest, Limits::default()) {
//!     assert_eq!(batch.preamble(), b"service.name=shop");
//!     for (_appended, payload) in batch.records() {
//!         assert!([&b"first"[..], b"second"].contains(&payload));
//!     }
//!     journal.acknowledge(batch);
//! }
//! assert_eq!(journal.status().records, 0);
//! # Ok(())
//! # }
//! ```
//!
//! # What survives what
//!
//! | [`Sync`] | the process is killed | power is lost, the system crashes | an append waits for |
//! | --- | --- | --- | --- |
//! | [`Never`](Sync::Never) | every record that was appended | what the system happened to have written | the page cache |
//! | [`Interval`](Sync::Interval) (1 s) | every record that was appended | every record from before the last [`sync_if_due`](Journal::sync_if_due) that was due | the page cache |
//! | [`Always`](Sync::Always) | every record that was appended | every record that was appended | the disk |
//!
//! Appended means that [`append`](Journal::append) returned [`Place::Disk`]. A journal that is closed or dropped syncs,
//! unless it never does. Cursors are not synced: after a loss of power acknowledged records may come again, after a
//! kill only the batch that was not acknowledged yet does. What an interrupted write left behind is cut, counted and
//! told as an [`Incident`].
//!
//! # Bounds and defaults
//!
//! | what | default | at the bound |
//! | --- | --- | --- |
//! | [`Options::max_bytes`], or a [`Space`] that journals share | 512 MiB | the newest is refused: [`AppendError::Full`] |
//! | [`Options::segment_bytes`] | 8 MiB, at most an eighth of the space | the next segment is begun; one append is never split |
//! | [`Options::max_memory`], used while the disk cannot be written | 16 MiB | the newest is refused: [`AppendError::MemoryFull`] |
//! | [`Options::max_set_aside`] | 64 MiB | a damaged segment is deleted, which an [`Incident`] tells; [`SetAsideError::Full`] |
//! | [`MAX_RECORD`] | 64 MiB | [`RecordTooLong`] |
//! | [`Limits`] of a batch | 512 records, 3 MiB | one record is handed out even if it is larger |
//! | incidents that nobody asked for | 256 | counted |
//! | age | none | [`Journal::expire`] drops what is older than it is told |
//!
//! # When things go wrong
//!
//! | what happens | what the journal does |
//! | --- | --- |
//! | the directory cannot be made, written or locked at the start | [`OpenError`], which says what to do |
//! | disk full, read-only, failing | appends go to memory ([`Place::Memory`]); the disk is tried again after 1 s, 2 s … 30 s by [`sync_if_due`](Journal::sync_if_due), and memory goes there; [`Status::degraded`] says why |
//! | files are removed | within a second the lane is made anew; what was in them is counted ([`What::Removed`]) |
//! | bytes of a segment are damaged | skipped and counted ([`What::Damaged`]); the segment is set aside once its good records are acknowledged |
//! | a segment is of another format, or not where it was written | set aside ([`What::Unreadable`]) |
//! | a cursor cannot be saved, a segment not deleted | tried again every second; meanwhile a kill repeats records |
//! | the clock goes back | ages are zero; nothing expires, nothing is reordered |
//!
//! A batch that was handed out from memory just before the disk recovered may come again from the disk.
//!
//! The [format](https://github.com/genai-otel/genai-otel/blob/main/docs/reference/journal-format.md) has a page of its
//! own.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `lines` | no | `Lines`, files of nothing but lines that any tool reads, closed by size and calendar; their limits stand there |
//! | `gzip`, `zstd` | no | `lines`, and the compression of closed files |
//! | `testing` | no | `Simulated`, a file system in memory that loses what is not synced, fills up and fails on demand |
//!
//! # Limits
//!
//! - Local file systems. The lock is `flock`: on NFS and the like it may hold for one machine only, or not at all, and
//!   two processes on different machines would take each other for dead.
//! - A process forked without `exec` has the lock and the segment of its parent open: there a journal takes nothing
//!   ([`AppendError::Forked`]) and hands nothing out. Open one after the fork. While such a child lives its parent's
//!   lane is not adopted.
//! - Made for Unix. Elsewhere it has no private modes, and does not notice files that were replaced by others.
//! - The mode of a directory that was there before is left as it is; what is made in it is private.
//! - Adopting reads whole what the dead left, at the speed of the disk. [`Options::adopt_at_open`] leaves that to a
//!   later [`Journal::adopt`].
//! - Order holds within a segment. Between writers there is none.
//! - A record is at most 64 MiB, and one append is held in memory whole.
//! - Of random damage one in 2³² keeps its checksum and is not noticed. They guard against accidents, not against
//!   somebody who writes in the directory.

mod adoption;
mod batch;
mod catalog;
mod cursor;
mod directory;
mod error;
mod file_system;
mod incident;
mod journal;
mod lane;
#[cfg(feature = "lines")]
mod lines;
mod lock;
mod memory;
mod options;
mod place;
mod reader;
mod records;
mod segment;
mod set_aside;
mod space;
mod status;
mod store;
mod timestamp;
mod trouble;
mod writer;

pub use batch::{Batch, Limits, Turn};
pub use error::{AppendError, OpenError, SetAsideError};
#[cfg(feature = "testing")]
pub use file_system::Simulated;
pub use file_system::{Entry, File, FileSystem, Kind, Metadata};
pub use incident::{Incident, What};
pub use journal::Journal;
#[cfg(feature = "lines")]
pub use lines::{
    Calendar, ClosedFile, Compression, KeeperLock, LineFiles, Lines, LinesOptions, LinesStatus,
    OpenFile, OpenState,
};
pub use options::{Keeps, Options, Sync};
pub use place::Place;
pub use records::{MAX_RECORD, RecordTooLong, Records};
pub use space::Space;
pub use status::Status;

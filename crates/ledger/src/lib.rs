//! The usage ledger: every call as a line of JSON on disk, and the answers from it. No server, no database, no sampling.
//!
//! ```text
//!  calls of an Instrumentation ─┐                                  calls.jsonl ─ closed ─▶ calls-….jsonl.gz
//!  (LedgerWriter is its sink)   ├─▶ queue ─▶ thread ─▶ one write ─▶     │                        │ kept, archived,
//!  LoggedCall: made elsewhere ──┘   bounded  for many calls             │                        ▼ deleted
//!                                     │                                 ▼
//!                     full: refused, counted,                     Ledger ─▶ query ─▶ Report: sums by group, Entry by Entry
//!                     told by a line of its own                         ├─▶ verify ─▶ Verification: every fault, with its place
//!                                                                       ├─▶ Follow: what is added, step by step
//!                                                                       └─▶ limits, anomaly, Export, Entry::reprice
//! ```
//!
//! # Writing
//!
//! ```
//! use std::time::Duration;
//!
//! use genai_otel_core::Instrumentation;
//! use genai_otel_ledger::{LedgerWriter, LoggedCall};
//!
//! # let folder = tempfile::tempdir()?;
//! # let directory = folder.path().join("ledger");
//! let ledger = LedgerWriter::builder(&directory).service("shop").open()?;
//! let genai = Instrumentation::builder().sink(ledger.clone()).build();
//!
//! let call = genai.track_llm_call("openai", "gpt-4o").user_id("u-1").start();
//! call.set_token_usage(120, 30);
//! call.finish();
//!
//! ledger.log_call(LoggedCall::ocr("mistral", "mistral-ocr-latest", 3).id("invoices/7"));
//! ledger.flush(Duration::from_secs(5))?; // from here on both survive the process
//! assert_eq!(ledger.status().written, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`LedgerOptions::from_env`] reads the variables `GENAI_OTEL_LEDGER_*`, which the
//! [guide](https://github.com/genai-otel/genai-otel/blob/main/docs/guide/ledger.md) lists. A
//! [line](https://github.com/genai-otel/genai-otel/blob/main/docs/reference/ledger-line.md) has no prompt, no answer and no
//! argument of a tool.
//!
//! # Asking
//!
//! ```
//! use genai_otel_ledger::{Field, Filter, Key, Ledger};
//!
//! # let folder = tempfile::tempdir()?;
//! # let directory = folder.path();
//! let lines = r#"{"timestamp":"2026-11-28T10:00:00Z","model":"gpt-4o","user_id":"u-1","input_tokens":120,"cost":0.0006}
//! {"timestamp":"2026-11-29T10:00:00Z","model":"gpt-4o","user_id":"u-1","input_tokens":80,"cost":0.0004}
//! {"timestamp":"2026-11-29T11:00:00Z","model":"rocket-9","user_id":"u-2","input_tokens":50}
//! "#;
//! std::fs::write(directory.join("calls.jsonl"), lines)?;
//!
//! let ledger = Ledger::open(directory)?;
//! let report = ledger.query().filter(Filter::parse("model ~ gpt")?).by(Key::Field(Field::User)).report()?;
//! assert_eq!(report.groups.len(), 1);
//! let group = &report.groups[0];
//! assert_eq!(group.values, [Some("u-1".to_owned())]);
//! assert_eq!((group.totals.calls, group.totals.input_tokens()), (2, 200));
//! assert_eq!(group.totals.costs[0].to_string(), "0.001 USD");
//! assert_eq!((report.scanned.lines, report.scanned.bad), (3, 0)); // always look: what was not understood is in no sum
//!
//! assert!(ledger.verify()?.is_clean());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Lines of other programs are read as well, strictly; those of ours by their checksums, which is what makes it fast.
//! The command `genai-otel` (`genai-otel-cli`) asks all this from a shell.
//!
//! # What survives what
//!
//! | [`Sync`] | the process is killed | power is lost, the system crashes |
//! | --- | --- | --- |
//! | [`Never`](Sync::Never) | every call that was written | what the system happened to have written |
//! | [`Interval`](Sync::Interval) (1 s) | every call that was written | all but about the last second |
//! | [`Always`](Sync::Always) | every call that was written | every call that was written |
//!
//! Written means that [`flush`](LedgerWriter::flush) returned `Ok` after the call had ended. Without a flush a call is written
//! after 10 ms at most, while the disk takes it.
//!
//! # Bounds and defaults
//!
//! | what | default | at the bound |
//! | --- | --- | --- |
//! | [`LedgerOptions::queue`], [`queue_bytes`](LedgerOptions::queue_bytes) | 8,192 calls, 32 MiB | the newest is refused and counted; a line tells how many are missing, and since when |
//! | [`LedgerOptions::max_file_size`] | 64 MiB | the file is closed and the next one begun; also by [`rotate`](LedgerOptions::rotate) at a turn of the calendar |
//! | [`LedgerOptions::max_age`], [`max_total_size`](LedgerOptions::max_total_size) | none | the oldest closed files are deleted or archived |
//! | processes that write in one directory, each a file of its own | 1,024 | opening is an error |
//! | ids of callers that a writer knows | 65,536, and those in its file | the oldest is forgotten, and could be written again |
//! | the end, when the last handle is dropped | 5 s | what is not written then is lost, and told to the log |
//! | a line that is read | 16 MiB | it is a bad line |
//! | groups of a question: `Query::memory` | 420 MiB, about a million | an error, never a part of the answer; with `Query::top` several passes |
//! | quantiles | exact up to 256 calls of a group | at most 1 % off |
//! | bad lines that are kept with their reasons | 20; 10,000 of `Ledger::verify` | counted |
//!
//! # When things go wrong
//!
//! | what happens | what is done |
//! | --- | --- |
//! | the directory cannot be made or written at the start, a setting cannot be | [`WriterError`], which names it |
//! | the disk is full, read-only, away | calls wait in the queue; it is tried again after 0.1 s, 0.2 s … 30 s; [`WriterStatus::last_error`] says why |
//! | it stays so until the end | [`LedgerFlushError::Lost`] says how many calls are lost |
//! | a line is torn by a kill | cut when the file is opened again; the next line begins behind whole ones |
//! | the file is removed or replaced | a new one is begun, which is told |
//! | the process forks | the child writes nothing, and [`flush`](LedgerWriter::flush) says so |
//! | a line is damaged, or not understood | left out of every answer, and told with file, number and reason in `Scanned` |
//! | a compressed file breaks off | what can be decompressed is read, and the rest is told as a line that is not understood |
//! | a file cannot be read, or becomes shorter meanwhile | an error that names it; there is no answer from the rest |
//! | a file is named twice, or has several names | read once |
//! | a file is closed or compressed while it is asked | read once, under whichever name |
//!
//! Nothing of the writing reaches the application: it is in [`LedgerWriter::status`], and in the log (`tracing`, target
//! `genai_otel`) once a minute for each kind.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `query` | yes | what reads: `Ledger`, `Query`, `Verification`, `Follow`, `Export`, `limits`, `anomaly` |
//! | `sample` | no | `sample`, a believable ledger that is made up, the same for the same seed |
//!
//! # Limits
//!
//! - It is an account of files on one machine, not a database: each question reads what it asks about from its start. For a
//!   fleet, send spans and metrics to a collector.
//! - Local file systems, and what `genai-otel-journal` says of its `Lines`.
//! - Costs of several currencies are several sums; none is converted.
//! - Ids that callers gave are compared by one writer, with those that it knows. `Ledger::verify` finds those that stand twice.

#[cfg(feature = "query")]
pub mod anomaly;
#[cfg(feature = "query")]
mod compact;
mod entry;
#[cfg(feature = "query")]
mod error;
#[cfg(feature = "query")]
mod export;
#[cfg(feature = "query")]
mod file_lines;
#[cfg(feature = "query")]
mod follow;
#[cfg(feature = "query")]
mod ledger;
#[cfg(feature = "query")]
pub mod limits;
mod line;
mod logged;
#[cfg(feature = "query")]
pub mod query;
#[cfg(feature = "query")]
pub mod reconcile;
#[cfg(feature = "query")]
mod reprice;
#[cfg(feature = "sample")]
pub mod sample;
#[cfg(feature = "query")]
mod scan;
#[cfg(feature = "query")]
mod scanned;
mod status;
#[cfg(feature = "query")]
mod verify;
mod writer;

#[cfg(feature = "query")]
pub use self::compact::{CompactError, Compacted, Compaction, MergedMonth};
pub use self::entry::{AttemptEntry, Entry, Parameters};
#[cfg(feature = "query")]
pub use self::error::{BadLine, LedgerError};
#[cfg(feature = "query")]
pub use self::export::{Export, ExportFormat};
#[cfg(feature = "query")]
pub use self::follow::{Follow, Followed};
#[cfg(feature = "query")]
pub use self::ledger::Ledger;
pub use self::line::{Gap, Line};
pub use self::logged::{Logged, LoggedCall};
#[cfg(feature = "query")]
pub use self::query::{
    ByStatus, EnergyTotals, Field, Filter, FilterError, Group, Key, Measure, Op, Others, Period,
    Query, Report, Totals,
};
#[cfg(feature = "query")]
pub use self::reprice::Repriced;
#[cfg(feature = "query")]
pub use self::scan::Progress;
#[cfg(feature = "query")]
pub use self::scanned::Scanned;
pub use self::status::Status;
#[cfg(feature = "query")]
pub use self::verify::{Fault, Finding, Note, Problem, Verification};
pub use self::writer::{LedgerFlushError, LedgerOptions, LedgerWriter, WriterError, WriterStatus};
#[doc(no_inline)]
pub use genai_otel_journal::{
    Calendar, Compression, KeeperLock, LineFiles, LinesStatus, OpenFile, OpenState, Sync,
};

//! What can be wrong with writing a ledger.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use genai_otel_journal::OpenError;

/// Why a ledger cannot be written. Nothing was started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriterError {
    /// A variable of the environment has a value that it cannot have.
    #[error("{variable} is `{value}`, expected {expected}")]
    Environment {
        /// The variable.
        variable: &'static str,
        /// Its value.
        value: String,
        /// What it accepts.
        expected: &'static str,
    },
    /// A setting has a value that it cannot have.
    #[error("the setting `{setting}` is `{value}`, expected {expected}")]
    Setting {
        /// The setter.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What it accepts.
        expected: &'static str,
    },
    /// The directory or the file in it cannot be used.
    #[error("the ledger in `{}` cannot be written: {source}", directory.display())]
    Open {
        /// The directory.
        directory: PathBuf,
        /// What is wrong with it, by name.
        #[source]
        source: OpenError,
    },
    /// The operating system refused the thread.
    #[error("cannot start the thread that writes the ledger: {0}")]
    Thread(#[source] io::Error),
}

/// Why not everything was written that was to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerFlushError {
    /// The time passed first. After a flush, what waits is written as soon as that is possible; after a shutdown it is lost.
    #[error(
        "{waiting} calls are not in the ledger after {after:?}{}",
        said(last_error.as_deref())
    )]
    TimedOut {
        /// The bound that was given.
        after: Duration,
        /// Calls that wait still.
        waiting: u64,
        /// What the disk said last, where it takes nothing.
        last_error: Option<String>,
    },
    /// Calls are lost: the writer was shut down before the disk took them.
    #[error("{calls} calls are lost to the ledger{}", said(last_error.as_deref()))]
    Lost {
        /// How many.
        calls: u64,
        /// What the disk said last.
        last_error: Option<String>,
    },
    /// The process was forked off after the ledger was opened, and the writing thread is in its parent.
    #[error(
        "the ledger is written by the process that this one was forked from; open one after the fork"
    )]
    Forked,
}

fn said(error: Option<&str>) -> String {
    error.map_or_else(String::new, |error| format!(": {error}"))
}

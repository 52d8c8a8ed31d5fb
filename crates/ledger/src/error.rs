//! What can be wrong with a ledger.

use std::io;
use std::path::PathBuf;

use genai_otel_core::Currency;

use crate::query::FilterError;

/// Why a ledger could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A path that is not there or cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A reader that was read by another question.
    #[error("{} was read before: it can be asked only once", path.display())]
    AlreadyRead {
        /// Its name.
        path: PathBuf,
    },
    /// A directory whose files get new names faster than they can be opened.
    #[error("the files in {} are closed faster than they can be opened", path.display())]
    Restless {
        /// The directory, or the first of several.
        path: PathBuf,
    },
    /// More groups than there is memory for.
    #[error(
        "{groups} groups and more take over {} MiB: name fewer keys, filter the calls, list only the first, or allow more memory",
        memory >> 20
    )]
    TooManyGroups {
        /// How many there were when it was noticed.
        groups: u64,
        /// How many bytes they may take.
        memory: usize,
    },
    /// Costs whose sum is beyond what a sum can be, which no bill is: some line is wrong.
    #[error(
        "costs in {currency} add up to more than can be summed: `top --by cost` shows the lines that are wrong"
    )]
    TooMuchMoney {
        /// The currency of the sum.
        currency: Currency,
    },
    /// A filter that cannot be compared.
    #[error(transparent)]
    Filter(#[from] FilterError),
}

/// A line that is not understood, and was left out of every answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadLine {
    /// The file.
    pub file: PathBuf,
    /// Its number, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

//! Why a command could not even say no.

use std::io;
use std::path::PathBuf;

use genai_otel_ledger::{CompactError, LedgerError};

/// Why a command could not even say no. The command then ends with exit code 2.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What was typed has no meaning.
    #[error("{what}")]
    Usage {
        /// What is wrong with it.
        what: String,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file or directory cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file with prices is wrong.
    #[error("{0}")]
    Prices(#[from] genai_otel_pricing::PriceFileError),
    /// A file with prices that the environment names is wrong.
    #[error("environment variable GENAI_OTEL_PRICES: {0}")]
    Variable(genai_otel_pricing::PriceFileError),
    /// A ledger is not there.
    #[error(
        "there is no ledger {}: name the directory that the application writes to, or one of its files",
        path.display()
    )]
    NoLedger {
        /// Where it should be.
        path: PathBuf,
    },
    /// A file of a ledger may not be read.
    #[error(
        "may not read {}: run this as a user who may, such as the one that the application runs as, or name other files",
        path.display()
    )]
    Forbidden {
        /// The file or directory.
        path: PathBuf,
    },
    /// A ledger cannot be read.
    #[error(transparent)]
    Ledger(LedgerError),
    /// Files of a ledger cannot be closed or merged.
    #[error(transparent)]
    Files(#[from] CompactError),
    /// A provider's export is not understood.
    #[error("{}: {what}", path.display())]
    Export {
        /// The file.
        path: PathBuf,
        /// What of it, by line and column.
        what: String,
    },
    /// The answer could not be written.
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
    /// The answer could not be put as JSON.
    #[error("cannot put the answer as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Unreadable { path, source }
                if source.kind() == io::ErrorKind::NotFound =>
            {
                Self::NoLedger { path }
            }
            LedgerError::Unreadable { path, source }
                if source.kind() == io::ErrorKind::PermissionDenied =>
            {
                Self::Forbidden { path }
            }
            error => Self::Ledger(error),
        }
    }
}

impl Failure {
    /// What was typed has no meaning.
    pub(crate) fn usage(what: impl ToString) -> Self {
        Self::Usage { what: what.to_string() }
    }

    /// Whether the reader of the answer went away, which is no failure.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        match self {
            Self::Output(error) => error.kind() == io::ErrorKind::BrokenPipe,
            Self::Json(error) => error.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
            _ => false,
        }
    }
}

//! A state that cannot be read or written.

use std::io;
use std::path::PathBuf;

/// A state of budgets that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The file, or one beside it, cannot be used.
    #[error("{}: cannot {what} the state of budgets", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// Another process has it.
    #[error("{}: the state of budgets belongs to another process; give each a file of its own", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It is torn or damaged, or of a later version.
    #[error("{}, line {line}: the state of budgets is not whole: {problem}; remove it to begin anew, or to rebuild it from a ledger", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        problem: &'static str,
    },
}

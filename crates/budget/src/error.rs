//! Budgets that cannot be kept.

use std::sync::Arc;

use crate::file::BudgetFileError;
use crate::state::StateError;

/// Budgets that cannot be kept as they are configured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BudgetError {
    /// One of them is wrong by itself.
    #[error("budget `{budget}`: {problem}")]
    Budget {
        /// Its name.
        budget: Arc<str>,
        /// What is wrong.
        problem: &'static str,
    },
    /// Two have one name.
    #[error("there are two budgets `{budget}`: a name is given once")]
    Twice {
        /// The name.
        budget: Arc<str>,
    },
    /// Their file cannot be used.
    #[error(transparent)]
    File(#[from] BudgetFileError),
    /// Their state cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// There are too many.
    #[error("there are {count} budgets, of at most {max}")]
    TooMany {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: usize,
    },
}

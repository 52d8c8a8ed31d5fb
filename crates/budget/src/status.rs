//! How budgets are doing.

use std::sync::Arc;
use std::time::SystemTime;

use crate::amount::Amount;

/// One account of one budget at a moment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BudgetStatus {
    /// The budget.
    pub budget: Arc<str>,
    /// The account; nothing where the budget has only one. Empty for calls that have no value for what accounts are told
    /// apart by, [`SHARED`](crate::SHARED) for those that found no room.
    pub account: Option<Arc<str>>,
    /// The limit.
    pub limit: Amount,
    /// What was spent in the window.
    pub spent: Amount,
    /// What is held for calls that run.
    pub reserved: Amount,
    /// The limit less what is spent and held. Below zero where more was used than there was.
    pub left: Amount,
    /// How many percent of the limit are spent.
    pub percent: f64,
    /// When the window began; nothing for a total.
    pub starts_at: Option<SystemTime>,
    /// When it ends; nothing for a total and for a sliding one, which always ends now.
    pub ends_at: Option<SystemTime>,
    /// How many calls were refused in the window, those among them that were started all the same; in a sliding one and
    /// a total, since the start.
    pub refused: u64,
    /// How many calls counted in the window, or since the start, whose cost is not known.
    pub unpriced: u64,
}

/// How the budgets themselves are doing, in numbers since the start. Nothing of it reaches the application. Panics, and
/// states that are not written or not understood, are also logged (`tracing`, target `genai_otel`), each kind once a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BudgetHealth {
    /// Calls that were judged by the shared account, because there was no room for one of their own.
    pub shared: u64,
    /// Reservations that were given up: their call did not end within a day, or there were too many.
    pub forgotten: u64,
    /// How often the clock was set back by more than a minute. What was spent then counts in the window of the new time.
    pub clock_set_back: u64,
    /// An [`Estimator`](crate::Estimator) panicked.
    pub estimator_panics: u64,
    /// What is called at a threshold panicked.
    pub callback_panics: u64,
    /// The state could not be written.
    pub unwritten: u64,
    /// What a state file had of budgets that are not there any more, or count otherwise now.
    pub unrestored: u64,
}

//! A budget has come to one of its thresholds.

use std::sync::Arc;
use std::time::SystemTime;

use crate::amount::Amount;

/// A budget has come to one of its thresholds: told once for each account and window.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThresholdReached {
    /// The budget.
    pub budget: Arc<str>,
    /// The account; nothing where the budget has only one.
    pub account: Option<Arc<str>>,
    /// The threshold, in percent of the limit.
    pub percent: u16,
    /// What was spent.
    pub spent: Amount,
    /// The limit.
    pub limit: Amount,
    /// When the window began; nothing for a total.
    pub starts_at: Option<SystemTime>,
    /// When it ends; nothing for a total and for a sliding one.
    pub ends_at: Option<SystemTime>,
    /// Whether the account is one of those that metrics name.
    pub(crate) is_named_on_metrics: bool,
}

//! The seam between what calls want and where it is counted.
//!
//! Whose a call is and what it may take is found out before; here is only arithmetic, on names and whole numbers. What
//! stands behind is one process's memory ([`Local`]); a store that several processes share answers the same three
//! questions: reserve all or nothing, settle, release.

mod account;
mod accounts;
mod book;
mod judgement;
mod list;
mod local;
mod present;
mod ring;
mod running;
#[cfg(test)]
mod tests;
mod want;

use std::sync::Arc;

pub(crate) use self::local::Local;
pub(crate) use self::ring::{BUCKETS, Ring};
pub(crate) use self::want::{Want, Wants};
use crate::budget::MAX_THRESHOLDS;
use crate::window::{Calendar, Period};

/// What a store has to know of a budget.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) limit: i128,
    pub(crate) calendar: Calendar,
    /// In milliseconds, for a sliding window.
    pub(crate) length: Option<i64>,
    pub(crate) hard: bool,
    /// Whether there are several accounts.
    pub(crate) each: bool,
    /// In percent, rising.
    pub(crate) thresholds: Vec<u16>,
    /// What has to be spent for each.
    pub(crate) levels: Vec<i128>,
    pub(crate) max_accounts: usize,
}

/// What has to be spent of a limit for each threshold.
pub(crate) fn levels(limit: i128, thresholds: &[u16]) -> Vec<i128> {
    let level = |percent: &u16| {
        let hundredfold = limit.saturating_mul(i128::from(*percent));
        hundredfold.saturating_add(99).div_euclid(100)
    };
    thresholds.iter().map(level).collect()
}

/// Why something was not reserved.
#[derive(Clone, Debug)]
pub(crate) struct Shortfall {
    pub(crate) budget: usize,
    pub(crate) account: Arc<str>,
    /// What was wanted; nothing where that is not known.
    pub(crate) wanted: Option<i128>,
    pub(crate) spent: i128,
    pub(crate) reserved: i128,
    /// When what is wanted fits again, where time alone helps.
    pub(crate) resets_at: Option<i64>,
    /// Whether it would fit if no other call were running.
    pub(crate) waits_for_calls: bool,
}

/// A threshold that an account has come to.
#[derive(Clone, Debug)]
pub(crate) struct Crossing {
    pub(crate) budget: usize,
    pub(crate) account: Arc<str>,
    /// The number of the account, in the order in which they were opened.
    pub(crate) number: u32,
    pub(crate) percent: u16,
    pub(crate) spent: i128,
    pub(crate) period: Period,
}

/// An account as it is at a moment.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) account: Arc<str>,
    pub(crate) spent: i128,
    pub(crate) reserved: i128,
    pub(crate) period: Period,
    pub(crate) refused: u64,
    pub(crate) unpriced: u64,
}

/// What an account had when it was written down.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) account: Arc<str>,
    /// The start of its window; of a sliding one its latest moment.
    pub(crate) at: i64,
    /// What was spent in the window; of a sliding one by the start of each part.
    pub(crate) spent: Vec<(i64, i128)>,
    /// Which thresholds were told, and when.
    pub(crate) told: [Option<i64>; MAX_THRESHOLDS],
}

/// What went wrong inside of a store, in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Incidents {
    /// Calls that were judged by the shared account.
    pub(crate) shared: u64,
    /// Reservations that were given up, because their call did not end.
    pub(crate) forgotten: u64,
    /// How often the clock was set back.
    pub(crate) set_back: u64,
}

/// The account of calls for whose own account there was no room.
pub const SHARED: &str = "_OTHER";

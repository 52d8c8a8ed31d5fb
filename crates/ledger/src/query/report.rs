//! Sums by group.

mod measure;
mod order;

pub use self::measure::Measure;
pub(super) use self::order::Order;
use super::{Key, Totals};
use crate::scanned::Scanned;

/// Sums by group.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// What was grouped by.
    pub keys: Vec<Key>,
    /// The groups, in the order that was asked for, else in that of their values.
    pub groups: Vec<Group>,
    /// The groups that are beyond the first, where only those were asked for.
    pub others: Option<Others>,
    /// The sum of all groups.
    pub total: Totals,
    /// What was read.
    pub scanned: Scanned,
}

/// One group.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Group {
    /// The value of each key; nothing where the calls have none.
    pub values: Vec<Option<String>>,
    /// Its sums.
    pub totals: Totals,
}

/// The groups that are not listed.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Others {
    /// How many.
    pub groups: u64,
    /// Their sum.
    pub totals: Totals,
}

//! The days and months of a report.

use std::collections::BTreeMap;

use super::{Amount, Reached};
use crate::query::{Report, Totals};

/// The days and months of a report that is grouped by days, and where a limit of a user asks for it by users.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'r> {
    pub(super) report: &'r Report,
    /// Only the calls of this user.
    pub(super) user: Option<&'r str>,
}

impl Places<'_> {
    /// An amount for each day.
    pub(super) fn days(self, of: impl Fn(&Totals) -> Amount) -> Vec<Reached> {
        self.periods("2026-11-29".len(), of)
    }

    /// An amount for each month.
    pub(super) fn months(self, of: impl Fn(&Totals) -> Amount) -> Vec<Reached> {
        self.periods("2026-11".len(), of)
    }

    /// An amount for each beginning, this long, of a day's name.
    fn periods(self, length: usize, of: impl Fn(&Totals) -> Amount) -> Vec<Reached> {
        let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
        for group in &self.report.groups {
            let user = group.values.get(1).and_then(Option::as_deref);
            let day = group.values.first().and_then(Option::as_deref);
            let Some(period) = day.and_then(|day| day.get(..length)) else { continue };
            if self.user.is_some() && self.user != user {
                continue;
            }
            let amount = of(&group.totals);
            let sum = sums.entry(period);
            sum.and_modify(|sum| *sum = sum.plus(amount)).or_insert(amount);
        }
        let reached =
            |(period, amount): (&str, _)| Reached { period: Some(period.to_owned()), amount };
        sums.into_iter().map(reached).collect()
    }
}

//! How many calls ended how.

use crate::status::Status;

/// How many calls ended how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByStatus {
    success: u64,
    /// Nothing where all ended well, as in most of a million groups.
    others: Option<Box<[u64; Status::ALL.len()]>>,
}

impl ByStatus {
    /// How many ended so.
    #[must_use]
    pub fn get(&self, status: Status) -> u64 {
        match (status, &self.others) {
            (Status::Success, _) => self.success,
            (_, Some(others)) => others.get(status as usize).copied().unwrap_or(0),
            (_, None) => 0,
        }
    }

    /// Each end that a call has had, and how many, in the order of [`Status::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Status, u64)> {
        let each = Status::ALL.into_iter().map(|status| (status, self.get(status)));
        each.filter(|(_, calls)| *calls > 0)
    }

    pub(super) fn add(&mut self, status: Status, calls: u64) {
        if status == Status::Success {
            self.success += calls;
        } else if let Some(sum) = self.others.get_or_insert_default().get_mut(status as usize) {
            *sum += calls;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        other.iter().for_each(|(status, calls)| self.add(status, calls));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_is_counted_by_itself() {
        let mut ends = ByStatus::default();
        ends.add(Status::Panicked, 2);
        ends.add(Status::Success, 1);
        assert_eq!(ends.get(Status::Panicked), 2);
        assert_eq!(ends.get(Status::Error), 0);
        assert!(ends.iter().eq([(Status::Success, 1), (Status::Panicked, 2)]));
    }
}

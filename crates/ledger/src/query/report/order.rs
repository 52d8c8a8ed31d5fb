//! The order of groups, and how many are listed.

use std::cmp::Ordering;

use super::{Group, Measure, Others};
use crate::query::Key;
use crate::query::field::{Kind, Value};

/// The order of groups, and how many are listed.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::query) struct Order {
    pub(in crate::query) by: Option<(Measure, bool)>,
    pub(in crate::query) first: Option<usize>,
}

impl Order {
    /// Sorts the groups and sums up those beyond the first.
    pub(in crate::query) fn apply(self, keys: &[Key], groups: &mut Vec<Group>) -> Option<Others> {
        groups.sort_unstable_by(|a, b| self.by_measure(a, b).then_with(|| by_values(keys, a, b)));
        let first = self.first?.min(groups.len());
        // Where they are: a list of their own would need their memory again, of maybe a million.
        let beyond = groups.drain(first..);
        let mut others = Others { groups: beyond.len() as u64, ..Others::default() };
        beyond.for_each(|group| others.totals.merge(&group.totals));
        // Only the first stay, and not the room for all.
        groups.shrink_to_fit();
        (others.groups > 0).then_some(others)
    }

    fn by_measure(self, a: &Group, b: &Group) -> Ordering {
        match self.by {
            Some((measure, true)) => measure.compare(&b.totals, &a.totals),
            Some((measure, false)) => measure.compare(&a.totals, &b.totals),
            None => Ordering::Equal,
        }
    }
}

/// By the first value, then the second ...; numbers by size.
fn by_values(keys: &[Key], a: &Group, b: &Group) -> Ordering {
    let number = |text: &Option<String>| text.as_deref().and_then(Value::number);
    let each = keys.iter().zip(a.values.iter().zip(&b.values)).map(|(key, (a, b))| match key {
        Key::Field(field) if field.kind() == Kind::Number => number(a).cmp(&number(b)),
        _ => a.cmp(b),
    });
    each.fold(Ordering::Equal, Ordering::then)
}

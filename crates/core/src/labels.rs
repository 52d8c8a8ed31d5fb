//! The attributes of metric points.

use opentelemetry::{KeyValue, Value};

use crate::semconv::{Attribute, Profile};

/// Every label of a profile's metrics, sorted by key. A label's rank here is its bit in a
/// [`LabelSet`].
#[derive(Debug)]
pub(crate) struct LabelOrder(Vec<(&'static str, Attribute)>);

/// Some of the labels of a [`LabelOrder`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LabelSet(u64);

impl LabelOrder {
    /// The order of the labels that the metrics of `profile` have.
    pub(crate) fn of(profile: &Profile) -> Self {
        let mut order = Vec::new();
        for metric in profile.metrics {
            let fixed = metric.fixed.map(|(attribute, _)| attribute);
            for label in metric.labels.iter().copied().chain(fixed) {
                order.extend(profile.names(label).first().map(|name| (name.key, label)));
            }
        }
        order.sort_unstable();
        order.dedup();
        // A set has no more bits. No profile comes near; a test counts.
        order.truncate(LabelSet::BITS - 1);
        Self(order)
    }

    /// The set of these labels.
    pub(crate) fn set(&self, labels: impl IntoIterator<Item = Attribute>) -> LabelSet {
        let ranks = labels.into_iter().filter_map(|label| self.rank(label));
        ranks.fold(LabelSet::default(), LabelSet::and_also)
    }

    fn rank(&self, label: Attribute) -> Option<usize> {
        self.0.iter().position(|(_, known)| *known == label)
    }
}

impl LabelSet {
    const BITS: usize = u64::BITS as usize;

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    const fn and_also(self, rank: usize) -> Self {
        Self(self.0 | 1 << rank)
    }

    const fn contains(self, rank: usize) -> bool {
        self.0 & (1 << rank) != 0
    }

    /// Whether all labels of this set come before `rank`.
    const fn is_before(self, rank: usize) -> bool {
        self.0 >> rank == 0
    }

    /// How many labels of this set come before `rank`.
    const fn before(self, rank: usize) -> usize {
        (self.0 & ((1 << rank) - 1)).count_ones() as usize
    }
}

/// Takes out the ranks one by one, in order.
impl Iterator for LabelSet {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let rank = self.0.trailing_zeros() as usize;
        self.0 &= self.0.wrapping_sub(1);
        (rank < Self::BITS).then_some(rank)
    }
}

/// The attributes of a metric point, sorted by key so that the SDK finds its series without sorting
/// a copy. One list serves all metrics of a call: from one to the next only what differs is changed,
/// and what has no value is asked for once.
#[derive(Debug)]
pub(crate) struct Labels<'o> {
    order: &'o LabelOrder,
    items: Vec<KeyValue>,
    /// What the items are.
    present: LabelSet,
    /// What was asked for and has no value.
    absent: LabelSet,
}

impl<'o> Labels<'o> {
    /// Labels made in `items`, an empty list.
    pub(crate) fn new(order: &'o LabelOrder, items: Vec<KeyValue>) -> Self {
        let (present, absent) = (LabelSet::default(), LabelSet::default());
        Self { order, items, present, absent }
    }

    /// Makes this the labels `wanted`, as far as they have a value. Values that are there already are
    /// kept.
    pub(crate) fn set(&mut self, wanted: LabelSet, value: impl Fn(Attribute) -> Option<Value>) {
        for rank in self.present.without(wanted) {
            self.items.remove(self.present.before(rank));
            self.present = self.present.without(LabelSet::default().and_also(rank));
        }
        for rank in wanted.without(self.present).without(self.absent) {
            let (key, label) = self.order.0[rank];
            let Some(value) = value(label) else {
                self.absent = self.absent.and_also(rank);
                continue;
            };
            let item = KeyValue::new(key, value);
            if self.present.is_before(rank) {
                self.items.push(item);
            } else {
                self.items.insert(self.present.before(rank), item);
            }
            self.present = self.present.and_also(rank);
        }
    }

    /// Gives the labels that are there of these a new value.
    pub(crate) fn renew(&mut self, labels: LabelSet, value: impl Fn() -> Value) {
        for rank in labels {
            if self.present.contains(rank) {
                self.items[self.present.before(rank)].value = value();
            }
        }
    }

    /// Forgets everything, for labels of something else.
    pub(crate) fn clear(&mut self) {
        self.items.clear();
        self.present = LabelSet::default();
        self.absent = LabelSet::default();
    }

    pub(crate) fn as_slice(&self) -> &[KeyValue] {
        &self.items
    }

    pub(crate) fn into_vec(self) -> Vec<KeyValue> {
        self.items
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::semconv::V1_41;

    fn keys<'l>(labels: &'l Labels<'_>) -> Vec<&'l str> {
        labels.as_slice().iter().map(|item| item.key.as_str()).collect()
    }

    #[test]
    fn labels_are_edited_from_one_metric_to_the_next_and_stay_sorted() {
        let order = LabelOrder::of(&V1_41);
        let value = |attribute| (attribute != Attribute::ServerPort).then(|| Value::from("v"));
        let first =
            order.set([Attribute::ServerPort, Attribute::OperationName, Attribute::ErrorType]);
        let token_type = order.set([Attribute::TokenType]);
        let second = order.set([
            Attribute::TokenType,
            Attribute::OperationName,
            Attribute::ServerAddress,
            Attribute::RequestModel,
        ]);
        let mut labels = Labels::new(&order, Vec::new());
        labels.set(first, value);
        assert_eq!(keys(&labels), ["error.type", "gen_ai.operation.name"]);
        labels.set(second, value);
        let sorted = [
            "gen_ai.operation.name",
            "gen_ai.request.model",
            "gen_ai.token.type",
            "server.address",
        ];
        assert_eq!(keys(&labels), sorted);
        labels.renew(token_type, || "output".into());
        labels.set(second, value);
        assert_eq!(keys(&labels), sorted);
        assert_eq!(labels.as_slice()[2].value, "output".into());
        assert_eq!(labels.as_slice()[3].value, "v".into());
        labels.set(first, value);
        assert_eq!(keys(&labels), ["error.type", "gen_ai.operation.name"]);
    }

    #[test]
    fn what_has_no_value_is_asked_for_once_until_cleared() {
        let order = LabelOrder::of(&V1_41);
        let asked = Cell::new(0);
        let wanted = order.set([Attribute::ErrorType]);
        let mut labels = Labels::new(&order, Vec::new());
        for _ in 0..3 {
            labels.set(wanted, |_| {
                asked.set(asked.get() + 1);
                None
            });
        }
        assert_eq!(asked.get(), 1);
        labels.clear();
        labels.set(wanted, |_| Some("v".into()));
        assert_eq!(keys(&labels), ["error.type"]);
    }

    #[test]
    fn a_set_has_room_for_every_label() {
        let order = LabelOrder::of(&V1_41);
        assert!(order.0.len() < LabelSet::BITS);
        for metric in V1_41.metrics {
            assert_eq!(order.set(metric.labels.iter().copied()).count(), metric.labels.len());
        }
    }
}

//! The attributes of metric points.

use opentelemetry::{KeyValue, Value};

use crate::attribute_set::AttributeSet;
use crate::semconv::{Attribute, Profile};

/// The attributes of a metric point, sorted by key so that the SDK finds its series without sorting
/// a copy. One list serves all metrics of a call: from one to the next only what differs is changed,
/// and what has no value is asked for once.
#[derive(Debug)]
pub(crate) struct Labels {
    profile: &'static Profile,
    items: Vec<KeyValue>,
    /// What the items are.
    present: AttributeSet,
    /// What was asked for and has no value.
    absent: AttributeSet,
}

impl Labels {
    pub(crate) fn new(profile: &'static Profile) -> Self {
        Self {
            profile,
            items: Vec::with_capacity(CAPACITY),
            present: AttributeSet::default(),
            absent: AttributeSet::default(),
        }
    }

    /// Makes this the labels `wanted`, as far as they have a value. Values that are there already are
    /// kept.
    pub(crate) fn set(&mut self, wanted: &LabelSet, value: impl Fn(Attribute) -> Option<Value>) {
        for attribute in self.present.without(wanted.kept) {
            self.remove(attribute);
        }
        if wanted.all.without(self.present).without(self.absent).is_empty() {
            return;
        }
        let mut place = 0;
        for attribute in wanted.sorted.iter().copied() {
            if self.present.contains(attribute) {
                place += 1;
            } else if !self.absent.contains(attribute) {
                match value(attribute) {
                    Some(value) => {
                        self.put(place, attribute, value);
                        place += 1;
                    }
                    None => self.absent.insert(attribute),
                }
            }
        }
    }

    /// Puts one more label at its place in the order, or replaces its value.
    pub(crate) fn insert(&mut self, attribute: Attribute, value: Value) {
        match self.place(attribute) {
            Ok(place) => self.items[place].value = value,
            Err(place) => self.put(place, attribute, value),
        }
    }

    /// Forgets everything, for labels of something else.
    pub(crate) fn clear(&mut self) {
        self.items.clear();
        self.present = AttributeSet::default();
        self.absent = AttributeSet::default();
    }

    pub(crate) fn as_slice(&self) -> &[KeyValue] {
        &self.items
    }

    fn put(&mut self, place: usize, attribute: Attribute, value: Value) {
        self.items.insert(place, KeyValue::new(self.key(attribute), value));
        self.present.insert(attribute);
    }

    fn remove(&mut self, attribute: Attribute) {
        if let Ok(place) = self.place(attribute) {
            self.items.remove(place);
            self.present = self.present.without(AttributeSet::from_iter([attribute]));
        }
    }

    /// Where a label is, or where it belongs.
    fn place(&self, attribute: Attribute) -> Result<usize, usize> {
        let key = self.key(attribute);
        if self.present.contains(attribute) {
            // Keys differ in length more often than in order: looking at each is quickest.
            return self.items.iter().position(|item| item.key.as_str() == key).ok_or(0);
        }
        Err(self.items.partition_point(|item| item.key.as_str() < key))
    }

    /// The key of a label; the tests of the profile see to it that each has one.
    fn key(&self, attribute: Attribute) -> &'static str {
        self.profile.names(attribute).first().map_or("", |name| name.key)
    }
}

/// The labels that a metric wants.
#[derive(Debug)]
pub(crate) struct LabelSet {
    /// In the order of their keys.
    sorted: &'static [Attribute],
    all: AttributeSet,
    /// All, and the one that is inserted afterwards.
    kept: AttributeSet,
}

impl LabelSet {
    /// Labels in the order of their keys, and perhaps one to be [`insert`](Labels::insert)ed.
    pub(crate) fn new(sorted: &'static [Attribute], inserted: Option<Attribute>) -> Self {
        let all: AttributeSet = sorted.iter().copied().collect();
        Self { sorted, all, kept: all.union(inserted.into_iter().collect()) }
    }
}

/// No metric of ours has more labels, so the list does not grow.
const CAPACITY: usize = 12;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::semconv::V1_41;

    fn keys(labels: &Labels) -> Vec<&str> {
        labels.as_slice().iter().map(|item| item.key.as_str()).collect()
    }

    #[test]
    fn labels_are_edited_from_one_metric_to_the_next_and_stay_sorted() {
        let value = |attribute| (attribute != Attribute::ServerPort).then(|| Value::from("v"));
        let first = LabelSet::new(
            &[Attribute::ErrorType, Attribute::OperationName, Attribute::ServerPort],
            None,
        );
        let second = LabelSet::new(
            &[Attribute::OperationName, Attribute::RequestModel, Attribute::ServerAddress],
            Some(Attribute::TokenType),
        );
        let mut labels = Labels::new(&V1_41);
        labels.set(&first, value);
        assert_eq!(keys(&labels), ["error.type", "gen_ai.operation.name"]);
        labels.set(&second, value);
        labels.insert(Attribute::TokenType, "input".into());
        labels.set(&second, value);
        labels.insert(Attribute::TokenType, "output".into());
        assert_eq!(
            keys(&labels),
            [
                "gen_ai.operation.name",
                "gen_ai.request.model",
                "gen_ai.token.type",
                "server.address"
            ]
        );
        assert_eq!(labels.as_slice()[2].value, "output".into());
        labels.set(&first, value);
        assert_eq!(keys(&labels), ["error.type", "gen_ai.operation.name"]);
    }

    #[test]
    fn what_has_no_value_is_asked_for_once_until_cleared() {
        let asked = Cell::new(0);
        let wanted = LabelSet::new(&[Attribute::ErrorType], None);
        let mut labels = Labels::new(&V1_41);
        for _ in 0..3 {
            labels.set(&wanted, |_| {
                asked.set(asked.get() + 1);
                None
            });
        }
        assert_eq!(asked.get(), 1);
        labels.clear();
        labels.set(&wanted, |_| Some("v".into()));
        assert_eq!(keys(&labels), ["error.type"]);
    }
}

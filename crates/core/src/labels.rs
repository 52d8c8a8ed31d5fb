//! The attributes of metric points.

use opentelemetry::{KeyValue, Value};

use crate::semconv::{Attribute, Profile};

/// The attributes of a metric point, sorted by key so that the SDK finds its series without sorting
/// a copy. One list serves all metrics of a call: from one to the next only what differs is changed.
#[derive(Debug)]
pub(crate) struct Labels {
    profile: &'static Profile,
    items: Vec<KeyValue>,
    /// The attribute of each item.
    attributes: Vec<Attribute>,
}

impl Labels {
    pub(crate) fn new(profile: &'static Profile) -> Self {
        Self {
            profile,
            items: Vec::with_capacity(CAPACITY),
            attributes: Vec::with_capacity(CAPACITY),
        }
    }

    /// Makes this the labels `wanted`, in that order, as far as they have a value. Values that are
    /// there already are kept.
    pub(crate) fn set(&mut self, wanted: &[Attribute], value: impl Fn(Attribute) -> Option<Value>) {
        let mut place = 0;
        for (index, attribute) in wanted.iter().copied().enumerate() {
            while self.attributes.get(place).is_some_and(|there| !wanted[index..].contains(there)) {
                self.remove(place);
            }
            if self.attributes.get(place) == Some(&attribute) {
                place += 1;
            } else if let Some(value) = value(attribute) {
                place += usize::from(self.put(place, attribute, value));
            }
        }
        self.items.truncate(place);
        self.attributes.truncate(place);
    }

    /// Puts one more label at its place in the order, or replaces its value.
    pub(crate) fn insert(&mut self, attribute: Attribute, value: Value) {
        if let Some(place) = self.attributes.iter().position(|there| *there == attribute) {
            self.items[place].value = value;
        } else if let Some(name) = self.profile.names(attribute).first() {
            let place = self.items.partition_point(|there| there.key.as_str() < name.key);
            self.put(place, attribute, value);
        }
    }

    pub(crate) fn as_slice(&self) -> &[KeyValue] {
        &self.items
    }

    fn put(&mut self, place: usize, attribute: Attribute, value: Value) -> bool {
        let Some(name) = self.profile.names(attribute).first() else { return false };
        self.items.insert(place, KeyValue::new(name.key, value));
        self.attributes.insert(place, attribute);
        true
    }

    fn remove(&mut self, place: usize) {
        self.items.remove(place);
        self.attributes.remove(place);
    }
}

/// No metric of ours has more labels, so neither list grows.
const CAPACITY: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::semconv::V1_41;

    fn keys(labels: &Labels) -> Vec<&str> {
        labels.as_slice().iter().map(|item| item.key.as_str()).collect()
    }

    #[test]
    fn labels_are_edited_from_one_metric_to_the_next_and_stay_sorted() {
        let value = |attribute| (attribute != Attribute::ServerPort).then(|| Value::from("v"));
        let mut labels = Labels::new(&V1_41);
        labels.set(&[Attribute::ErrorType, Attribute::OperationName, Attribute::ServerPort], value);
        assert_eq!(keys(&labels), ["error.type", "gen_ai.operation.name"]);
        labels.set(
            &[Attribute::OperationName, Attribute::RequestModel, Attribute::ServerAddress],
            value,
        );
        labels.insert(Attribute::TokenType, "input".into());
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
        labels.set(&[Attribute::ErrorType], value);
        assert_eq!(keys(&labels), ["error.type"]);
    }
}

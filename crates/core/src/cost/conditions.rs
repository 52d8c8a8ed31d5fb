//! What a price depends on beside model and usage.

use std::sync::Arc;

use crate::text;

/// What a price depends on beside model, usage and time: `processing` = `batch`, `residency` = `eu`, `speed` = `fast`.
/// At most 16, sorted by key; in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Conditions(Vec<(Arc<str>, Arc<str>)>);

impl Conditions {
    /// Sets a condition; it replaces the one of the same key. A seventeenth is left out.
    pub fn set(&mut self, key: &str, value: &str) {
        let key = text::shared(&key.trim().to_ascii_lowercase());
        let value = text::shared(&value.trim().to_ascii_lowercase());
        if key.is_empty() || value.is_empty() {
            return;
        }
        match self.0.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(index) => self.0[index].1 = value,
            Err(index) if self.0.len() < MAX_CONDITIONS => self.0.insert(index, (key, value)),
            Err(_) => {}
        }
    }

    /// The value of a condition.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| **known == *key).map(|(_, value)| &**value)
    }

    /// All, sorted by key.
    #[must_use]
    pub fn as_slice(&self) -> &[(Arc<str>, Arc<str>)] {
        &self.0
    }

    /// Takes over what `newer` says; it replaces what is known.
    pub(crate) fn update(&mut self, newer: Self) {
        for (key, value) in newer.0 {
            self.set(&key, &value);
        }
    }

    /// Takes over what `newer` says and this does not.
    pub(crate) fn fill(&mut self, newer: Self) {
        for (key, value) in newer.0 {
            if self.get(&key).is_none() {
                self.set(&key, &value);
            }
        }
    }
}

const MAX_CONDITIONS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_sorted_bounded_and_in_lower_case() {
        let mut conditions = Conditions::default();
        for number in 0..20 {
            conditions.set(&format!(" Key-{number:02}"), "A");
        }
        conditions.set("key-03", "Batch ");
        conditions.set("key-04", " ");
        assert_eq!(conditions.as_slice().len(), MAX_CONDITIONS);
        assert_eq!(conditions.get("key-03"), Some("batch"));
        assert_eq!(conditions.get("key-04"), Some("a"));
        assert!(conditions.as_slice().is_sorted());
    }
}

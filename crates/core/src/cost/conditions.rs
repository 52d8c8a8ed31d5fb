//! What a price depends on beside model and usage.

use std::sync::Arc;

use crate::text;
use crate::wire::conditions_of_host;

/// What a price depends on beside model, usage and time: `processing` = `batch`, `residency` = `eu`, `speed` = `fast`.
/// At most 16, sorted by key; in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Conditions(Vec<(Arc<str>, Arc<str>)>);

impl Conditions {
    /// What the name of a server says about prices: `residency` = `eu` for `eu.api.openai.com`, the region of Bedrock and
    /// of Vertex AI. Nothing for most hosts. Calls know it by [`server_address`](crate::CallBuilder::server_address).
    #[must_use]
    pub fn of_host(host: &str) -> Self {
        let mut conditions = Self::default();
        for (key, value) in conditions_of_host(host).into_iter().flatten() {
            conditions.set(key, value);
        }
        conditions
    }

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
    fn a_host_says_where_a_model_is_run() {
        let told = |host: &str| {
            let told = Conditions::of_host(host);
            let told = told.as_slice().iter().map(|(key, value)| format!("{key}={value}"));
            told.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told("EU.api.openai.com:443"), "residency=eu");
        let vertex = "europe-west4-aiplatform.googleapis.com";
        assert_eq!(told(vertex), "region=europe-west4 residency=regional");
        assert_eq!(told("api.openai.com"), "");
    }

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

use std::collections::BTreeSet;

use crate::collector::{AttributeValue, Attributes, write_escaped};

/// Which attributes are shown, and how much of each.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    only: Option<BTreeSet<String>>,
    hidden: BTreeSet<String>,
    max_chars: usize,
}

impl Shown {
    pub(super) fn new(max_chars: usize) -> Self {
        Self { only: None, hidden: BTreeSet::new(), max_chars }
    }

    pub(super) fn only<K: Into<String>>(&mut self, keys: impl IntoIterator<Item = K>) {
        self.only.get_or_insert_default().extend(keys.into_iter().map(Into::into));
    }

    pub(super) fn hide<K: Into<String>>(&mut self, keys: impl IntoIterator<Item = K>) {
        self.hidden.extend(keys.into_iter().map(Into::into));
    }

    pub(super) fn max_chars(&mut self, chars: usize) {
        self.max_chars = chars;
    }

    /// Keys and values as text, sorted by key.
    pub(super) fn fields(&self, attributes: &Attributes) -> Vec<(String, String)> {
        let shows = |key: &str| {
            self.only.as_ref().is_none_or(|only| only.contains(key)) && !self.hidden.contains(key)
        };
        let shown = attributes.iter().filter(|(key, _)| shows(key));
        shown.map(|(key, value)| (escaped(key), self.value(value))).collect()
    }

    /// `{key: value, key: value}`; nothing when no attribute is shown.
    pub(super) fn inline(&self, attributes: &Attributes) -> String {
        let fields: Vec<_> = self
            .fields(attributes)
            .into_iter()
            .map(|(key, value)| format!("{key}: {value}"))
            .collect();
        if fields.is_empty() { String::new() } else { format!("{{{}}}", fields.join(", ")) }
    }

    fn value(&self, value: &AttributeValue) -> String {
        let text = value.to_string();
        match text.char_indices().nth(self.max_chars) {
            Some((cut, _)) => format!("{}… ({} characters)", &text[..cut], text.chars().count()),
            None => text,
        }
    }
}

pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Writing into a String does not fail.
    match write_escaped(&mut escaped, text) {
        Ok(()) | Err(std::fmt::Error) => escaped,
    }
}

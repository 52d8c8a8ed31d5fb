//! Free keys that the caller adds.

use std::sync::Arc;

use opentelemetry::Value;

use crate::text;

/// The value of a free key: of a call's metadata or of an [`Attribution`](crate::Attribution).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MetadataValue {
    /// A text, cut to [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES) bytes when it is added.
    Text(Arc<str>),
    /// A whole number.
    Int(i64),
    /// A number. NaN and infinities are refused when they are added.
    Float(f64),
    /// Yes or no.
    Bool(bool),
}

impl MetadataValue {
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(Arc::clone(text).into()),
            Self::Int(number) => Value::I64(*number),
            Self::Float(number) => Value::F64(*number),
            Self::Bool(flag) => Value::Bool(*flag),
        }
    }

    /// Whether it is cut when it is added.
    pub(crate) fn is_too_long(&self) -> bool {
        matches!(self, Self::Text(text) if text::is_too_long(text))
    }

    fn is_finite(&self) -> bool {
        !matches!(self, Self::Float(number) if !number.is_finite())
    }
}

impl From<&str> for MetadataValue {
    fn from(value: &str) -> Self {
        Self::Text(Arc::from(value))
    }
}

impl From<String> for MetadataValue {
    fn from(value: String) -> Self {
        Self::Text(Arc::from(value))
    }
}

impl From<i64> for MetadataValue {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for MetadataValue {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for MetadataValue {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<f64> for MetadataValue {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<bool> for MetadataValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// Free keys in the order they were added, each once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata(Vec<(Arc<str>, MetadataValue)>);

impl Metadata {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&MetadataValue> {
        self.0.iter().find(|(known, _)| **known == *key).map(|(_, value)| value)
    }

    /// All keys with their values.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &MetadataValue)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a key or replaces its value. Says no to a reserved or empty name, a value that is no
    /// number, and more than [`MAX_METADATA`] keys.
    pub fn insert(&mut self, key: &str, mut value: MetadataValue) -> bool {
        let key = key.trim();
        if key.is_empty() || is_reserved(key) || text::is_too_long(key) || !value.is_finite() {
            return false;
        }
        if let MetadataValue::Text(text) = &mut value {
            text::clean_shared(text);
        }
        let key = text::clean(key);
        match self.0.iter().position(|(known, _)| **known == *key) {
            Some(place) => self.0[place].1 = value,
            None if self.0.len() < MAX_METADATA => self.0.push((Arc::from(&*key), value)),
            None => return false,
        }
        true
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = (Arc<str>, Value)> + '_ {
        self.0.iter().map(|(key, value)| (Arc::clone(key), value.to_value()))
    }
}

/// The most free keys kept on one call or attribution. More are refused and counted.
pub const MAX_METADATA: usize = 32;

/// Whether a free key may not have this name, because the conventions or we give it a meaning.
fn is_reserved(key: &str) -> bool {
    RESERVED.iter().any(|reserved| {
        key.strip_prefix(reserved).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// Namespaces of the conventions that spans of ours may carry, and our own.
const RESERVED: [&str; 20] = [
    "aws",
    "azure",
    "client",
    "error",
    "exception",
    "gen_ai",
    "genai_otel",
    "http",
    "mcp",
    "network",
    "openai",
    "organization",
    "otel",
    "server",
    "service",
    "session",
    "telemetry",
    "url",
    "user",
    "user_agent",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_and_empty_names_are_refused() {
        let mut metadata = Metadata::default();
        for key in [
            "",
            "  ",
            "gen_ai.request.model",
            "genai_otel.x",
            "error.type",
            "user",
            "user.id",
            "server.port",
        ] {
            assert!(!metadata.insert(key, 1_i64.into()), "{key}");
        }
        assert!(metadata.insert("users.plan", "gold".into()));
        assert!(metadata.insert("experiment", 7_i64.into()));
    }

    #[test]
    fn a_key_stands_once_with_its_last_value() {
        let mut metadata = Metadata::default();
        assert!(metadata.insert("a", 1_i64.into()) && metadata.insert("a", 2_i64.into()));
        assert_eq!(metadata.iter().collect::<Vec<_>>(), [("a", &MetadataValue::Int(2))]);
    }

    #[test]
    fn keys_that_are_alike_once_they_are_clean_are_one() {
        let mut metadata = Metadata::default();
        assert!(metadata.insert("a\0", 1.into()) && metadata.insert("a\u{1}", "b\n".into()));
        let expected = MetadataValue::from("b\u{fffd}");
        assert_eq!(metadata.iter().collect::<Vec<_>>(), [("a\u{fffd}", &expected)]);
    }

    #[test]
    fn keys_are_bounded_and_numbers_finite() {
        let mut metadata = Metadata::default();
        for i in 0..MAX_METADATA {
            assert!(metadata.insert(&format!("k{i}"), true.into()));
        }
        assert!(!metadata.insert("one more", true.into()));
        assert!(!metadata.insert("k0", f64::NAN.into()));
    }
}

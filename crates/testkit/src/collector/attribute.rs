use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use opentelemetry_proto::tonic::common::v1::any_value::Value as Wire;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};

/// Attributes by key.
pub type Attributes = BTreeMap<String, AttributeValue>;

/// The value of an attribute.
///
/// `Display` keeps types apart: a string is printed as it is, unless it could be read as another value (`'12'`,
/// `'true'`, `'[a]'`) or would be invisible (`''`); control characters are escaped.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum AttributeValue {
    /// A key without a value.
    #[default]
    Empty,
    /// `true` or `false`.
    Bool(bool),
    /// A 64-bit integer.
    Int(i64),
    /// A 64-bit floating-point number.
    Double(f64),
    /// Text.
    String(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list.
    Array(Vec<Self>),
    /// A map.
    Map(Attributes),
}

impl AttributeValue {
    /// The text, if it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The integer, if it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The floating-point number, if it is one.
    #[must_use]
    pub fn as_double(&self) -> Option<f64> {
        if let Self::Double(number) = self { Some(*number) } else { None }
    }

    /// The truth value, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    pub(super) fn from_wire(value: Option<AnyValue>) -> Self {
        match value.and_then(|value| value.value) {
            None => Self::Empty,
            Some(Wire::StringValue(text)) => Self::String(text),
            Some(Wire::BoolValue(truth)) => Self::Bool(truth),
            Some(Wire::IntValue(number)) => Self::Int(number),
            Some(Wire::DoubleValue(number)) => Self::Double(number),
            Some(Wire::BytesValue(bytes)) => Self::Bytes(bytes),
            Some(Wire::ArrayValue(array)) => {
                Self::Array(array.values.into_iter().map(|v| Self::from_wire(Some(v))).collect())
            }
            Some(Wire::KvlistValue(list)) => Self::Map(read_attributes(list.values).0),
            // An index into a table that only profiles have.
            Some(Wire::StringValueStrindex(_)) => Self::Empty,
        }
    }
}

impl fmt::Display for AttributeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("(empty)"),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Int(number) => write!(f, "{number}"),
            // Small sums of money are easier to read without an exponent.
            Self::Double(number) if (1e-12..1.0).contains(&number.abs()) => write!(f, "{number}"),
            // Debug keeps the `.0` that tells a double from an integer.
            Self::Double(number) => write!(f, "{number:?}"),
            Self::String(text) => write_text(f, text),
            Self::Bytes(bytes) => write!(f, "({} bytes)", bytes.len()),
            Self::Array(values) => {
                f.write_char('[')?;
                for (index, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if index == 0 { "" } else { ", " })?;
                }
                f.write_char(']')
            }
            Self::Map(fields) => {
                f.write_char('{')?;
                for (index, (key, value)) in fields.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    write_escaped(f, key)?;
                    write!(f, ": {value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<i64> for AttributeValue {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for AttributeValue {
    fn from(number: f64) -> Self {
        Self::Double(number)
    }
}

impl From<bool> for AttributeValue {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

/// The attributes, and the keys that came more than once (of which the last value is kept).
pub(super) fn read_attributes(fields: Vec<KeyValue>) -> (Attributes, Vec<String>) {
    let mut attributes = Attributes::new();
    let mut duplicates = Vec::new();
    for field in fields {
        let value = AttributeValue::from_wire(field.value);
        if attributes.insert(field.key.clone(), value).is_some() {
            duplicates.push(field.key);
        }
    }
    (attributes, duplicates)
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let ambiguous = text.trim() != text
        || text.is_empty()
        || text.starts_with(['[', '{', '(', '\''])
        || text.parse::<f64>().is_ok()
        || text.parse::<bool>().is_ok();
    if !ambiguous {
        return write_escaped(f, text);
    }
    f.write_char('\'')?;
    write_escaped(f, text)?;
    f.write_char('\'')
}

/// Other people's text must not be able to break the lines of a tree, nor to steer a terminal.
pub(crate) fn write_escaped(f: &mut impl fmt::Write, text: &str) -> fmt::Result {
    for c in text.chars() {
        if c.is_control() || is_direction_mark(c) {
            write!(f, "{}", c.escape_default())?;
        } else {
            f.write_char(c)?;
        }
    }
    Ok(())
}

/// Marks that make a terminal print what follows from right to left.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_values_keep_types_apart() {
        let shown = |value: AttributeValue| value.to_string();
        assert_eq!(shown("gpt-4o".into()), "gpt-4o");
        assert_eq!(shown("12".into()), "'12'");
        assert_eq!(shown(12.into()), "12");
        assert_eq!(shown(12.0.into()), "12.0");
        assert_eq!(shown("true".into()), "'true'");
        assert_eq!(shown(true.into()), "true");
        assert_eq!(shown("".into()), "''");
        assert_eq!(shown(" a".into()), "' a'");
        assert_eq!(shown("a\nb\u{1b}[31m\u{202e}".into()), "a\\nb\\u{1b}[31m\\u{202e}");
        assert_eq!(shown(r#"[{"a":1}]"#.into()), r#"'[{"a":1}]'"#);
        assert_eq!(shown(AttributeValue::Array(vec!["stop".into(), 1.into()])), "[stop, 1]");
        let map = Attributes::from([("b".to_owned(), 1.into()), ("a".to_owned(), "x".into())]);
        assert_eq!(shown(AttributeValue::Map(map)), "{a: x, b: 1}");
        assert_eq!(shown(AttributeValue::Bytes(vec![0; 3])), "(3 bytes)");
        assert_eq!(shown(AttributeValue::Empty), "(empty)");
    }
}

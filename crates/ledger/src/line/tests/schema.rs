//! The schema fits what is written.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::super::keys::KEYS;
use super::source::Source;
use super::{STAMP, full, written};
use crate::line::{Gap, write_gap};

fn schema() -> Value {
    let schema = include_str!("../../../../../docs/reference/ledger-line.schema.json");
    serde_json::from_str(schema).unwrap()
}

/// Why a value does not fit, as far as the schema is used here: what it does not know is a failure of its own.
fn misfit(schema: &Value, value: &Value) -> Option<String> {
    let is_kind = |kind: &Value| match kind.as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    };
    let has = |keys: &Value| {
        let mut keys = keys.as_array().into_iter().flatten().filter_map(Value::as_str);
        keys.all(|key| value.get(key).is_some())
    };
    let fits = |(rule, told): (&String, &Value)| match &**rule {
        "type" => is_kind(told),
        "const" => told == value,
        "enum" => told.as_array().is_some_and(|known| known.contains(value)),
        "minimum" => value.as_f64() >= told.as_f64(),
        "items" => value.as_array().into_iter().flatten().all(|item| misfit(told, item).is_none()),
        "required" => has(told),
        "oneOf" => {
            let fitting = told.as_array().into_iter().flatten();
            fitting.filter(|one| misfit(one, value).is_none()).count() == 1
        }
        "dependentRequired" => {
            let mut rules = told.as_object().into_iter().flatten();
            rules.all(|(key, needed)| value.get(key).is_none() || has(needed))
        }
        "properties" => value.as_object().into_iter().flatten().all(|(key, value)| {
            told.get(key).is_some_and(|schema| misfit(schema, value).is_none())
        }),
        "pattern" => pattern_fits(told.as_str(), value.as_str()),
        "format" => value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
        "$schema" | "title" | "description" => true,
        _ => false,
    };
    let broken = schema.as_object()?.iter().find(|rule| !fits(*rule))?;
    Some(format!("{value} breaks {broken:?}"))
}

fn pattern_fits(pattern: Option<&str>, text: Option<&str>) -> bool {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let (Some(pattern), Some(text)) = (pattern, text) else { return false };
    match pattern {
        "^[0-9a-f]{8}$" => text.len() == 8 && text.bytes().all(is_hex),
        "^[0-9a-f]{16}$" => text.len() == 16 && text.bytes().all(is_hex),
        "^[A-Z]{3}$" => text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        _ => false,
    }
}

#[test]
fn the_schema_has_every_key_and_no_other() {
    let mut known: Vec<&str> = [&["checksum", "gap"], KEYS].concat();
    known.sort_unstable();
    let schema = schema();
    let mut told: Vec<&str> =
        schema["properties"].as_object().unwrap().keys().map(|key| &**key).collect();
    told.sort_unstable();
    assert_eq!(told, known);
}

#[test]
fn what_is_written_fits_the_schema() {
    let mut gap = Vec::new();
    write_gap(&Gap::new(3, STAMP.now), &STAMP, &mut gap);
    for line in [written(&full::record()), gap] {
        let value = serde_json::from_slice(&line).unwrap();
        assert_eq!(misfit(&schema(), &value), None);
    }
}

#[test]
fn what_is_wrong_does_not_fit() {
    let mut value: Value = serde_json::from_slice(&written(&full::record())).unwrap();
    value["input_tokens"] = "12".into();
    assert_ne!(misfit(&schema(), &value), None);
}

proptest! {
    #[test]
    fn every_record_fits_the_schema(numbers in vec(any::<u64>(), 0..600)) {
        let line = written(&Source(numbers.iter()).record());
        let value = serde_json::from_slice(&line).unwrap();
        prop_assert_eq!(misfit(&schema(), &value), None);
    }
}
